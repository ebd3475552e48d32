"""Officers have a plan solved again with some changes assumed."""

from collections.abc import Sequence
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from core import audit
from planning.models import Plan, PlanRule
from planning.plans import jobs
from planning.plans.answers import Key
from planning.plans.services.locks import lock_ready
from planning.what_if import Change


@transaction.atomic
def what_if(
    *,
    plan: Plan,
    changes: Sequence[Change],
    by: User,
    pair: Key | None = None,
    is_pinned: bool = False,
) -> Plan:
    """Have a copy of a plan solved with some changes assumed.

    The copy keeps the rules of the plan, except those about the `pair`, which is pinned if `is_pinned`.
    Raises PlanNotReady if the plan has no result to compare with.
    """
    plan = lock_ready(plan)
    copy = Plan.objects.create(
        title=plan.title,
        made_by=by,
        as_of=plan.as_of,
        scope=plan.scope,
        fairness=plan.fairness,
        weights=plan.weights,
        base=plan,
        changes=[*plan.changes, *(change.to_json() for change in changes)],
        state=Plan.State.QUEUED,
        attempt_id=uuid4(),
    )
    _copy_rules(plan, copy, but=pair)
    if pair and is_pinned:
        person, role = pair
        copy.rules.create(kind=PlanRule.Kind.PIN, volunteer_id=person, role_id=role, made_by=by)
    audit.record("plan.what_if", subject=copy, by=by, details={"changes": copy.changes})
    jobs.enqueue_plan(copy)
    return copy


def _copy_rules(plan: Plan, copy: Plan, *, but: Key | None) -> None:
    """Copy the rules of a plan to another, except those about one pair."""
    PlanRule.objects.bulk_create(
        PlanRule(
            plan=copy,
            kind=rule.kind,
            volunteer_id=rule.volunteer_id,
            role_id=rule.role_id,
            other_id=rule.other_id,
            made_by_id=rule.made_by_id,
        )
        for rule in plan.rules.all()
        if (rule.volunteer_id, rule.role_id) != but
    )
