"""Officers approve pairs of a plan, and second the approval of others."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from planning.models import Plan, PlanPair
from planning.plans.freshness import has_new_rules
from planning.plans.services.errors import PlanIsHypothetical, PlanStale
from planning.plans.services.locks import lock_ready
from planning.plans.staleness import still_valid
from planning.querysets import PlanPairQuerySet


@transaction.atomic
def approve_pairs(*, plan: Plan, pairs: PlanPairQuerySet, by: User, now: datetime) -> int:
    """Approve proposed pairs of a plan, all or some; return how many.

    Pairs that are no longer valid are left out. Those in roles that reach people at risk then wait for a
    second officer. Raises PlanNotReady, PlanIsHypothetical for a what-if plan, and PlanStale if no pair is
    valid any more or rules of the plan have changed.
    """
    plan = lock_ready(plan)
    if plan.changes:
        raise PlanIsHypothetical
    proposed = PlanPair.objects.of(plan).proposed().filter(pk__in=pairs.order_by().values("pk"))
    wanted = _valid(plan, proposed)
    count: int = wanted.update(state=PlanPair.State.APPROVED, approved_by=by, approved_at=now, updated_at=now)
    if count:
        audit.record("plan.approved", subject=plan, by=by, details={"pairs": count})
    return count


@transaction.atomic
def second_pairs(*, plan: Plan, by: User, now: datetime) -> int:
    """Agree, as another officer, to the approved pairs of roles that reach people at risk; return how many.

    Raises PlanNotReady, PlanStale.
    """
    plan = lock_ready(plan)
    wanted = _valid(plan, PlanPair.objects.of(plan).awaiting_second().exclude(approved_by=by))
    count: int = wanted.update(seconded_by=by, seconded_at=now, updated_at=now)
    if count:
        audit.record("plan.seconded", subject=plan, by=by, details={"pairs": count})
    return count


def _valid(plan: Plan, pairs: PlanPairQuerySet) -> PlanPairQuerySet:
    """Return the pairs that are still valid. Raises PlanStale if none is, or if the plan has new rules."""
    if has_new_rules(plan):
        raise PlanStale
    valid = still_valid(plan, pairs)
    if not valid and pairs.exists():
        raise PlanStale
    return pairs.filter(pk__in=[pair.pk for pair in valid])
