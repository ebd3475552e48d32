"""Feeds: what news readers and calendars get."""

from datetime import UTC, datetime
from functools import partial
from xml.etree import ElementTree as ET

import pytest
import time_machine
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory
from rest_framework.throttling import SimpleRateThrottle

from api.views.feeds import FeedView, OneKind
from initiatives.models import Initiative, ProtectedAddress, WeeklyTime
from tests.factories.initiatives import (
    DraftInitiativeFactory,
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    VenueFactory,
    WeeklyTimeFactory,
)
from tests.factories.places import WardFactory
from tests.factories.strategy import PriorityFactory
from tests.queries import assert_same_for_few_and_many

ATOM = "{http://www.w3.org/2005/Atom}"
NEWS, SESSIONS = "/feeds/initiatives.atom", "/feeds/sessions.ics"
WARD_NEWS, WARD_SESSIONS = (f"/feeds/wards/E05001335/{name}" for name in ("initiatives.atom", "sessions.ics"))
ALL = [NEWS, SESSIONS, WARD_NEWS, WARD_SESSIONS]


@pytest.fixture
def park(at_noon, db):
    return WardFactory(gss="E05001335", name="Park")


@pytest.fixture
def boxing(park):
    initiative = InitiativeFactory(
        title="Boxing; <b>for</b> all, always",
        summary="Come as you are.",
        group__name="Park Boxers",
        ward=park,
        venue__name="Park Hall",
    )
    initiative.priorities.add(PriorityFactory(name="Young people"))
    WeeklyTimeFactory(initiative=initiative)
    return initiative


@pytest.fixture
def refuge(park):
    initiative = ProtectedInitiativeFactory(title="Refuge support")
    WeeklyTimeFactory(initiative=initiative, weekday=2)
    return ProtectedAddressFactory(venue=initiative.venue, ward=park)


def entries(client, address):
    return ET.fromstring(client.get(address).content).findall(f"{ATOM}entry")  # noqa: S314  # our own feed


def titles(client, address):
    return [entry.findtext(f"{ATOM}title") for entry in entries(client, address)]


def events(client, address):
    return Calendar.from_ical(client.get(address).content).walk("VEVENT")


def test_news_say_what_was_published(client, boxing):
    (entry,) = entries(client, NEWS)

    assert entry.findtext(f"{ATOM}title") == "Boxing; <b>for</b> all, always"
    assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{boxing.pk}"
    assert entry.findtext(f"{ATOM}updated") == "2026-06-01T09:00:00+00:00"
    assert entry.findtext(f"{ATOM}summary") == "Come as you are."
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Park Boxers"
    assert entry.find(f"{ATOM}category").get("term") == "Young people"
    assert entry.find(f"{ATOM}link").get("href") == f"http://127.0.0.1:8000/initiatives/{boxing.pk}/"


def test_news_have_the_newest_first_and_only_what_is_public(client, boxing):
    InitiativeFactory(title="Newer", published_at=datetime(2026, 6, 2, tzinfo=UTC))
    DraftInitiativeFactory(title="Draft")

    assert titles(client, NEWS) == ["Newer", boxing.title]
    feed = ET.fromstring(client.get(NEWS).content)  # noqa: S314  # our own feed
    assert feed.findtext(f"{ATOM}updated") == "2026-06-02T00:00:00+00:00"


def test_news_of_a_ward_are_of_that_ward(client, boxing):
    InitiativeFactory(title="Elsewhere", ward=WardFactory())

    assert titles(client, WARD_NEWS) == [boxing.title]


def test_news_without_entries_stay_the_same_bytes(client, park):
    assert client.get(NEWS).content == client.get(NEWS).content
    assert b"2000-01-01T00:00:00+00:00" in client.get(NEWS).content


def test_news_end_after_fifty(client, park):
    Initiative.objects.bulk_create(InitiativeFactory.build_batch(51, **_one_group()))

    assert len(entries(client, NEWS)) == 50


def test_calendar_dates_the_sessions_of_two_weeks(client, boxing):
    first, second = events(client, SESSIONS)

    assert str(first["SUMMARY"]) == boxing.title
    assert first["DTSTART"].dt.isoformat() == "2026-06-16T18:00:00+01:00"
    assert first["DTEND"].dt.isoformat() == "2026-06-16T20:00:00+01:00"
    assert str(first["UID"]) == f"{boxing.pk}-20260616T1800@127.0.0.1"
    assert str(first["LOCATION"]) == "Park Hall, 1 Example Street, WV1 1RG"
    assert first["GEO"].latitude == 52.587
    assert str(first["URL"]) == f"http://127.0.0.1:8000/initiatives/{boxing.pk}/"
    assert first["DTSTAMP"].dt == boxing.published_at
    assert second["DTSTART"].dt.day == 23


def test_calendar_names_itself_and_its_time_zone(client, boxing):
    calendar = Calendar.from_ical(client.get(WARD_SESSIONS).content)

    assert str(calendar["X-WR-CALNAME"]) == "Sessions in Park"
    assert str(calendar["REFRESH-INTERVAL"].to_ical(), "ascii") == "PT6H"
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]


def test_calendar_lines_are_short_and_end_as_the_standard_says(client, boxing):
    Initiative.objects.filter(pk=boxing.pk).update(summary="ä" * 200)

    lines = client.get(SESSIONS).content.split(b"\r\n")

    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line for line in lines)


