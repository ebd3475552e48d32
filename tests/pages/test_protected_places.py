"""A protected address leaves no trace: whatever it is, everybody but officers gets the same, byte by byte."""

import re

import pytest
from django.core.cache import cache
from rest_framework.throttling import SimpleRateThrottle

from initiatives.models import ProtectedAddress
from places.models import Postcode
from tests.architecture.test_access import ACCESS, OFFICERS
from tests.pages.test_bad_input import sign_in

pytestmark = pytest.mark.django_db
# What differs from one answer to the next in any case.
CHANGING = re.compile(
    rb'name="(csrfmiddlewaretoken|form_key|opened)"\s+value="[^"]*"|<updated>[^<]*</updated>|DTSTAMP:\\S+'
)
OPEN = sorted(name for name, people in ACCESS.items() if people - OFFICERS)
SEARCHES = [
    "/initiatives/",
    "/api/v1/initiatives/",
    "/api/v1/initiatives.geojson",
    "/api/v1/roles/",
    "/groups/",
]


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch):
    cache.clear()
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "anon", None)


def move_all_to(postcode, address):
    """Let every protected venue be at this place."""
    ProtectedAddress.objects.update(
        address=address,
        postcode=postcode.code,
        latitude=postcode.latitude,
        longitude=postcode.longitude,
        ward=postcode.ward,
    )
    cache.clear()


def answer(client, path):
    response = client.get(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, CHANGING.sub(b"", body)


@pytest.fixture
def places():
    """Two places far from each other."""
    first, *_rest, last = Postcode.objects.exclude(ward=None).order_by("longitude")
    return (first, "1 Hidden Way"), (last, "99 Other Close")


@pytest.mark.parametrize("name", OPEN)
def test_no_page_tells_where_it_is(client, stage, places, name):
    for visit in stage.visits[name]:
        person = "dev" if visit.person in {"carol", "sam"} else visit.person
        sign_in(client, stage, person)
        answers = set()
        for place in places:
            move_all_to(*place)
            answers.add(answer(client, visit.path))

        assert len(answers) == 1


@pytest.mark.parametrize("path", SEARCHES)
def test_no_search_near_it_finds_it(client, stage, places, path):
    questions = [{"postcode": place.code, "within": "1"} for place, _address in places]
    questions += [{"q": address} for _place, address in places]
    questions += [{"ward": place.ward.gss} for place, _address in places]
    for question in questions:
        answers = set()
        for place in places:
            move_all_to(*place)
            response = client.get(path, question)
            answers.add((response.status_code, CHANGING.sub(b"", response.content)))

        assert len(answers) == 1


def test_officers_see_where_it_is(client, stage, places):
    sign_in(client, stage, "carol")
    move_all_to(*places[0])
    pages = [answer(client, visit.path)[1] for visit in stage.visits["desk:initiative"]]

    assert any(b"1 Hidden Way" in page for page in pages)
