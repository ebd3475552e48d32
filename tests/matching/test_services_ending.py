"""Roles that have ended let go of whoever holds something in them, or waits."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import audit
from core.models import AuditEvent
from initiatives.models import Initiative
from matching.models import Offer, Placement, Waiting
from matching.services import wind_up
from matching.tasks import wind_up_roles
from notifications.models import Message
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import OfferFactory, PlacementFactory, WaitingFactory

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
YESTERDAY = date(2026, 5, 31)
pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    """A role in which someone has a place, someone has an offer, and someone waits."""
    role = RoleFactory(places_maximum=3)
    PlacementFactory(offer__role=role, offer__place_number=1)
    OfferFactory(role=role, place_number=2)
    WaitingFactory(role=role)
    return role


def close_all(role):
    Initiative.objects.filter(pk=role.initiative_id).update(state="closed")


def let_pass(role):
    role.starts_on = role.ends_on = YESTERDAY
    role.save()


@pytest.mark.parametrize(("end", "why"), [(close_all, "stopped"), (let_pass, "finished")])
def test_wind_up_ends_everything_and_tells_everybody_once(held, end, why):
    end(held)

    assert wind_up_roles(NOW) == 3
    assert wind_up_roles(NOW) == 0

    placement, entry = Placement.objects.get(), Waiting.objects.get()
    assert (placement.ended_on, placement.end_reason) == (NOW.date(), why)
    assert entry.state == "removed"
    assert set(Offer.objects.values_list("state", "place_number")) == {("ended", None), ("withdrawn", None)}
    told = {message.template: message.to for message in Message.objects.all()}
    assert told == {
        "placement_ended": placement.volunteer.email,
        "offer_withdrawn": Offer.objects.get(state="withdrawn").volunteer.email,
        "waiting_ended": entry.volunteer.email,
    }
    assert held.title in Message.objects.get(template="placement_ended").body
    assert [event.action for event in AuditEvent.objects.about(placement)] == ["placement.ended"]
    assert audit.is_intact(placement)


@pytest.mark.parametrize("last_day", [None, NOW.date(), NOW.date() + timedelta(days=1)])
def test_wind_up_leaves_what_goes_on(held, last_day):
    held.starts_on, held.ends_on = YESTERDAY, last_day
    held.save()

    assert wind_up_roles(NOW) == 0
    assert wind_up(role=held, now=NOW) == 0

    assert Placement.objects.current().exists()


@pytest.mark.parametrize("state", ["submitted", "paused"])
def test_wind_up_leaves_what_is_hidden_for_a_while(held, state):
    Initiative.objects.filter(pk=held.initiative_id).update(state=state, submitted_at=NOW)

    assert wind_up_roles(NOW) == 0


def test_wind_up_asks_for_nothing_where_nobody_holds_anything():
    let_pass(RoleFactory())

    assert wind_up_roles(NOW) == 0
