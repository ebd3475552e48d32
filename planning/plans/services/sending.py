"""Officers have the offers of a plan's approved pairs sent."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from core import audit
from planning.models import Plan, PlanPair
from planning.plans import jobs
from planning.plans.services.errors import NothingToSend, PlanBusy
from planning.plans.services.locks import lock_ready
from planning.querysets import SENDING


@transaction.atomic
def send_plan(*, plan: Plan, by: User, now: datetime) -> int:
    """Have the offers of all approved pairs sent in the background; return how many there are.

    Pairs that wait for a second officer are not sent. Raises PlanNotReady, NothingToSend, and PlanBusy while
    offers are being sent.
    """
    plan = lock_ready(plan)
    if plan.stage == SENDING:
        raise PlanBusy
    count: int = PlanPair.objects.of(plan).to_be_sent().count()
    if not count:
        raise NothingToSend
    plan.stage, plan.attempt_id, plan.attempts, plan.heartbeat_at = SENDING, uuid4(), 0, now
    plan.save()
    audit.record("plan.sent", subject=plan, by=by, details={"pairs": count})
    jobs.enqueue_sending(plan)
    return count
