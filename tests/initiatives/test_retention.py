from datetime import UTC, datetime, timedelta

import pytest

from core.models import AuditEvent
from initiatives.models import Initiative, ProtectedAddress, Venue
from initiatives.retention import forget_contacts, forget_protected_addresses
from tests.factories.initiatives import (
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    VenueFactory,
)

NOON = datetime(2030, 6, 1, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=900)
pytestmark = pytest.mark.django_db


@pytest.fixture
def nothing_changed(db):
    """Call it when everything is made: then nothing was changed since long ago."""

    def age():
        Initiative.objects.update(updated_at=LONG_AGO)
        Venue.objects.update(updated_at=LONG_AGO)

    return age


@pytest.mark.parametrize("state", ["draft", "submitted", "paused", "closed"])
def test_forget_contacts_of_what_the_public_cannot_see(nothing_changed, state):
    initiative = InitiativeFactory(state=state, contact_name="Asha", contact_phone="01632 960 001")
    nothing_changed()

    assert forget_contacts(now=NOON) == 1

    initiative.refresh_from_db()
    assert initiative.contact_in_lines == ""
    assert [event.action for event in AuditEvent.objects.about(initiative)] == [
        "initiative.contact_forgotten"
    ]
    assert forget_contacts(now=NOON) == 0


def test_forget_contacts_keeps_those_of_what_is_published(nothing_changed):
    InitiativeFactory()
    nothing_changed()

    assert forget_contacts(now=NOON) == 0


def test_forget_protected_addresses_where_all_is_over(nothing_changed):
    address = ProtectedAddressFactory()
    ProtectedInitiativeFactory(venue=address.venue, state="closed")
    VenueFactory()
    nothing_changed()

    assert forget_protected_addresses(now=NOON) == 1
    assert not ProtectedAddress.objects.exists()
    assert [event.action for event in AuditEvent.objects.about(address.venue)] == ["venue.address_forgotten"]
    assert forget_protected_addresses(now=NOON) == 0


def test_forget_protected_addresses_keeps_one_where_something_is_published(nothing_changed):
    address = ProtectedAddressFactory()
    ProtectedInitiativeFactory(venue=address.venue)
    ProtectedInitiativeFactory(venue=address.venue, state="closed")
    nothing_changed()

    assert forget_protected_addresses(now=NOON) == 0


def test_forget_protected_addresses_keeps_one_where_something_was_closed_of_late(nothing_changed):
    address = ProtectedAddressFactory()
    nothing_changed()
    ProtectedInitiativeFactory(venue=address.venue, state="closed")

    assert forget_protected_addresses(now=NOON - timedelta(days=800)) == 0
    assert ProtectedAddress.objects.get() == address
