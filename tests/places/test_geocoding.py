import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from geopy.exc import GeocoderServiceError

from places import geocoding
from places.geo import Box
from places.geocoding import NoAnswer
from places.locating import OutsideCity, Unknown, Waiting, locate
from tests.factories.places import PostcodeFactory

NEW_POSTCODE = "WV1 9ZZ"
CITY = Box(52.5, 52.7, -2.3, -2.0)


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
    cache.clear()
    FakeGeocoder.asked = []
    FakeGeocoder.answer = staticmethod(lambda: SimpleNamespace(latitude=52.5871, longitude=-2.1297))
    monkeypatch.setattr(geocoding, "get_geocoder_for_service", lambda name: FakeGeocoder)
    # Threads of this test's own: tests that aren't traced leave those of an earlier one untraced.
    with ThreadPoolExecutor(max_workers=2) as threads:
        monkeypatch.setattr(geocoding, "THREADS", threads)
        yield FakeGeocoder


def fail():
    raise GeocoderServiceError("down")


def test_ask_gives_nothing_where_no_geocoder_is_configured(settings):
    settings.GEOCODER = ""
    cache.clear()

    with pytest.raises(NoAnswer):
        geocoding.ask(NEW_POSTCODE, box=CITY)


def test_ask_gives_the_point_and_uses_the_domain(geocoder, settings):
    settings.GEOCODER_DOMAIN = "nominatim.example.org"

    assert geocoding.ask(NEW_POSTCODE, box=CITY) == (52.5871, -2.1297)
    assert geocoder.options["domain"] == "nominatim.example.org"
    assert geocoder.options["timeout"] == 1.5


@pytest.mark.parametrize(
    "place",
    [
        None,
        SimpleNamespace(latitude=51.5, longitude=-0.1),
        SimpleNamespace(latitude=float("nan"), longitude=-2.1),
        SimpleNamespace(latitude="<script>", longitude=None),
        SimpleNamespace(longitude=-2.1),
    ],
)
def test_ask_finds_nothing_where_the_answer_is_no_point_in_the_box(geocoder, place):
    geocoder.answer = staticmethod(lambda: place)

    assert geocoding.ask(NEW_POSTCODE, box=CITY) is None
    assert geocoding.ask(NEW_POSTCODE, box=CITY) is None
    assert len(geocoder.asked) == 1


def test_ask_remembers_what_was_found(geocoder):
    first = geocoding.ask(NEW_POSTCODE, box=CITY)
    geocoder.answer = staticmethod(fail)

    assert geocoding.ask(NEW_POSTCODE, box=CITY) == first
    assert len(geocoder.asked) == 1


def test_ask_asks_no_more_than_once_a_second(geocoder):
    geocoding.ask(NEW_POSTCODE, box=CITY)

    with pytest.raises(NoAnswer):
        geocoding.ask("WV1 9ZX", box=CITY)

    cache.delete(geocoding.TURN)
    assert geocoding.ask("WV1 9ZX", box=CITY)
    assert geocoding.BETWEEN_TURNS >= 1


@pytest.mark.parametrize("kind", [GeocoderServiceError, ValueError])
def test_ask_forgets_that_the_service_failed(geocoder, kind):
    def fail_so():
        raise kind("down")

    geocoder.answer = staticmethod(fail_so)
    with pytest.raises(NoAnswer):
        geocoding.ask(NEW_POSTCODE, box=CITY)

    cache.delete(geocoding.TURN)
    geocoder.answer = staticmethod(lambda: SimpleNamespace(latitude=52.6, longitude=-2.1))
    assert geocoding.ask(NEW_POSTCODE, box=CITY) == (52.6, -2.1)


def test_ask_waits_no_longer_than_the_time_out(geocoder, settings):
    settings.GEOCODER_TIMEOUT_SECONDS = 0.05
    geocoder.answer = staticmethod(lambda: time.sleep(0.5))
    start = time.monotonic()

    with pytest.raises(NoAnswer):
        geocoding.ask(NEW_POSTCODE, box=CITY)

    assert time.monotonic() - start < 0.5


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
@pytest.mark.parametrize("neighbours", [0, 1])
def test_locate_refuses_a_new_postcode_that_is_outside_the_city(geocoder, neighbours):
    PostcodeFactory(code="WV1 1RG", latitude=52.5800)
    PostcodeFactory.create_batch(neighbours, ward=None, latitude=52.5870)

    with pytest.raises(OutsideCity):
        locate(NEW_POSTCODE, may_ask_outside=True)


@pytest.mark.django_db
def test_locate_says_unknown_when_the_geocoder_finds_nothing(geocoder):
    PostcodeFactory(code="WV1 1RG")
    geocoder.answer = staticmethod(lambda: None)

    with pytest.raises(Unknown, match="We cannot find WV1 9ZZ"):
        locate(NEW_POSTCODE, may_ask_outside=True)


@pytest.mark.django_db
def test_locate_waits_when_the_geocoder_fails(geocoder):
    PostcodeFactory(code="WV1 1RG")
    geocoder.answer = staticmethod(fail)

    with pytest.raises(Waiting):
        locate(NEW_POSTCODE, may_ask_outside=True)


@pytest.mark.django_db
def test_locate_asks_nobody_while_no_postcode_of_the_city_is_stored(geocoder):
    with pytest.raises(Unknown):
        locate(NEW_POSTCODE, may_ask_outside=True)

    assert geocoder.asked == []


def test_ask_lets_nobody_wait_for_a_geocoder_that_has_just_failed(geocoder):
    geocoder.answer = staticmethod(fail)
    for _visitor in range(3):
        with pytest.raises(NoAnswer):
            geocoding.ask(NEW_POSTCODE, box=CITY)

    assert len(geocoder.asked) == 1


def test_ask_leaves_no_queue_behind_threads_that_hang(geocoder, settings, monkeypatch):
    settings.GEOCODER_TIMEOUT_SECONDS = 0.05
    hangs = Event()
    monkeypatch.setattr(geocoding, "THREADS", ThreadPoolExecutor(max_workers=1))
    geocoder.answer = staticmethod(lambda: hangs.wait(5))
    for _visitor in range(3):
        cache.delete(geocoding.TURN)
        with pytest.raises(NoAnswer):
            geocoding.ask(NEW_POSTCODE, box=CITY)

    hangs.set()
    geocoding.THREADS.shutdown()

    assert len(geocoder.asked) == 1
