from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from places.locating import How, WardThen, ward_on
from places.models import Postcode, Ward, WardOverlap
from tests.factories.places import PostcodeFactory, WardFactory, WardOverlapFactory

BEFORE, AFTER = date(2023, 5, 3), date(2023, 5, 4)
AROUND_PARK = {
    "type": "Polygon",
    "coordinates": [[[-2.2, 52.5], [-2.1, 52.5], [-2.1, 52.6], [-2.2, 52.6], [-2.2, 52.5]]],
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    call_command("load_places", verbosity=0)


def former(**facts):
    return WardFactory(valid_from=date(2004, 6, 10), valid_to=BEFORE, **facts)


def test_load_places_ships_the_former_wards(city):
    assert Ward.objects.on(BEFORE).count() == Ward.objects.on(AFTER).count() == 20
    assert Ward.objects.on(BEFORE).get(name="Bilston East").gss == "E05001321"
    assert not Ward.objects.on(date(2004, 6, 9)).exists()


def test_load_places_twice_leaves_the_overlaps_as_they_are(city):
    before = list(WardOverlap.objects.values_list())

    call_command("load_places", verbosity=0)

    assert list(WardOverlap.objects.values_list()) == before
    assert len(before) == 36


def test_between_gives_the_overlaps_of_two_days(city):
    assert len(WardOverlap.objects.between(BEFORE, AFTER).links()) == 36
    assert not WardOverlap.objects.between(AFTER, AFTER).exists()


def test_with_shares_weighs_an_overlap_by_either_ward(city):
    overlap = Ward.objects.get(pk="E05014838").predecessors.with_shares().get(old="E05001322")

    assert overlap.of_old == pytest.approx(223 / 228)
    assert overlap.of_new == pytest.approx(223 / 284)
    assert str(overlap) == "E05001322 to E05014838: 223"


def test_a_ward_cannot_follow_itself():
    ward = WardFactory()

    with pytest.raises(IntegrityError):
        WardOverlapFactory(old=ward, new=ward)


def test_an_overlap_has_postcodes():
    with pytest.raises(IntegrityError):
        WardOverlapFactory(postcodes=0)


def test_two_wards_overlap_once():
    overlap = WardOverlapFactory()

    with pytest.raises(IntegrityError):
        WardOverlapFactory(old=overlap.old, new=overlap.new)


def test_ward_on_gives_the_stored_ward_while_it_is_in_force():
    postcode = PostcodeFactory()

    assert ward_on(AFTER, postcode) == WardThen(postcode.ward, How.KNOWN)


def test_ward_on_reads_the_outline_of_the_day():
    old = former(outline=AROUND_PARK)
    postcode = PostcodeFactory(latitude=52.55, longitude=-2.15)

    assert ward_on(BEFORE, postcode) == WardThen(old, How.OUTLINE)


def test_ward_on_falls_back_to_most_postcodes_without_an_outline(city):
    postcode = Postcode.objects.get(pk="WV1 1RG")

    then = ward_on(BEFORE, postcode)

    assert then == WardThen(Ward.objects.get(pk="E05001335"), How.LIKELY)
    assert ward_on(AFTER, Postcode(ward=then.ward)).ward == postcode.ward


def test_ward_on_falls_back_when_the_point_lies_in_no_outline():
    old = former(outline=AROUND_PARK)
    overlap = WardOverlapFactory(old=old)

    assert ward_on(BEFORE, PostcodeFactory(ward=overlap.new, latitude=53)) == WardThen(old, How.LIKELY)


def test_ward_on_can_not_tell_without_point_or_overlap():
    former(outline=AROUND_PARK)

    assert ward_on(BEFORE, Postcode(ward=WardFactory())) is None
    assert ward_on(BEFORE, Postcode(ward=None)) is None


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (date(2003, 1, 1), date(2003, 1, 1)),  # no wards
        (date(2008, 1, 1), date(2004, 6, 10)),
        (date(2012, 1, 1), date(2011, 1, 1)),  # one ended, and none followed it
        (date(2026, 1, 1), date(2023, 5, 4)),
    ],
)
def test_together_since_is_the_last_change_before_a_day(day, since):
    for start, end in (
        (date(2004, 6, 10), None),
        (date(2004, 6, 10), date(2010, 12, 31)),
        (AFTER, None),
    ):
        WardFactory(valid_from=start, valid_to=end)

    assert Ward.objects.together_since(day) == since
    assert set(Ward.objects.on(since)) == set(Ward.objects.on(day))
