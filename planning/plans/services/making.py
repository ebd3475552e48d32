"""Officers make a plan, preview its problem, have it solved and cancel it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from matching.services import weights_in_force
from planning import background_jobs
from planning.inputs import FAIRNESS
from planning.models import Plan
from planning.plans import jobs
from planning.plans.plan_problem import fairness_to_json
from planning.plans.scope import Scope
from planning.plans.services.errors import PlanNotReady, PlanReady
from planning.plans.services.locks import delete_answers, lock, lock_idle
from planning.solver import Fairness


@transaction.atomic
def create_plan(*, title: str, scope: Scope, by: User, now: datetime, fairness: Fairness = FAIRNESS) -> Plan:
    """Create a plan, to be previewed or solved later."""
    plan = Plan.objects.create(
        title=title,
        made_by=by,
        as_of=timezone.localdate(now),
        scope=scope.to_json(),
        fairness=fairness_to_json(fairness),
        weights=weights_in_force(now),
    )
    audit.record("plan.created", subject=plan, by=by)
    return plan


@transaction.atomic
def queue_plan(*, plan: Plan, by: User, now: datetime) -> Plan:
    """Have a plan solved, or solved again, in the background, as of today and with today’s weights.

    Pairs of an earlier result have to be approved again. Raises PlanBusy, PlanSent.
    """
    plan = _queue(lock_idle(plan), now, is_preview=False)
    audit.record("plan.queued", subject=plan, by=by)
    return plan


@transaction.atomic
def preview_plan(*, plan: Plan, by: User, now: datetime) -> Plan:
    """Have the problem of a plan without a result measured in the background, as it is today.

    Raises PlanBusy, PlanSent, and PlanReady if there is a result.
    """
    plan = lock_idle(plan)
    if plan.state == Plan.State.READY:
        raise PlanReady
    plan = _queue(plan, now, is_preview=True)
    audit.record("plan.previewed", subject=plan, by=by)
    return plan


def _queue(plan: Plan, now: datetime, *, is_preview: bool) -> Plan:
    delete_answers(plan)
    background_jobs.reset(plan)
    plan.is_preview = is_preview
    plan.as_of, plan.weights = timezone.localdate(now), weights_in_force(now)
    plan.save()
    jobs.enqueue_plan(plan)
    return plan


@transaction.atomic
def cancel_plan(*, plan: Plan, by: User, now: datetime) -> Plan:
    """Cancel a waiting plan at once, a running one at its next stage. Raises PlanNotReady otherwise."""
    plan = lock(plan)
    if plan.state == Plan.State.DRAFT:
        plan.state, plan.finished_at = Plan.State.CANCELLED, now
    elif not background_jobs.cancel(plan, now):
        raise PlanNotReady
    plan.save()
    audit.record("plan.cancelled", subject=plan, by=by)
    return plan
