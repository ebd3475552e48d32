from datetime import UTC, date, datetime

import factory

from matching.models import Offer, Placement
from tests.factories.accounts import OfficerFactory
from tests.factories.initiatives import RoleFactory
from tests.factories.volunteers import VolunteerFactory


class OfferFactory(factory.django.DjangoModelFactory):
    """An open offer that holds the first place of its role."""

    class Meta:
        model = Offer

    role = factory.SubFactory(RoleFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    place_number = 1
    made_by = factory.SubFactory(OfficerFactory)
    made_at = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    expires_at = datetime(2026, 6, 8, 9, 0, tzinfo=UTC)
    score = 0.5


class PlacementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Placement

    offer = factory.SubFactory(
        OfferFactory, state=Offer.State.ACCEPTED, answered_at=datetime(2026, 6, 2, 9, 0, tzinfo=UTC)
    )
    role = factory.SelfAttribute("offer.role")
    volunteer = factory.SelfAttribute("offer.volunteer")
    starts_on = date(2026, 12, 1)
