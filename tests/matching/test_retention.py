from datetime import UTC, datetime, timedelta

import pytest

from core.models import AuditEvent
from matching.models import Conflict
from matching.retention import forget_decisions, forget_words
from tests.factories.matching import ConflictFactory, OfferFactory, OverrideFactory, PlacementFactory
from tests.factories.volunteers import VolunteerFactory
from volunteers.models import Volunteer

NOON = datetime(2030, 6, 1, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=900)
pytestmark = pytest.mark.django_db


def test_forget_words_keeps_whose_offer_it_was_and_what_came_of_it():
    placement = PlacementFactory(
        offer__answered_at=LONG_AGO, offer__message="You would fit well", offer__score_parts={"skills": 1}
    )

    assert forget_words(now=NOON) == 1

    offer = placement.offer
    offer.refresh_from_db()
    assert (offer.message, offer.decline_reason, offer.score, offer.score_parts) == ("", "", 0, {})
    assert (offer.state, offer.volunteer_id, offer.answered_at) == (
        "accepted",
        placement.volunteer_id,
        LONG_AGO,
    )
    assert [event.action for event in AuditEvent.objects.about(offer)] == ["offer.words_forgotten"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("message", "Hello"), ("decline_reason", "Too far"), ("score", 0.5), ("score_parts", {"skills": 1})],
)
def test_forget_words_finds_an_offer_by_any_of_them(field, value):
    nothing = {"score": 0} | {field: value}
    OfferFactory(state="declined", place_number=None, answered_at=LONG_AGO, **nothing)

    assert forget_words(now=NOON) == 1
    assert forget_words(now=NOON) == 0


def test_forget_words_leaves_an_open_offer():
    OfferFactory(made_at=LONG_AGO, expires_at=NOON)

    assert forget_words(now=NOON) == 0


def left_long_ago():
    person = VolunteerFactory(state="left")
    Volunteer.objects.filter(pk=person.pk).update(updated_at=LONG_AGO)
    return person


def test_forget_decisions_lets_conflicts_and_reasons_go():
    ConflictFactory(volunteer=left_long_ago())
    override = OverrideFactory(volunteer=left_long_ago(), closed_at=LONG_AGO)

    assert forget_decisions(now=NOON) == 2

    override.refresh_from_db()
    assert (override.reason, override.risk_assessment, override.supervisor) == ("", "", "")
    assert not Conflict.objects.exists()
    assert forget_decisions(now=NOON) == 0


def test_forget_decisions_keeps_what_is_about_people_who_are_there():
    ConflictFactory()
    OverrideFactory()

    assert forget_decisions(now=NOON) == 0


def test_forget_decisions_finds_what_is_about_nobody_any_more():
    ConflictFactory(volunteer=VolunteerFactory(state="left", user=None))

    assert forget_decisions(now=NOON) == 1
