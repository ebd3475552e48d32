from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.template import Context, Template

from places.embedded import PostcodeFacts, WardFacts
from places.models import Postcode, Ward
from places.services import load_places

PARK = WardFacts("E05014851", "Park", 14_236, (52.59, -2.15), {"type": "Polygon", "coordinates": []})
EDGE = PostcodeFacts("DY3 1AS", "E08000027", "", 52.55, -2.14, 10)
HOME = PostcodeFacts("WV3 9DU", "E08000031", "E05014851", 52.58, -2.15, 10)


@pytest.mark.django_db
def test_load_places_twice_changes_nothing():
    first = load_places(wards=[PARK], postcodes=[EDGE, HOME])
    second = load_places(wards=[PARK], postcodes=[EDGE, HOME])

    assert first == second
    assert Ward.objects.count() == 1
    assert list(Postcode.objects.in_city()) == [Postcode(code="WV3 9DU")]


@pytest.mark.django_db
def test_load_places_brings_a_ward_up_to_date():
    load_places(wards=[PARK], postcodes=[])

    load_places(wards=[replace(PARK, residents=15_000)], postcodes=[])

    assert Ward.objects.get().residents == 15_000


@pytest.mark.django_db
def test_load_places_command_says_what_is_in_place():
    out = StringIO()

    call_command("load_places", stdout=out)

    assert out.getvalue() == "20 wards, 20 former wards and 6,704 postcodes are in place.\n"


def test_ward_drawing_draws_every_ward():
    html = Template("{% load places_tags %}{% ward_drawing %}").render(Context())

    assert html.count("<path ") == 20
    assert 'aria-hidden="true"' in html
