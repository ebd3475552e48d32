"""Answers a question about a plan and stores the answer."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from planning import background_jobs
from planning.background_jobs import Attempt, Clock
from planning.models import Question
from planning.plans.answers import answer_to_json
from planning.plans.explaining import Explainer
from planning.plans.pair_status import NotInPlan

PEOPLE, PAIRS, SOLVING = "people", "pairs", "solving"
# The percentage at which each stage starts.
STAGES = {PEOPLE: 0, PAIRS: 15, SOLVING: 35}
EXPECTED_SOLVES = 3  # forcing the pair, and about two changes


def run(question_id: UUID, attempt_id: UUID, clock: Clock = timezone.now) -> bool:
    """Answer a question. Return whether that was done: not if it was cancelled or taken over."""
    return Attempt(Question, question_id, attempt_id, clock, STAGES).run(_work, NotInPlan)


def _work(attempt: Attempt) -> None:
    question = Question.objects.select_related("plan__weights").get(pk=attempt.job_id)
    explainer = Explainer(
        question.plan,
        progress=lambda share: attempt.report(PAIRS, share),
        before_solving=attempt.step_reporter(SOLVING, EXPECTED_SOLVES),
    )
    answer = explainer.explain(question.volunteer_id, question.role_id)
    _write(attempt, answer_to_json(answer, is_fresh=explainer.is_fresh))


@transaction.atomic
def _write(attempt: Attempt, answer: dict[str, Any]) -> None:
    """Store the answer and the state together."""
    question = attempt.lock()
    question.answer = answer
    background_jobs.mark_ready(question, attempt.clock())
    question.save()
