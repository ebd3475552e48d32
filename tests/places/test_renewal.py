"""When boundaries change, what lies in the old wards moves into the new ones on their first day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from shapely import box

from core.models import AuditEvent
from places.boundaries import PRECISE, as_geojson
from places.locating import ward_on
from places.models import Postcode, Ward
from places.services import renew_wards
from places.tasks import renew_wards as renew_wards_now
from tests.factories.groups import GroupFactory
from tests.factories.initiatives import ProtectedAddressFactory
from tests.factories.places import WardFactory, WardOverlapFactory
from tests.factories.volunteers import VolunteerFactory
from tests.places.conftest import EAST, WEST, degrees
from tests.queries import count_queries

NORTH, SOUTH = "E05019001", "E05019002"
CHANGE = date(2027, 5, 6)
SHAPES = {
    SOUTH: box(391_000, 298_000, 393_000, 298_600),
    NORTH: box(391_000, 298_600, 393_000, 299_000),
}


@pytest.fixture
def redrawn(small_city):
    """West and East end, and North and South follow: most of West goes to South, East goes to both."""
    Ward.objects.update(valid_to=CHANGE - timedelta(days=1))
    for code, shape in SHAPES.items():
        WardFactory(gss=code, valid_from=CHANGE, outline=as_geojson(shape, PRECISE))
    for old, new, postcodes in ((WEST, SOUTH, 95), (WEST, NORTH, 5), (EAST, SOUTH, 50), (EAST, NORTH, 40)):
        WardOverlapFactory(old_id=old, new_id=new, postcodes=postcodes)


def at(easting, northing):
    latitude, longitude = degrees(easting, northing)
    return {"postcode": "WV1 1AA", "latitude": latitude, "longitude": longitude}


def ward_of(record):
    record.refresh_from_db()
    return record.ward_id


def test_points_move_into_the_outline_that_they_lie_in(redrawn):
    south = GroupFactory(ward_id=WEST, **at(391_500, 298_100))
    north = VolunteerFactory(ward_id=WEST, **at(391_500, 298_900))
    hidden = ProtectedAddressFactory(ward_id=EAST, **at(392_500, 298_900))

    assert renew_wards(CHANGE) == 7  # and the four postcodes

    assert [ward_of(record) for record in (south, north, hidden)] == [SOUTH, NORTH, NORTH]
    assert set(Postcode.objects.in_city().values_list("code", "ward")) == {
        ("WV1 1AA", SOUTH),
        ("WV1 1AB", SOUTH),
        ("WV1 1AD", SOUTH),
        ("WV1 1AE", NORTH),
    }
    assert AuditEvent.objects.about(south).last().action == "places.ward_renewed"


def test_the_ward_of_an_earlier_day_can_still_be_told(redrawn):
    group = GroupFactory(ward_id=WEST, **at(391_500, 298_100))
    renew_wards(CHANGE)
    group.refresh_from_db()

    assert ward_on(CHANGE - timedelta(days=1), group).ward.pk == WEST


def test_a_record_without_a_point_in_an_outline_goes_where_most_postcodes_went(redrawn):
    group = GroupFactory(ward_id=EAST, postcode="WV1 1AA", latitude=None, longitude=None)

    renew_wards(CHANGE)

    assert ward_of(group) == SOUTH


def test_a_record_stays_where_nothing_tells_its_ward(small_city):
    Ward.objects.filter(pk=WEST).update(valid_to=CHANGE - timedelta(days=1))
    group = GroupFactory(ward_id=WEST, latitude=None, longitude=None)

    renew_wards(CHANGE)

    assert ward_of(group) == WEST


def test_nothing_moves_before_the_day(redrawn):
    group = GroupFactory(ward_id=WEST, **at(391_500, 298_100))
    group.wards.add(WEST)

    assert renew_wards(CHANGE - timedelta(days=1)) == 0
    assert ward_of(group) == WEST


def test_lists_of_wards_get_those_that_took_over_a_good_part(redrawn):
    group = GroupFactory()
    group.wards.add(WEST)
    volunteer = VolunteerFactory()
    volunteer.serves_wards.add(WEST, EAST)
    abroad = GroupFactory()
    abroad.wards.add(WardFactory(valid_to=date(2026, 1, 1)))

    renew_wards(CHANGE)

    assert set(group.wards.values_list("pk", flat=True)) == {SOUTH}
    assert set(volunteer.serves_wards.values_list("pk", flat=True)) == {SOUTH, NORTH}
    assert abroad.wards.count() == 1
    assert AuditEvent.objects.about(volunteer).last().action == "places.ward_renewed"


def test_the_task_goes_by_the_day_of_the_city(redrawn):
    GroupFactory(ward_id=WEST, **at(391_500, 298_100))

    assert renew_wards_now(datetime(2027, 5, 5, 22, 59, tzinfo=UTC)) == 0
    assert renew_wards_now(datetime(2027, 5, 5, 23, 1, tzinfo=UTC)) == 5  # after midnight in summer time
    assert renew_wards_now(datetime(2027, 5, 6, 12, tzinfo=UTC)) == 0


def test_moving_takes_as_many_queries_for_50_as_for_5(redrawn):
    Postcode.objects.all().delete()
    counts = []
    for number in (5, 50):
        GroupFactory.create_batch(number, ward_id=WEST, **at(391_500, 298_100))
        done = []
        counts.append(count_queries(lambda done=done: done.append(renew_wards(CHANGE))))
        assert done == [number]

    assert counts[0] == counts[1]
