from datetime import UTC, date, datetime

import factory

from matching.models import Conflict, Offer, Override, Placement, Viewing, Waiting, WeightSet
from matching.scoring import WEIGHTS
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


class WeightSetFactory(factory.django.DjangoModelFactory):
    """The first version of the weights."""

    class Meta:
        model = WeightSet
        django_get_or_create = ("version",)

    version = 1
    weights = factory.LazyFunction(lambda: dict(WEIGHTS))
    valid_from = datetime(2026, 1, 1, tzinfo=UTC)
    reason = "The weights to begin with"


class WaitingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Waiting

    role = factory.SubFactory(RoleFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    added_by = factory.SubFactory(OfficerFactory)
    added_at = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


class OverrideFactory(factory.django.DjangoModelFactory):
    """An override of the DBS gate that waits for a second officer and is valid for years."""

    class Meta:
        model = Override

    role = factory.SubFactory(RoleFactory, dbs_level=3)
    volunteer = factory.SubFactory(VolunteerFactory)
    gate = "dbs"
    reason = "The check is on its way."
    needs_second = True
    asked_by = factory.SubFactory(OfficerFactory)
    asked_at = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    expires_at = datetime(2036, 6, 1, 9, 0, tzinfo=UTC)
    risk_assessment = factory.LazyAttribute(lambda made: "They are never alone." if made.needs_second else "")
    supervisor = factory.LazyAttribute(lambda made: "Ada, the leader" if made.needs_second else "")
    ends_on = factory.LazyAttribute(lambda made: date(2036, 6, 1) if made.needs_second else None)


class ConflictFactory(factory.django.DjangoModelFactory):
    """A conflict with another volunteer."""

    class Meta:
        model = Conflict

    volunteer = factory.SubFactory(VolunteerFactory)
    other = factory.SubFactory(VolunteerFactory)
    reason = "They were neighbours in a dispute."
    recorded_by = factory.SubFactory(OfficerFactory)
    recorded_at = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


class ViewingFactory(factory.django.DjangoModelFactory):
    """A look at somebody's details, for no role."""

    class Meta:
        model = Viewing

    volunteer = factory.SubFactory(VolunteerFactory)
    seen_by = factory.SubFactory(OfficerFactory)
    seen_on = date(2026, 6, 1)
    seen_at = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    purpose = Viewing.Purpose.DETAILS
