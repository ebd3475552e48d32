"""Locks a plan before it is changed, so that no two changes run at the same time."""

from django.utils import timezone

from planning.models import Plan, PlanPair
from planning.plans.services.errors import PlanBusy, PlanNotReady, PlanSent
from planning.querysets import SENDING

BUSY = {Plan.State.QUEUED, Plan.State.RUNNING}


def lock(plan: Plan) -> Plan:
    """Return the plan, locked."""
    locked: Plan = Plan.objects.select_for_update(of=("self",)).select_related("weights").get(pk=plan.pk)
    return locked


def lock_ready(plan: Plan) -> Plan:
    """Return the plan, locked. Raises PlanNotReady if it has no result."""
    plan = lock(plan)
    if plan.state != Plan.State.READY:
        raise PlanNotReady
    return plan


def lock_idle(plan: Plan) -> Plan:
    """Return the plan, locked to be changed. Raises PlanBusy, PlanSent."""
    plan = lock(plan)
    if plan.state in BUSY or plan.stage == SENDING:
        raise PlanBusy
    if plan.state == Plan.State.CLOSED or plan.pairs.sent().exists():
        raise PlanSent
    return plan


def delete_answers(plan: Plan) -> None:
    """Delete the answered questions about a plan that is about to change."""
    plan.questions.all().delete()


def withdraw_approvals(plan: Plan) -> None:
    """Withdraw every approval of a plan whose rules change."""
    plan.pairs.approved().update(
        state=PlanPair.State.PROPOSED,
        approved_by=None,
        approved_at=None,
        seconded_by=None,
        seconded_at=None,
        updated_at=timezone.now(),
    )
