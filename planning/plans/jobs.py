"""The background's part: run a plan, answer a question, and take up again what a dead process left."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django_tasks import task

from planning import background_jobs
from planning.models import Plan, Question
from planning.plans import plan_worker, question_worker, sending


@task()
def run_plan(plan: str, attempt: str) -> bool:
    """Work a plan out, or look at its problem. Say whether that was done."""
    return plan_worker.run(UUID(plan), UUID(attempt))


@task()
def answer_question(question: str, attempt: str) -> bool:
    """Answer a question about a plan. Say whether that was done."""
    return question_worker.run(UUID(question), UUID(attempt))


@task()
def send_offers(plan: str, attempt: str) -> int:
    """Send the offers of a plan's approved pairs; return how many went out."""
    return sending.send(UUID(plan), UUID(attempt))


def start_sending(plan: Plan) -> None:
    """Hand the offers of a plan to the background, once its transaction is through."""
    transaction.on_commit(lambda: send_offers.enqueue(str(plan.pk), str(plan.run)), robust=True)


def start(plan: Plan) -> None:
    """Hand a plan that waits for its turn to the background, once its transaction is through.

    A queue that is out of order must not undo what the officer did: `take_up` hands it over again.
    """
    transaction.on_commit(lambda: run_plan.enqueue(str(plan.pk), str(plan.run)), robust=True)


def start_answering(question: Question) -> None:
    """Hand a question to the background, once its transaction is through."""
    transaction.on_commit(lambda: answer_question.enqueue(str(question.pk), str(question.run)), robust=True)


def take_up(now: datetime) -> int:
    """Queue again what a dead process left, and what was never begun; return how much that was.

    Offers that were going out are always gone on with.
    """
    begun = background_jobs.take_up(Plan, start, now) + background_jobs.take_up(
        Question, start_answering, now
    )
    return begun + sending.take_up(start_sending, now)
