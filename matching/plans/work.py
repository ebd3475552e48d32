"""The background's part: run a plan, and take up again what a dead process left."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django_tasks import task

from matching import attempts
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
    """Queue again the plans whose process died, and those that were never begun; return how many."""
    return attempts.take_up(Plan, start, now)
