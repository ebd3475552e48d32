"""A question that came after people had registered: here it is how they travel, which some never told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Offer
from tests.factories.matching import OfferFactory
from tests.factories.volunteers import VolunteerFactory
from volunteers.models import Volunteer
from volunteers.rules import new_questions
from volunteers.services import start_profile
from volunteers.steps import STEP_BY_SLUG, STEPS

BANNER = "We have a new question for you"
MY, DETAILS = reverse("matching:my"), reverse("volunteers:details")
CHANGE = reverse("volunteers:change", args=["travel"])
UNKNOWN = Volunteer.travel_by.field.default


@pytest.fixture(autouse=True)
def newcomer(monkeypatch):
    """The question, as if it had been added today."""
    old = [replace(step, is_new=False) for step in STEPS if step.slug != "travel"]
    new = replace(STEP_BY_SLUG["travel"], needed=("travel_by",), is_new=True)
    monkeypatch.setattr("volunteers.rules.STEPS", (*old, new))


@pytest.fixture
def as_dev(client, dev):
    client.force_login(dev)
    return client


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("address", [MY, DETAILS])
def test_somebody_who_registered_before_is_asked_at_their_next_visit(as_dev, dev, address):
    assert dev.volunteer.travel_by == UNKNOWN

    page = text(as_dev.get(address))

    assert BANNER in page
    assert f'href="{CHANGE}">How you travel</a>' in page


def test_an_answer_ends_the_question(as_dev):
    assert as_dev.get(CHANGE).status_code == 200

    response = as_dev.post(CHANGE, {"travel_by": "bus", "travel_miles": "3"}, follow=True)

    assert response.redirect_chain[-1][0] == DETAILS
    assert BANNER not in text(response)
    assert BANNER not in text(as_dev.get(MY))


def test_an_open_question_changes_nothing_else(as_dev, dev):
    now = timezone.now()
    offer = OfferFactory(volunteer=dev.volunteer, made_at=now, expires_at=now + timedelta(days=1))
    as_dev.get(MY)

    as_dev.post(reverse("matching:offer", args=[offer.pk]), {"answer": "accept"})

    offer.refresh_from_db()
    assert offer.state == Offer.State.ACCEPTED
    assert Volunteer.objects.get().state == "active"


@pytest.mark.parametrize("state", ["active", "paused"])
def test_who_is_registered_is_asked_until_the_answer_is_known(state):
    assert [step.slug for step in new_questions(Volunteer(state=state))] == ["travel"]
    assert new_questions(Volunteer(state=state, travel_by="foot")) == []


@pytest.mark.parametrize("state", ["draft", "left"])
def test_who_is_not_registered_is_not_asked_in_this_way(state):
    assert new_questions(Volunteer(state=state)) == []


def test_who_has_answered_sees_no_question(client, db):
    person = VolunteerFactory(travel_by="car")
    client.force_login(person.user)

    assert BANNER not in text(client.get(MY))


def test_who_registers_now_meets_it_among_the_others(client, eve):
    start_profile(by=eve)
    client.force_login(eve)

    page = text(client.get(reverse("volunteers:tasks")))

    assert BANNER not in page
    assert reverse("volunteers:step", args=["travel"]) in page
