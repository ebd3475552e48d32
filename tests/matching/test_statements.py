from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from matching.candidates import people_by_key
from matching.eligibility import GATES, REQUIREMENTS, Outcome, judge
from matching.eligibility.sql.exclusion_lists import EXCLUSION_LISTS
from matching.eligibility.sql.requirements import KEPT_OUT, WRITTEN
from matching.models import Conflict
from matching.ranking import beside, rank_for
from tests.factories.groups import GroupFactory
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import OfferFactory, PlacementFactory
from tests.factories.places import WardFactory
from tests.factories.strategy import PriorityFactory
from tests.matching.people import (
    START,
    WARDS,
    is_possible,
    make_opening,
    make_person,
    openings,
    other_roles,
    people,
)
from tests.matching.strategies import people_in_order
from volunteers.models import Volunteer

EVERYONE = 1000
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
LONG_AGO = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def city(db):
    for gss in WARDS:
        WardFactory(gss=gss)
    return RoleFactory(places_maximum=100), PriorityFactory.create_batch(4)


def commit(person, facts, role, other_facts):
    """Give a person offers, placements and conflicts in this role and elsewhere; say who holds this role."""
    for what in dict.fromkeys(facts["commitments"]):
        where = role if what.endswith("here") else RoleFactory(initiative=role.initiative, **other_facts)
        made = {"role": where, "volunteer": person, "made_by": person.user}
        made |= {"made_at": LONG_AGO, "expires_at": NOON}
        if what.startswith("offer"):
            OfferFactory(**made, place_number=1 + where.offers.count())
        else:
            offer = OfferFactory(**made, state="ended", place_number=None, answered_at=NOON)
            PlacementFactory(offer=offer)
    for days_ago in facts["asked"]:
        OfferFactory(
            role=RoleFactory(initiative=role.initiative),
            volunteer=person,
            made_by=person.user,
            state="declined",
            decline_code="busy",
            place_number=None,
            made_at=NOON - timedelta(days=days_ago),
            answered_at=NOON,
            expires_at=NOON + timedelta(days=7),
        )


def keep_from(person, what, role, here, others):
    """Record one conflict; some are recorded of the other person."""
    facts = {"reason": "-", "recorded_by": person.user, "recorded_at": NOON}
    somebody = [each for each in (here if what == "somebody here" else others) if each.pk != person.pk]
    if what == "group":
        Conflict.objects.create(volunteer=person, group=role.initiative.group, **facts)
    elif what == "venue":
        Conflict.objects.create(volunteer=person, venue=role.initiative.venue, **facts)
    elif what == "another group":
        Conflict.objects.create(volunteer=person, group=GroupFactory(), lifted_at=None, **facts)
    elif somebody:
        pair = [person, somebody[0]] if what == "somebody here" else [somebody[0], person]
        is_new = not Conflict.objects.filter(volunteer__in=pair, other__in=pair).exists()
        if is_new:
            Conflict.objects.create(volunteer=pair[0], other=pair[1], **facts)


def gate_of_adults(candidate, opening):
    """Return what the gate says that keeps people under 18 out."""
    return next(gate for gate in judge(candidate, opening).findings if gate.code == "adult")


@given(st.lists(people.filter(is_possible), max_size=12), openings, other_roles)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_sql_and_rules_find_the_same_people(city, drawn, opening_facts, other_facts):
    role, priorities = city
    with transaction.atomic():
        everyone = [make_person(facts, priorities) for facts in drawn]
        here = []
        for person, facts in zip(everyone, drawn, strict=True):
            commit(person, facts, role, other_facts)
            if {"offer here", "placement here"} & set(facts["commitments"]):
                here.append(person)
        for person, facts in zip(everyone, drawn, strict=True):
            for what in sorted(facts["avoids"]):
                keep_from(person, what, role, here, everyone)
        opening = make_opening(opening_facts, role, priorities, frozenset(each.pk for each in here))
        ranking = rank_for(opening, on=START, size=EVERYONE)
        rest = beside(ranking, on=START, nearest=EVERYONE)
        pages = [rank_for(opening, on=START, page=page, size=3) for page in range(1, 5)]
        to_match = Volunteer.objects.to_match(START).values_list("pk", flat=True)
        seen = people_by_key(list(to_match), role.pk, on=START)
        everybody = [person.candidate for person in seen.values()]
        left_out = Volunteer.objects.registered().exclude(pk__in=seen).values_list("pk", flat=True)
        young = [each.candidate for each in people_by_key(list(left_out), role.pk, on=START).values()]
        transaction.set_rollback(True)

    event(f"eligible: {min(ranking.eligible_count, 4)}")
    event(f"under 18: {bool(young)}")
    assert {gate_of_adults(each, opening).outcome for each in everybody} <= {Outcome.PASS}
    assert Outcome.PASS not in {gate_of_adults(each, opening).outcome for each in young}
    verdicts = {each.id: judge(each, opening) for each in everybody}
    eligible = [each for each in everybody if verdicts[each.id].is_eligible]
    assert [each.candidate for each in ranking.eligible] == people_in_order(eligible, opening)
    assert ranking.eligible_count == len(eligible)
    assert [person for page in pages for person in page.eligible] == ranking.eligible
    one_thing = {key: verdict.one_thing for key, verdict in verdicts.items() if verdict.one_thing}
    listed = {
        person.candidate.id: person.gate
        for group in (*rest.nearly, *rest.needs_asking)
        for person in group.people
    }
    assert listed == one_thing
    assert all(group.count == len(group.people) for group in (*rest.nearly, *rest.needs_asking))
    others = [verdict for verdict in verdicts.values() if len(verdict.unmet) > 1]
    assert rest.others == len(others)
    assert rest.others_by_gate == Counter(gate.code for each in others for gate in each.unmet)
    assert {gate.outcome.value for group in rest.nearly for *_who, gate in group.people} <= {"fail"}
    assert {gate.outcome.value for group in rest.needs_asking for *_who, gate in group.people} <= {"unknown"}
    for verdict in one_thing.values():
        event(f"one thing: {verdict.code}")


def test_every_gate_has_one_sql_form_or_is_about_the_role_alone():
    declared = [requirement.code for requirement in REQUIREMENTS]
    forms = Counter([*WRITTEN, *KEPT_OUT, *EXCLUSION_LISTS, *declared])

    assert forms == Counter(gate.code for gate in GATES if not gate.is_about_role)
