"""Sends the offers of a plan's approved pairs, person by person, and resumes after a process died."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from planning.background_jobs import LEASE, Clock
from planning.models import Plan, PlanPair
from planning.plans.offering import send_offers


def send(plan_id: UUID, attempt_id: UUID, clock: Clock = timezone.now) -> int:
    """Send the offers of a plan's approved pairs; return how many went out.

    Each person's offers are made in one transaction, so an attempt that replaces a dead one sends only the
    rest.
    """
    current = Plan.objects.being_sent().filter(pk=plan_id, attempt_id=attempt_id)
    plan = current.first()
    if plan is None:
        return 0
    count = send_offers(pairs=PlanPair.objects.of(plan), now=clock())
    _close(current, clock())
    return count


@transaction.atomic
def _close(current: Any, now: datetime) -> None:
    """Record that sending is done. Close the plan if nothing is left to send."""
    plan = current.select_for_update().first()
    if plan is None:
        return
    plan.stage = ""
    if not plan.pairs.filter(state__in=[PlanPair.State.PROPOSED, PlanPair.State.APPROVED]).exists():
        plan.state = Plan.State.CLOSED
    plan.heartbeat_at = now
    plan.save()


def requeue_abandoned(enqueue: Callable[[Plan], None], now: datetime) -> int:
    """Resume the sending of plans whose process died; return how many."""
    abandoned = Plan.objects.being_sent().filter(heartbeat_at__lt=now - LEASE)
    return sum(_requeue(plan, enqueue, now) for plan in list(abandoned))


@transaction.atomic
def _requeue(plan: Plan, enqueue: Callable[[Plan], None], now: datetime) -> bool:
    """Give the sending a new attempt. Does nothing if another process already has."""
    untouched = Plan.objects.being_sent().filter(pk=plan.pk, attempt_id=plan.attempt_id)
    plan.attempt_id = uuid4()
    if not untouched.update(attempt_id=plan.attempt_id, heartbeat_at=now, updated_at=now):
        return False
    enqueue(plan)
    return True
