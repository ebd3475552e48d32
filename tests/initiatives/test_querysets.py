import secrets
from datetime import UTC, date, datetime, time, timedelta

import pytest
from geopy.distance import geodesic
from hypothesis import example, given
from hypothesis import strategies as st

from initiatives.models import Initiative, Role, WeeklyTime
from places.geo import Plane
from tests.factories.groups import GroupFactory
from tests.factories.initiatives import (
    DraftInitiativeFactory,
    InitiativeFactory,
    RoleFactory,
    WeeklyTimeFactory,
)

latitudes = st.floats(52.4, 52.8)
longitudes = st.floats(-2.4, -1.8)
points = st.tuples(latitudes, longitudes)
CENTRE = (52.587, -2.1296)


@given(st.lists(points, max_size=12), points, st.floats(0.25, 30), st.integers(1, 12))
@example([CENTRE] * 3, CENTRE, 0.25, 2)
@pytest.mark.django_db
def test_near_and_nearest_first_agree_with_looking_at_every_point(places, centre, miles, upto):
    group = GroupFactory(reference=secrets.token_hex(8))
    initiatives = [
        InitiativeFactory(group=group, latitude=latitude, longitude=longitude)
        for latitude, longitude in places
    ]
    plane = Plane.at(*centre)
    expected = sorted(
        (
            (plane.square_miles(initiative.latitude, initiative.longitude), initiative.pk)
            for initiative in initiatives
        ),
    )
    expected = [pair for pair in expected if pair[0] <= miles * miles]

    own = Initiative.objects.of_group(group)
    near = own.near(plane, miles).values_list("square_miles", "pk")
    nearest = own.nearest_first(plane, miles).values_list("square_miles", "pk")[:upto]

    assert sorted(near) == expected
    assert list(nearest) == expected[:upto]


@given(points, points)
@example((52.4, -2.4), (52.75, -1.8))
def test_distances_agree_with_the_ellipsoid(here, there):
    """The error grows with the distance: a thousandth at 15 miles."""
    real = geodesic(here, there).miles

    assert Plane.at(*here).miles(*there) == pytest.approx(real, rel=0.001 * real / 15, abs=1e-6)


def test_of_finds_ones_own(asha, eve, group):
    initiative = DraftInitiativeFactory(group=group)
    role = RoleFactory(initiative=initiative)

    assert (Initiative.objects.of(asha).get(), Role.objects.of(asha).get()) == (initiative, role)
    assert not Initiative.objects.of(eve).exists()
    assert not Role.objects.of(eve).exists()


def test_not_over_leaves_out_roles_whose_last_day_has_passed(db):
    first, last = date(2026, 5, 1), date(2026, 6, 1)
    for title, ends_on in [("For good", None), ("That day", last), ("Earlier", date(2026, 5, 31))]:
        RoleFactory(title=title, starts_on=first, ends_on=ends_on)

    assert set(Role.objects.not_over(last).values_list("title", flat=True)) == {"For good", "That day"}


def test_located_leaves_out_what_has_no_public_place(db):
    shown = InitiativeFactory()
    InitiativeFactory(latitude=None, longitude=None)

    assert list(Initiative.objects.located()) == [shown]


weekly = st.tuples(st.integers(0, 6), st.integers(8, 12), st.sampled_from("AB"))
MONDAY_NIGHT = datetime(2026, 6, 15, 23, 0, tzinfo=UTC)  # Tuesday already in the city


@given(st.lists(weekly, max_size=9, unique=True), st.integers(0, 7 * 24), st.integers(1, 6))
@pytest.mark.django_db
def test_soonest_are_the_first_of_all_upcoming_sessions(times, hours, most):
    group = GroupFactory(reference=secrets.token_hex(8))
    for weekday, hour, title in times:
        initiative = InitiativeFactory(group=group, title=title)
        WeeklyTimeFactory(
            initiative=initiative, weekday=weekday, starts_at=time(hour), ends_at=time(hour + 1, 30)
        )
    own, now = WeeklyTime.objects.filter(initiative__group=group), MONDAY_NIGHT + timedelta(hours=hours)

    assert own.soonest(now, most) == own.upcoming(now)[:most]


@pytest.mark.django_db
def test_soonest_reads_all_that_is_said_in_one_query(django_assert_num_queries):
    WeeklyTimeFactory.create_batch(3)

    with django_assert_num_queries(1):
        found = WeeklyTime.objects.soonest(MONDAY_NIGHT, 2)
        assert all(
            f"{one.initiative} {one.initiative.venue.name} {one.initiative.get_absolute_url()}"
            for one in found
        )
    assert len(found) == 2
