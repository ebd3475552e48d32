"""Answers a question about a plan and writes the answer down."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from planning import background_jobs
from planning.background_jobs import Attempt, Clock
from planning.models import Question
from planning.plans.answers import stored
from planning.plans.explaining import Explainer
from planning.plans.pair_status import NotInPlan

PEOPLE, PAIRS, SOLVING = "people", "pairs", "solving"
# From how many hundredths on each stage is under way.
STARTS = {PEOPLE: 0, PAIRS: 15, SOLVING: 35}
USUAL_SOLVINGS = 3  # forcing the pair, and two small changes: what progress is measured by


def run(question_id: UUID, number: UUID, clock: Clock = timezone.now) -> bool:
    """Answer a question. Say whether that was done; not so where it was cancelled or taken over."""
    return Attempt(Question, question_id, number, clock, STARTS).do(_work, NotInPlan)


def _work(attempt: Attempt) -> None:
    question = Question.objects.select_related("plan__weights").get(pk=attempt.key)
    explainer = Explainer(
        question.plan,
        tick=lambda share: attempt.reach(PAIRS, share),
        before_solving=attempt.counting(SOLVING, USUAL_SOLVINGS),
    )
    answer = explainer.why(question.volunteer_id, question.role_id)
    _write(attempt, stored(answer, is_fresh=explainer.is_fresh))


@transaction.atomic
def _write(attempt: Attempt, answer: dict[str, Any]) -> None:
    """Store the answer and the state together."""
    question = attempt.lock()
    question.answer = answer
    background_jobs.complete(question, attempt.clock())
    question.save()
