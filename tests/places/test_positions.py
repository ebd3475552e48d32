"""Records that wait for their position."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache

from core.models import AuditEvent
from groups.models import Group
from places import geocoding
from places.services import positions
from places.tasks import locate_waiting
from tests.factories.groups import GroupFactory
from tests.factories.places import PostcodeFactory
from tests.factories.volunteers import VolunteerFactory
from tests.places.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def slept(monkeypatch):
    naps = []
    monkeypatch.setattr(positions.time, "sleep", naps.append)
    return naps


@pytest.fixture
def asked(settings, monkeypatch, slept):
    """A geocoder that finds every postcode of groups, and what it was asked."""
    settings.GEOCODER = "nominatim"
    cache.clear()
    queries = []

    def geocode(postcode):
        queries.append(postcode)
        cache.delete(geocoding.TURN)
        return SimpleNamespace(latitude=52.5871, longitude=-2.1297)

    monkeypatch.setattr(geocoding, "_geocode", geocode)
    monkeypatch.setattr(Group, "may_ask_geocoder", True)
    return queries


def waiting(factory, postcode, **facts):
    return factory(postcode=postcode, latitude=None, longitude=None, ward=None, **facts)


def test_locate_waiting_finds_what_is_stored_by_now():
    group = waiting(GroupFactory, "WV1 1RG")
    stored = PostcodeFactory(code="WV1 1RG")

    assert locate_waiting(NOON) == 1

    group.refresh_from_db()
    assert (group.latitude, group.ward) == (stored.latitude, stored.ward)
    assert AuditEvent.objects.about(group).last().action == "places.located"
    assert locate_waiting(NOON) == 0


def test_locate_waiting_leaves_what_is_still_unknown():
    waiting(VolunteerFactory, "WV1 9ZZ", state="draft")

    assert locate_waiting(NOON) == 0


def test_locate_waiting_asks_a_geocoder_about_allowed_kinds_only(asked, slept):
    PostcodeFactory(code="WV1 1RG")
    group, person = waiting(GroupFactory, "WV1 9ZZ"), waiting(VolunteerFactory, "WV1 9ZX", state="draft")

    assert locate_waiting(NOON) == 1

    group.refresh_from_db()
    person.refresh_from_db()
    assert (group.latitude, person.latitude) == (52.5871, None)
    assert asked == ["WV1 9ZZ"]
    assert slept == [geocoding.BETWEEN_TURNS]


def test_locate_waiting_asks_only_so_many_in_one_run(asked, monkeypatch):
    monkeypatch.setattr(positions, "MOST_ASKED", 1)
    PostcodeFactory(code="WV1 1RG")
    for postcode in ("WV1 9ZZ", "WV1 9ZX"):
        waiting(GroupFactory, postcode)

    assert locate_waiting(NOON) == 1
    assert len(asked) == 1


def test_locate_waiting_leaves_a_record_whose_postcode_has_changed_meanwhile():
    PostcodeFactory(code="WV1 1RG")
    group = waiting(GroupFactory, "WV1 1RG")
    Group.objects.filter(pk=group.pk).update(postcode="WV1 9ZZ")

    assert positions._settle(group, may_ask=False) is False
    group.refresh_from_db()
    assert group.latitude is None