def test_calendar_leaves_out_a_point_that_is_not_known(client, boxing):
    Initiative.objects.filter(pk=boxing.pk).update(latitude=None, longitude=None)

    assert "GEO" not in events(client, SESSIONS)[0]


def test_calendar_of_a_ward_is_of_that_ward(client, boxing):
    WeeklyTimeFactory(initiative__ward=WardFactory())
    WeeklyTimeFactory(initiative=DraftInitiativeFactory(ward=boxing.ward))

    assert {str(event["SUMMARY"]) for event in events(client, WARD_SESSIONS)} == {boxing.title}


def test_calendar_is_written_once_until_something_changes(client, boxing, django_assert_num_queries):
    client.get(SESSIONS)
    with django_assert_num_queries(1):
        client.get(SESSIONS)

    with time_machine.travel(datetime(2026, 6, 15, 12, 1, tzinfo=UTC), tick=False):
        boxing.venue.name = "Park Gym"
        boxing.venue.save()

    assert str(events(client, SESSIONS)[0]["LOCATION"]).startswith("Park Gym")


def test_calendar_lets_go_of_what_is_over(client, boxing):
    client.get(SESSIONS)

    with time_machine.travel(datetime(2026, 6, 16, 20, 0, tzinfo=UTC), tick=False):
        days = [event["DTSTART"].dt.day for event in events(client, SESSIONS)]

    assert days == [23]


def test_a_private_place_has_a_time_and_no_place(client, refuge):
    found = events(client, SESSIONS)

    assert [str(event["SUMMARY"]) for event in found] == ["Refuge support"] * 2
    assert not any(name in event for event in found for name in ("LOCATION", "GEO"))
    assert titles(client, NEWS) == ["Refuge support"]
    assert events(client, WARD_SESSIONS) == entries(client, WARD_NEWS) == []


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300),
    postcode=st.sampled_from(["", "WV3 9DU", "WV1 1RG"]),
    latitude=st.none() | st.floats(52.5, 52.7),
    longitude=st.none() | st.floats(-2.3, -2.0),
)
def test_feeds_are_the_same_bytes_whatever_a_private_address_is(
    client, boxing, refuge, address, postcode, latitude, longitude
):
    before = [client.get(feed).content for feed in ALL]

    ProtectedAddress.objects.filter(pk=refuge.pk).update(
        address=address, postcode=postcode, latitude=latitude, longitude=longitude, ward=None
    )
    Initiative.objects.get(venue=refuge.venue).save()  # as those who change the address do

    assert [client.get(feed).content for feed in ALL] == before
    assert not any(b"Secret" in content for content in before)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (NEWS, "application/atom+xml; charset=utf-8"),
        (SESSIONS, "text/calendar; charset=utf-8"),
        (WARD_NEWS, "application/atom+xml; charset=utf-8"),
        (WARD_SESSIONS, "text/calendar; charset=utf-8"),
    ],
)
@pytest.mark.parametrize("accept", ["*/*", "text/html", "application/json", "nonsense"])
def test_feeds_are_what_they_are_whatever_readers_like(client, boxing, address, kind, accept):
    response = client.get(address, headers={"accept": accept})

    assert (response.status_code, response["Content-Type"]) == (200, kind)


@pytest.mark.parametrize("address", ALL)
def test_feeds_are_kept_for_minutes_and_not_sent_again(client, boxing, address):
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert set(first["Cache-Control"].split(", ")) == {"public", "max-age=900"}
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("gss", ["E05999999", "E05001321", "x" * 500])
@pytest.mark.parametrize("name", ["initiatives.atom", "sessions.ics"])
def test_feeds_of_wards_that_are_not_today_s_are_not_there(client, park, gss, name):
    WardFactory(gss="E05001321", valid_to="2024-01-01")

    response = client.get(f"/feeds/wards/{gss}/{name}")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] == "There is nothing public at this address."


def test_feeds_are_counted_like_the_api(client, boxing, monkeypatch):
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "anon", "2/min")
    cache.clear()

    answers = [client.get(address).status_code for address in (NEWS, SESSIONS, NEWS)]

    assert answers == [200, 200, 429]


def test_feeds_can_only_be_read(client, park):
    assert client.post(NEWS).status_code == 405


def test_feeds_take_no_more_queries_for_more_rows(client, boxing):
    def fill(count):
        initiatives = Initiative.objects.bulk_create(
            InitiativeFactory.build_batch(count, ward=boxing.ward, **_one_group())
        )
        WeeklyTime.objects.bulk_create(WeeklyTimeFactory.build(initiative=one) for one in initiatives)

    pages = {address: partial(client.get, address) for address in [*ALL, "/feeds/"]}
    assert_same_for_few_and_many(pages, fill, at_most=3)


def test_feeds_page_names_every_feed(client, park):
    text = client.get("/feeds/").content.decode()

    assert all(f'href="{address}"' in text for address in ALL)


def test_a_feed_needs_somebody_who_writes_it():
    with pytest.raises(NotImplementedError):
        FeedView().write(None)


def test_one_kind_reads_whatever_is_sent():
    request = Request(APIRequestFactory().get("/"))

    assert OneKind().select_parser(request, ["first", "second"]) == "first"


def _one_group():
    venue = VenueFactory()
    return {"group": venue.group, "venue": venue}


@pytest.mark.parametrize("address", [*ALL, "/feeds/"])
def test_feeds_say_what_is_wrong_as_the_api_does(client, park, address):
    response = client.get(f"{address}?q=%00")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
