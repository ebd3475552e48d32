from datetime import date

import pytest
from django.db import IntegrityError

from places.models import Postcode, Ward, WardOutline
from tests.factories.places import PostcodeFactory, WardFactory
from tests.factories.volunteers import VolunteerFactory


def test_postcode_outward_is_its_first_half():
    assert Postcode(code="WV10 0QP").outward == "WV10"
    assert str(Postcode(code="WV10 0QP")) == "WV10 0QP"


def test_located_outward_is_empty_without_a_postcode():
    assert VolunteerFactory.build(postcode="").outward == ""
    assert VolunteerFactory.build(postcode="WV1 1RG").outward == "WV1"


@pytest.mark.django_db
def test_wards_on_a_day_are_those_alive_then():
    old = WardFactory(name="Old", valid_from=date(2004, 6, 10), valid_to=date(2023, 5, 3))
    new = WardFactory(name="New", valid_from=date(2023, 5, 4))

    assert list(Ward.objects.on(date(2023, 5, 3))) == [old]
    assert list(Ward.objects.on(date(2023, 5, 4))) == [new]
    assert str(new) == "New"


def test_an_outline_is_named_by_its_ward():
    assert str(WardOutline(ward_id="E05001347")) == "Outline of E05001347"


@pytest.mark.django_db
def test_ward_cannot_end_before_it_starts():
    with pytest.raises(IntegrityError):
        WardFactory(valid_from=date(2023, 5, 4), valid_to=date(2023, 5, 3))


@pytest.mark.django_db
def test_in_city_leaves_the_edge_out():
    PostcodeFactory(ward=None)
    inside = PostcodeFactory()

    assert list(Postcode.objects.in_city()) == [inside]
