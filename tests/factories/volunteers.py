from datetime import UTC, date, datetime

import factory

from tests.factories.accounts import OfficerFactory, UserFactory
from volunteers.models import DbsLevel, ScreeningCheck, TimeAway, Volunteer
from volunteers.steps import STEPS

EVERY_SLOT = 2**21 - 1
ENGLISH = 1
# What a draft holds, whatever its answers are, once no question is left.
NO_QUESTION_LEFT = {"answered": [step.slug for step in STEPS]}


class VolunteerFactory(factory.django.DjangoModelFactory):
    """Someone who can be asked: free all week, at the Civic Centre, English-speaking, no DBS check."""

    class Meta:
        model = Volunteer

    user = factory.SubFactory(UserFactory)
    reference = factory.Sequence(lambda n: f"SWP-V-T{n:05d}")
    state = Volunteer.State.ACTIVE
    name = factory.Sequence(lambda n: f"Volunteer {n}")
    is_over_18 = True
    postcode = "WV1 1RG"
    latitude = 52.5870
    longitude = -2.1296
    travel_miles = 5
    availability = EVERY_SLOT
    languages = ENGLISH
    registered_at = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


class TimeAwayFactory(factory.django.DjangoModelFactory):
    """A fortnight away in a summer."""

    class Meta:
        model = TimeAway

    volunteer = factory.SubFactory(VolunteerFactory)
    starts_on = date(2026, 7, 1)
    ends_on = date(2026, 7, 14)


class ScreeningCheckFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ScreeningCheck

    volunteer = factory.SubFactory(VolunteerFactory)
    level = DbsLevel.ENHANCED
    issued_on = date(2026, 1, 5)
    valid_until = date(2029, 1, 5)
    is_accepted = True
    checked_by = factory.SubFactory(OfficerFactory)
    checked_at = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
