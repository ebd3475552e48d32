"""The time at which the tests of plans take place, short looks at a plan, and an answer about it."""

from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from planning.plans import plan_worker, question_worker
from planning.plans.question_services import ask_question
from planning.plans.services.making import queue_plan

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def pairs_of(plan):
    return {(pair.volunteer.name, pair.role.title) for pair in plan.pairs.all()}


def at(name, plan, *rest, **query):
    """Return the address of a page about a plan."""
    address = reverse(f"planning:{name}", args=[plan.pk, *rest])
    return f"{address}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else address


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def words(response):
    """What the page says after the next step."""
    return [str(message) for message in response.wsgi_request._messages]


def run(plan, by):
    """Work a plan out as of now."""
    queued = queue_plan(plan=plan, by=by, now=timezone.now())
    assert plan_worker.run(queued.pk, queued.attempt_id)
    plan.refresh_from_db()
    return plan


def answered(plan, role, volunteer, by):
    """Ask why someone is not in a role of a plan, and have it answered; return the question."""
    question = ask_question(plan=plan, role=role, volunteer=volunteer, by=by)
    assert question_worker.run(question.pk, question.attempt_id)
    question.refresh_from_db()
    return question
