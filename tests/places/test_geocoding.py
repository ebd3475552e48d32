import time
from types import SimpleNamespace

import pytest
from geopy.exc import GeocoderServiceError

from places import geocoding
from places.locating import OutsideCity, Unknown, locate
from tests.factories.places import PostcodeFactory

NEW_POSTCODE = "WV1 9ZZ"


class FakeGeocoder:
    """Stands in for an outside service: answers, fails or dawdles as the test says."""

    asked: list[str] = []
    options: dict[str, object] = {}

    def __init__(self, **options):
        type(self).options = options

    def geocode(self, query, *, exactly_one):
        self.asked.append(query)
        return type(self).answer()


@pytest.fixture
def geocoder(monkeypatch, settings):
    settings.GEOCODER = "nominatim"
    FakeGeocoder.asked = []
    FakeGeocoder.answer = staticmethod(lambda: SimpleNamespace(latitude=52.5871, longitude=-2.1297))
    monkeypatch.setattr(geocoding, "get_geocoder_for_service", lambda name: FakeGeocoder)
    return FakeGeocoder


def fail():
    raise GeocoderServiceError("down")


def test_ask_gives_nothing_where_no_geocoder_is_configured(settings):
    settings.GEOCODER = ""

    assert geocoding.ask(NEW_POSTCODE) is None


def test_ask_gives_the_point_and_uses_the_domain(geocoder, settings):
    settings.GEOCODER_DOMAIN = "nominatim.example.org"

    assert geocoding.ask(NEW_POSTCODE) == (52.5871, -2.1297)
    assert geocoder.options["domain"] == "nominatim.example.org"
    assert geocoder.options["timeout"] == 2


@pytest.mark.parametrize("answer", [lambda: None, fail])
def test_ask_gives_nothing_when_the_service_finds_nothing_or_fails(geocoder, answer):
    geocoder.answer = staticmethod(answer)

    assert geocoding.ask(NEW_POSTCODE) is None


def test_ask_waits_no_longer_than_the_time_out(geocoder, settings):
    settings.GEOCODER_TIMEOUT_SECONDS = 0.05
    geocoder.answer = staticmethod(lambda: time.sleep(0.5))

    assert geocoding.ask(NEW_POSTCODE) is None


@pytest.mark.django_db
def test_locate_asks_nobody_about_a_new_postcode_unless_told(geocoder):
    with pytest.raises(Unknown):
        locate(NEW_POSTCODE)

    assert geocoder.asked == []


@pytest.mark.django_db
def test_locate_asks_nobody_about_a_stored_postcode(geocoder):
    stored = PostcodeFactory(code="WV1 1RG")

    assert locate("wv1 1rg", may_ask_outside=True).ward == stored.ward
    assert geocoder.asked == []


@pytest.mark.django_db
def test_locate_puts_a_new_postcode_in_the_ward_of_its_nearest_neighbour(geocoder):
    PostcodeFactory(code="WV1 1RH", latitude=52.5890)
    nearest = PostcodeFactory(code="WV1 1RG", latitude=52.5870)

    location = locate(NEW_POSTCODE, may_ask_outside=True)

    assert (location.ward, location.latitude) == (nearest.ward, 52.5871)


@pytest.mark.django_db
@pytest.mark.parametrize("latitude", [52.5870, 53.0])
def test_locate_refuses_a_new_postcode_that_is_outside_the_city(geocoder, latitude):
    PostcodeFactory(code="DY3 1AS", ward=None, latitude=latitude)

    with pytest.raises(OutsideCity):
        locate(NEW_POSTCODE, may_ask_outside=True)


@pytest.mark.django_db
def test_locate_says_unknown_when_the_geocoder_finds_nothing(geocoder):
    geocoder.answer = staticmethod(fail)

    with pytest.raises(Unknown):
        locate(NEW_POSTCODE, may_ask_outside=True)
