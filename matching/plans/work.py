"""The background's part: run a plan, send its offers, and take up again what a dead process left."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django_tasks import task

from matching.models import Plan
from matching.plans import running


@task()
def run_plan(plan: str, attempt: str) -> bool:
    """Work a plan out. Say whether it is ready."""
    return running.run(UUID(plan), UUID(attempt))


def start(plan: Plan) -> None:
    """Hand a plan that waits for its turn to the background, once its transaction is through.

    A queue that is out of order must not undo what the officer did: `take_up` hands it over again.
    """
    transaction.on_commit(lambda: run_plan.enqueue(str(plan.pk), str(plan.run)), robust=True)


def take_up(now: datetime) -> int:
    """Queue again the plans whose process died, and those that were never begun; return how many.

    One that died too often has failed; one that was to be cancelled is.
    """
    dead = Plan.objects.left_alone_since(now - running.LEASE)
    return sum(_again(plan, now) for plan in list(dead))


@transaction.atomic
def _again(plan: Plan, now: datetime) -> bool:
    """Give a plan a new attempt, or close it. Whoever comes second finds it changed and leaves it."""
    untouched = Plan.objects.filter(pk=plan.pk, run=plan.run, state=plan.state)
    if plan.is_cancel_asked:
        untouched.update(state=Plan.State.CANCELLED, stage="", finished_at=now, updated_at=now)
        return False
    if plan.attempts >= running.MOST_ATTEMPTS:
        error = "It stopped before it was done, more than once."
        untouched.update(state=Plan.State.FAILED, stage="", error=error, finished_at=now, updated_at=now)
        return False
    plan.run = uuid4()
    if not untouched.update(run=plan.run, state=Plan.State.QUEUED, updated_at=now):
        return False
    start(plan)
    return True
