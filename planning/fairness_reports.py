"""Monthly reports on how evenly roles and requests were shared out (`planning.fairness`)."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone

from initiatives.models import Role
from matching.models import Offer
from matching.services import weights_in_force
from planning.fairness import PersonOutcome, chances, fill_of, gini
from planning.inputs import Facts, build_problem, read_facts
from planning.models import FairnessReport
from volunteers.ages import age_on

Keys = Collection[Any]


def measures(
    facts: Facts, *, ranked: Keys, asked: Keys, placed: Keys, asks: Collection[int], wards: dict[str, Any]
) -> dict[str, Any]:
    """Return what a report keeps: counts of groups, never of one person, and how uneven things are.

    `ranked` are numbers of people in the facts, `asked` and `placed` keys; `wards` says how many places are
    filled and wanted in each.
    """
    people = (
        PersonOutcome(
            ward=each.ward,
            age=age_on(each.born_on, facts.on) if each.born_on else None,
            languages=each.languages,
            is_newcomer=each.is_newcomer,
            is_ranked=number in ranked,
            is_asked=each.id in asked,
            is_placed=each.id in placed,
        )
        for number, each in enumerate(facts.candidates)
        if each.is_active
    )
    fill = fill_of(wards)
    return {
        "groups": {
            kind: {group: list(chance) for group, chance in groups.items()}
            for kind, groups in chances(people).items()
        },
        "gini_of_asks": gini(asks),
        "lowest_fill": fill and fill.lowest,
        "tenth_fill": fill and fill.tenth,
    }


@transaction.atomic
def write_for_month(*, month: date, now: datetime) -> FairnessReport:
    """Measure a month: who suits a role that is open today counts as ranked, the rest is as it was then."""
    first, after = month.replace(day=1), next_month(month)
    today = timezone.localdate(now)
    facts = read_facts(Role.objects.open().not_over(today).select_related("initiative__group"), on=today)
    problem = build_problem(facts, weights_in_force(now).weights)
    made = Offer.objects.made_between(_midnight(first), _midnight(after))
    asks = Counter(made.order_by().values_list("volunteer_id", flat=True))
    taken = made.filter(placement__isnull=False).order_by().values_list("volunteer_id", flat=True)
    report: FairnessReport
    report, _is_new = FairnessReport.objects.update_or_create(
        month=first,
        defaults={
            "measures": measures(
                facts,
                ranked=set(np.unique(problem.eligible.people).tolist()),
                asked=asks.keys(),
                placed=set(taken),
                asks=[asks[each.id] for each in facts.candidates if each.is_active],
                wards=_wards_now(facts),
            )
        },
    )
    return report


def _wards_now(facts: Facts) -> dict[str, Any]:
    """Return how many places are taken or held, and how many there are, in each ward."""
    wards: dict[str, Any] = {}
    for role in facts.roles:
        if ward := role.initiative.ward_id:
            filled, wanted = wards.get(ward, (0, 0))
            wards[ward] = (filled + facts.held[role.pk], wanted + role.places_maximum)
    return wards


def next_month(month: date) -> date:
    """Return the first day of the month after a day."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def report_last_month(now: datetime) -> int:
    """Write the report of the month that is over, once; return how many were written."""
    first = timezone.localdate(now).replace(day=1)
    month = (first - timedelta(days=1)).replace(day=1)
    if FairnessReport.objects.filter(month=month).exists():
        return 0
    write_for_month(month=month, now=now)
    return 1
