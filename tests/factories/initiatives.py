from datetime import UTC, date, datetime, time

import factory

from initiatives.models import (
    Initiative,
    InitiativeChange,
    ProtectedAddress,
    Role,
    Venue,
    WeeklyTime,
)
from tests.factories.accounts import UserFactory
from tests.factories.groups import GroupFactory


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Venue

    group = factory.SubFactory(GroupFactory)
    name = factory.Sequence(lambda n: f"Hall {n}")
    address = "1 Example Street"
    postcode = "WV1 1RG"
    latitude = 52.5870
    longitude = -2.1296


class ProtectedVenueFactory(factory.django.DjangoModelFactory):
    """A venue whose address only officers may see; `ProtectedAddressFactory` gives it one."""

    class Meta:
        model = Venue

    group = factory.SubFactory(GroupFactory)
    name = "A safe place"
    is_protected = True


class ProtectedAddressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProtectedAddress

    venue = factory.SubFactory(ProtectedVenueFactory)
    address = "99 Secret Lane"
    postcode = "WV3 9DU"
    latitude = 52.5800
    longitude = -2.1500


class InitiativeFactory(factory.django.DjangoModelFactory):
    """A published initiative at an open venue of its group."""

    class Meta:
        model = Initiative

    group = factory.SubFactory(GroupFactory)
    venue = factory.SubFactory(VenueFactory, group=factory.SelfAttribute("..group"))
    state = Initiative.State.PUBLISHED
    title = factory.Sequence(lambda n: f"Initiative {n}")
    summary = "A friendly place for everyone."
    description = "Come as you are."
    audience = "Young people aged 11 to 18"
    postcode = "WV1 1RG"
    latitude = 52.5870
    longitude = -2.1296
    days = 0b0000010
    contact_email = "hello@group.example"
    submitted_at = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    published_at = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


class DraftInitiativeFactory(InitiativeFactory):
    state = Initiative.State.DRAFT
    submitted_at = None
    published_at = None


class ProtectedInitiativeFactory(InitiativeFactory):
    """A published initiative whose place is private."""

    venue = factory.SubFactory(ProtectedVenueFactory, group=factory.SelfAttribute("..group"))
    is_place_private = True
    postcode = ""
    latitude = None
    longitude = None


class WeeklyTimeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WeeklyTime

    initiative = factory.SubFactory(InitiativeFactory)
    weekday = 1
    starts_at = time(18, 0)
    ends_at = time(20, 0)


class RoleFactory(factory.django.DjangoModelFactory):
    """An open role with one place that anybody over 16 can take."""

    class Meta:
        model = Role

    initiative = factory.SubFactory(InitiativeFactory)
    state = Role.State.OPEN
    title = factory.Sequence(lambda n: f"Helper {n}")
    tasks = "Welcome people and make tea."
    starts_on = date(2026, 12, 1)


class InitiativeChangeFactory(factory.django.DjangoModelFactory):
    """Another name for a published initiative, which waits for an officer."""

    class Meta:
        model = InitiativeChange

    initiative = factory.SubFactory(InitiativeFactory)
    answers = factory.LazyFunction(lambda: {"title": "Another name"})
    version = 1
    sent_by = factory.SubFactory(UserFactory)
    sent_at = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
