from datetime import timedelta

import pytest
from django.utils import timezone

from matching.models import Offer
from tests.factories.initiatives import (
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
)
from tests.factories.matching import OfferFactory, PlacementFactory
from volunteers.catalogues import mask_of


@pytest.fixture
def initiative(group):
    return InitiativeFactory(
        group=group, title="Tuesday boxing", venue__name="The Old Gym", venue__address="7 Heath Street"
    )


@pytest.fixture
def role(initiative):
    """An open role with two places, on Tuesday evenings, that wants boxing coaches."""
    return RoleFactory(
        initiative=initiative,
        title="Boxing coach",
        places_maximum=2,
        slots=mask_of([5]),
        skills=mask_of([5]),
    )


@pytest.fixture
def refuge_role(group):
    """An open role at a place that only officers know."""
    initiative = ProtectedInitiativeFactory(group=group, title="Safe nights")
    ProtectedAddressFactory(venue=initiative.venue)
    return RoleFactory(initiative=initiative, title="Night helper")


def make_offer(**facts):
    """Store an offer of an hour ago that can still be answered."""
    now = timezone.now()
    times = {"made_at": now - timedelta(hours=1), "expires_at": now + timedelta(days=6, hours=1)}
    return OfferFactory(**{**times, **facts})


def close(offer, state, **facts):
    """Store what became of an offer."""
    Offer.objects.filter(pk=offer.pk).update(
        **{"state": state, "place_number": None, "answered_at": timezone.now(), **facts}
    )


@pytest.fixture
def offer(role, dev, carol):
    """Dev's open offer of the role, made by Carol."""
    return make_offer(role=role, volunteer=dev.volunteer, made_by=carol, message="They asked for you.")


@pytest.fixture
def placement(offer):
    """Dev's place in the role."""
    close(offer, Offer.State.ACCEPTED, place_number=1)
    return PlacementFactory(offer=Offer.objects.get(pk=offer.pk))


@pytest.fixture
def volunteer(dev):
    return dev.volunteer
