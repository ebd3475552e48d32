"""Background tasks of plans: solve a plan, answer a question, send offers, and requeue abandoned jobs."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django_tasks import task

from planning import background_jobs
from planning.models import Plan, Question
from planning.plans import plan_worker, question_worker, sending_worker


@task()
def run_plan(plan: str, attempt: str) -> bool:
    """Solve a plan or preview its problem. Return whether that was done."""
    return plan_worker.run(UUID(plan), UUID(attempt))


@task()
def answer_question(question: str, attempt: str) -> bool:
    """Answer a question about a plan. Return whether that was done."""
    return question_worker.run(UUID(question), UUID(attempt))


@task()
def send_offers(plan: str, attempt: str) -> int:
    """Send the offers of a plan's approved pairs; return how many went out."""
    return sending_worker.send(UUID(plan), UUID(attempt))


def enqueue_sending(plan: Plan) -> None:
    """Enqueue the sending of a plan's offers once the transaction commits."""
    transaction.on_commit(lambda: send_offers.enqueue(str(plan.pk), str(plan.attempt_id)), robust=True)


def enqueue_plan(plan: Plan) -> None:
    """Enqueue a plan once the transaction commits.

    A broken queue must not undo what the officer did: `requeue_abandoned` enqueues the plan again.
    """
    transaction.on_commit(lambda: run_plan.enqueue(str(plan.pk), str(plan.attempt_id)), robust=True)


def enqueue_question(question: Question) -> None:
    """Enqueue a question once the transaction commits."""
    transaction.on_commit(
        lambda: answer_question.enqueue(str(question.pk), str(question.attempt_id)), robust=True
    )


def requeue_abandoned(now: datetime) -> int:
    """Queue again the jobs whose process died, and those that never started; return how many.

    The sending of offers is always resumed.
    """
    return (
        background_jobs.requeue_abandoned(Plan, enqueue_plan, now)
        + background_jobs.requeue_abandoned(Question, enqueue_question, now)
        + sending_worker.requeue_abandoned(enqueue_sending, now)
    )
