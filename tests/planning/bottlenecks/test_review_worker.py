from datetime import timedelta
from uuid import uuid4

import pytest

from core.models import AuditEvent
from planning.background_jobs import LEASE
from planning.bottlenecks import review_services, review_worker
from planning.bottlenecks.review_services import ask_for_review, cancel_review
from planning.models import Review
from tests.factories.initiatives import (
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
)
from tests.factories.places import WardFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.volunteers import VolunteerFactory
from tests.planning.plans.common import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    """A role in a ward and one in a private place; who could do both lacks a check."""
    ward, priority = WardFactory(name="Park"), PriorityFactory(name="Knife crime")
    public = InitiativeFactory(ward=ward)
    public.priorities.set([priority])
    RoleFactory(initiative=public, dbs_level=3)
    private = ProtectedInitiativeFactory()
    ProtectedAddressFactory(venue=private.venue)
    RoleFactory(initiative=private, dbs_level=3)
    VolunteerFactory(name="Ada", dbs_declared=3, placement_limit=2)
    return ward, priority


@pytest.fixture
def review(carol, city):
    return ask_for_review(by=carol, now=NOON)


def run(review):
    assert review_worker.run(review.pk, review.attempt_id, lambda: NOON)
    review.refresh_from_db()
    return review


def test_run_keeps_the_fixes_and_where_they_help(review, city):
    ward, priority = city

    run(review)

    assert (review.state, review.progress, review.places, review.filled) == ("ready", 100, 2, 0)
    together = review.fixes.get(kind="checks")
    assert (together.unlocks, together.people) == (2, 1)
    assert together.by_ward == {ward.gss: 1, "": 1}
    assert together.by_priority == {str(priority.pk): 1}
    assert review.fixes.get(kind="check").volunteer.name == "Ada"
    assert review.fixes.get(kind="recruit").ward == ward
    assert AuditEvent.objects.about(review).last().action == "review.ready"


def test_run_again_replaces_the_fixes(review):
    run(review)
    Review.objects.update(state="queued", attempt_id=uuid4())
    review.refresh_from_db()
    fixes = review.fixes.count()

    run(review)

    assert review.fixes.count() == fixes


def test_one_review_is_under_way_at_a_time(review, sam):
    assert ask_for_review(by=sam, now=NOON) == review
    assert Review.objects.count() == 1


def test_asking_hands_the_review_to_the_background(carol, city, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        review = ask_for_review(by=carol, now=NOON)

    review.refresh_from_db()
    assert review.state == "ready"


def test_a_waiting_review_is_cancelled_at_once(review, carol):
    cancel_review(review=review, by=carol, now=NOON)

    review.refresh_from_db()
    assert review.state == "cancelled"
    assert not review_worker.run(review.pk, review.attempt_id, lambda: NOON)


def test_a_running_review_is_cancelled_at_its_next_sign_of_life(review, carol):
    Review.objects.update(state="running")
    cancel_review(review=review, by=carol, now=NOON)
    Review.objects.update(state="queued")

    assert not review_worker.run(review.pk, review.attempt_id, lambda: NOON)

    review.refresh_from_db()
    assert review.state == "cancelled"
    assert not review.fixes.exists()


def test_a_review_that_is_done_is_not_cancelled(review, carol):
    run(review)

    assert cancel_review(review=review, by=carol, now=NOON).state == "ready"
    assert not AuditEvent.objects.about(review).filter(action="review.cancelled").exists()


def test_requeue_abandoned_restarts_a_dead_review(review, django_capture_on_commit_callbacks):
    Review.objects.update(state="running", heartbeat_at=NOON - LEASE - timedelta(seconds=1))

    with django_capture_on_commit_callbacks(execute=True):
        assert review_services.requeue_abandoned(NOON) == 1

    review.refresh_from_db()
    assert review.state == "ready"


def test_records_say_what_they_are(review):
    run(review)

    assert str(review) == "Review of 2026-06-01"
    assert str(review.fixes.with_facts().get(kind="checks")) == "checks: 2"
