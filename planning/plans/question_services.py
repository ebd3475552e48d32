"""Officers ask why someone is not in a role of a plan, and cancel that."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from initiatives.models import Role
from planning import background_jobs
from planning.models import Plan, Question
from planning.plans import jobs
from planning.plans.services.errors import PlanNotReady
from volunteers.models import Volunteer


@transaction.atomic
def ask_question(
    *, plan: Plan, role: Role, volunteer: Volunteer, by: User, is_again: bool = False
) -> Question:
    """Have the background find out why someone is not in a role of a plan.

    The same answer serves everybody until someone asks for a new one. Raises PlanNotReady without a result.
    """
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if not plan.has_result:
        raise PlanNotReady
    before = plan.questions.filter(role=role, volunteer=volunteer).first()
    if before is not None and (before.is_under_way or (before.is_answered and not is_again)):
        return before
    question = before or Question(plan=plan, role=role, volunteer=volunteer)
    background_jobs.reset(question)
    question.made_by = by
    question.save()
    details = {"volunteer": str(volunteer.pk), "role": str(role.pk)}
    audit.record("plan.why_asked", subject=plan, by=by, details=details)
    jobs.enqueue_question(question)
    return question


@transaction.atomic
def cancel_question(*, question: Question, by: User, now: datetime) -> None:
    """Cancel a question. An answer that is there already stays."""
    question = Question.objects.select_for_update().get(pk=question.pk)
    if background_jobs.cancel(question, now):
        question.save()
        audit.record("plan.why_cancelled", subject=question.plan, by=by)
