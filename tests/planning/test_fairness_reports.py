from datetime import UTC, date, datetime, timedelta

import pytest

from planning.fairness_reports import (
    next_month,
    report_last_month,
    write_for_month,
)
from planning.models import FairnessReport
from tests.factories.initiatives import (
    InitiativeFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
)
from tests.factories.matching import OfferFactory, PlacementFactory
from tests.factories.places import WardFactory
from tests.factories.volunteers import VolunteerFactory

JUNE = date(2026, 6, 1)
FIRST_OF_JULY = datetime(2026, 7, 1, 3, tzinfo=UTC)
IN_JUNE = datetime(2026, 6, 10, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def park(db):
    return WardFactory(name="Park")


@pytest.fixture
def role(park):
    return RoleFactory(initiative=InitiativeFactory(ward=park), places_maximum=4)


@pytest.fixture
def people(park):
    """Someone of thirty-six, someone of untold age, and one who takes a break."""
    return (
        VolunteerFactory(ward=park, born_on=date(1990, 5, 3)),
        VolunteerFactory(languages=0b11),
        VolunteerFactory(state="paused"),
    )


def offered(role, person, number):
    return OfferFactory(
        role=role,
        volunteer=person,
        place_number=number,
        made_at=IN_JUNE,
        expires_at=IN_JUNE + timedelta(days=7),
    )


def test_a_month_counts_who_was_ranked_asked_and_placed(role, people, park):
    ada, bo, _paused = people
    offered(role, ada, 1)
    PlacementFactory(
        offer=OfferFactory(
            role=role, volunteer=bo, place_number=2, made_at=IN_JUNE, expires_at=IN_JUNE + timedelta(days=7),
            state="accepted", answered_at=IN_JUNE,
        )
    )  # fmt: skip
    RoleFactory(initiative=role.initiative)
    RoleFactory(initiative=ProtectedInitiativeFactory())
    over = date(2026, 6, 30)
    RoleFactory(initiative=role.initiative, starts_on=over, ends_on=over)

    found = write_for_month(month=JUNE, now=FIRST_OF_JULY).measures

    groups = found["groups"]
    assert groups["ward"] == {park.gss: [1, 0, 1, 0], "": [1, 0, 1, 1]}
    assert groups["age"] == {"25": [1, 0, 1, 0], "": [1, 0, 1, 1]}
    assert groups["language"] == {"0": [2, 0, 2, 1], "1": [1, 0, 1, 1]}
    assert found["gini_of_asks"] == 0
    assert (found["lowest_fill"], found["tenth_fill"]) == (2 / 5, 2 / 5)


def test_a_month_counts_whom_a_role_of_today_would_suit(role, people):
    ada, _bo, _paused = people

    found = write_for_month(month=JUNE, now=FIRST_OF_JULY).measures

    assert found["groups"]["experience"] == {"newcomer": [2, 2, 0, 0]}
    assert ada.ward_id in found["groups"]["ward"]


def test_other_months_are_left_out(role, people):
    offer = offered(role, people[0], 1)
    offer.made_at, offer.expires_at = datetime(2026, 5, 31, 22, 59, tzinfo=UTC), IN_JUNE
    offer.save()

    assert write_for_month(month=JUNE, now=FIRST_OF_JULY).measures["groups"]["age"][""][2] == 0


def test_a_city_without_roles_has_no_fill(people):
    found = write_for_month(month=JUNE, now=FIRST_OF_JULY).measures

    assert (found["lowest_fill"], found["tenth_fill"]) == (None, None)


def test_a_month_is_written_anew_in_its_place(role, people):
    first = write_for_month(month=JUNE, now=FIRST_OF_JULY)

    assert write_for_month(month=date(2026, 6, 9), now=FIRST_OF_JULY) == first
    assert str(first) == "Fairness, 2026-06"


def test_the_month_that_is_over_is_reported_once(role, people):
    assert report_last_month(FIRST_OF_JULY) == 1
    assert report_last_month(FIRST_OF_JULY) == 0
    assert FairnessReport.objects.get().month == JUNE


@pytest.mark.parametrize(
    ("day", "after"),
    [(date(2026, 1, 31), date(2026, 2, 1)), (date(2026, 12, 1), date(2027, 1, 1))],
)
def test_following(day, after):
    assert next_month(day) == after
