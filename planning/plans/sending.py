"""Sends the offers of a plan's approved pairs, person by person, and goes on where a process died."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from planning.background_jobs import LEASE, Clock
from planning.models import Plan, PlanPair
from planning.plans.offering import send_offers


def send(plan_id: UUID, number: UUID, clock: Clock = timezone.now) -> int:
    """Send the offers of a plan's approved pairs; return how many went out.

    Each person's go out in a transaction of their own, so whoever comes after a dead process goes on with
    those who are left.
    """
    mine = Plan.objects.being_sent().filter(pk=plan_id, run=number)
    plan = mine.first()
    if plan is None:
        return 0
    count = send_offers(pairs=PlanPair.objects.of(plan), now=clock())
    _close(mine, clock())
    return count


@transaction.atomic
def _close(mine: Any, now: datetime) -> None:
    """Say that sending is done; a plan of which nothing is left to be sent is closed."""
    plan = mine.select_for_update().first()
    if plan is None:
        return
    plan.stage = ""
    if not plan.pairs.filter(state__in=[PlanPair.State.PROPOSED, PlanPair.State.APPROVED]).exists():
        plan.state = Plan.State.CLOSED
    plan.seen_alive_at = now
    plan.save()


def take_up(start: Callable[[Plan], None], now: datetime) -> int:
    """Go on with the plans whose sending process has not been seen for long; return how many."""
    dead = Plan.objects.being_sent().filter(seen_alive_at__lt=now - LEASE)
    return sum(_again(plan, start, now) for plan in list(dead))


@transaction.atomic
def _again(plan: Plan, start: Callable[[Plan], None], now: datetime) -> bool:
    """Give the sending a new attempt. Whoever comes second finds it changed and leaves it."""
    untouched = Plan.objects.being_sent().filter(pk=plan.pk, run=plan.run)
    plan.run = uuid4()
    if not untouched.update(run=plan.run, seen_alive_at=now, updated_at=now):
        return False
    start(plan)
    return True
