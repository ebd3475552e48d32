from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from core.models import AuditEvent
from tests.factories.volunteers import TimeAwayFactory
from volunteers.services import MOST_TIMES_AWAY, NotAllowed, add_time_away, leave

AWAY = reverse("volunteers:away")
TODAY = datetime(2026, 6, 1, 12, tzinfo=UTC)
FIRST, LAST = date(2026, 7, 1), date(2026, 7, 14)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def as_dev(client, dev):
    client.force_login(dev)
    return client


def days(first, last):
    parts = {}
    for name, day in (("starts_on", first), ("ends_on", last)):
        parts |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    return parts


def test_a_time_away_is_added_and_shown(as_dev, dev):
    page = as_dev.post(AWAY, days(FIRST, LAST), follow=True).content.decode()

    assert "1 July 2026 to 14 July 2026" in page
    assert [(away.starts_on, away.ends_on) for away in dev.volunteer.times_away.all()] == [(FIRST, LAST)]
    assert AuditEvent.objects.about(dev.volunteer).filter(action="volunteer.away_added").count() == 1


def test_the_same_days_twice_are_one_time(as_dev, dev):
    for _twice in range(2):
        as_dev.post(AWAY, days(FIRST, LAST))

    assert dev.volunteer.times_away.count() == 1
    assert AuditEvent.objects.about(dev.volunteer).filter(action="volunteer.away_added").count() == 1


def test_a_time_away_says_when_it_is():
    assert str(TimeAwayFactory()) == "2026-07-01 to 2026-07-14"


def test_details_say_how_often_one_may_be_asked(as_dev, dev):
    dev.volunteer.asks_limit, dev.volunteer.travel_by = 1, "bus"
    dev.volunteer.save()

    page = as_dev.get(reverse("volunteers:details")).content.decode()

    assert "Up to 1 offer in 30 days" in page
    assert "By bus or tram" in page


def test_details_show_the_times_that_are_not_over(as_dev, dev):
    TimeAwayFactory(volunteer=dev.volunteer)
    TimeAwayFactory(volunteer=dev.volunteer, starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 31))

    page = as_dev.get(reverse("volunteers:details")).content.decode()

    assert "1 July 2026 to 14 July 2026" in page
    assert "May 2026" not in page


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (LAST, FIRST, "same as or after the first day"),
        (date(2026, 5, 1), date(2026, 5, 31), "must be today or later"),
        (date(2028, 6, 1), date(2028, 6, 2), "in the next two years"),
        (date(2026, 7, 1), date(2027, 7, 3), "take a break instead"),
    ],
)
def test_days_that_make_no_sense_are_told(as_dev, dev, first, last, words):
    page = as_dev.post(AWAY, days(first, last)).content.decode()

    assert words in page
    assert not dev.volunteer.times_away.exists()


def test_a_missing_day_is_asked_for(as_dev):
    assert "Enter the last day you are away" in as_dev.post(AWAY, {}).content.decode()


def test_nobody_is_away_more_often_than_can_be_looked_through(as_dev, dev):
    for day in range(1, MOST_TIMES_AWAY + 1):
        TimeAwayFactory(volunteer=dev.volunteer, starts_on=date(2026, 8, day), ends_on=date(2026, 8, day))

    page = as_dev.post(AWAY, days(FIRST, LAST)).content.decode()

    assert "Remove one first" in page
    assert dev.volunteer.times_away.count() == MOST_TIMES_AWAY


def test_a_time_is_removed(as_dev, dev):
    away = TimeAwayFactory(volunteer=dev.volunteer)

    page = as_dev.post(reverse("volunteers:remove_away", args=[away.pk]), follow=True).content.decode()

    assert "Removed" in page
    assert not dev.volunteer.times_away.exists()
    assert AuditEvent.objects.about(dev.volunteer).filter(action="volunteer.away_removed").exists()


def test_nobody_removes_the_times_of_others(as_dev):
    others = TimeAwayFactory()

    assert as_dev.post(reverse("volunteers:remove_away", args=[others.pk])).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_outsider_has_no_such_page(client, eve, method):
    client.force_login(eve)

    assert getattr(client, method)(AWAY).status_code == 404


def test_nothing_is_added_for_who_has_left(dev):
    leave(volunteer=dev.volunteer, by=dev, now=TODAY)

    with pytest.raises(NotAllowed):
        add_time_away(volunteer=dev.volunteer, starts_on=FIRST, ends_on=LAST, by=dev)


def test_leaving_forgets_the_times(dev):
    TimeAwayFactory(volunteer=dev.volunteer)

    leave(volunteer=dev.volunteer, by=dev, now=TODAY)

    assert not dev.volunteer.times_away.exists()


def test_the_same_days_added_twice_are_one_time(dev):
    facts = {"volunteer": dev.volunteer, "starts_on": FIRST, "ends_on": LAST, "by": dev}

    assert add_time_away(**facts) == add_time_away(**facts)
    assert AuditEvent.objects.about(dev.volunteer).filter(action="volunteer.away_added").count() == 1
