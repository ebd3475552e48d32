from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from initiatives.sessions import CITY, DAYS_AHEAD, upcoming


@dataclass(frozen=True)
class Thing:
    """Something that meets."""

    pk: int = 1
    title: str = "Boxing"


@dataclass(frozen=True)
class Weekly:
    """A meeting on Tuesdays from six to eight."""

    weekday: int = 1
    starts_at: time = time(18)
    ends_at: time = time(20)
    initiative: Thing = Thing()


MONDAY_NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


def starts(meetings, now=MONDAY_NOON):
    return [f"{session.starts:%a %d %b %H:%M}" for session in upcoming(meetings, now)]


def test_upcoming_dates_the_meetings_of_two_weeks():
    assert starts([Weekly()]) == ["Tue 16 Jun 18:00", "Tue 23 Jun 18:00"]


def test_upcoming_counts_today_until_the_meeting_is_over():
    during = datetime(2026, 6, 16, 18, 59, tzinfo=UTC)  # one minute to eight in the city
    after = datetime(2026, 6, 16, 19, 0, tzinfo=UTC)

    assert starts([Weekly()], during) == ["Tue 16 Jun 18:00", "Tue 23 Jun 18:00"]
    assert starts([Weekly()], after) == ["Tue 23 Jun 18:00"]


def test_upcoming_starts_with_the_city_s_day():
    late_on_monday = datetime(2026, 6, 15, 23, 30, tzinfo=UTC)  # half past midnight on Tuesday in the city

    assert starts([Weekly(weekday=0)], late_on_monday) == ["Mon 22 Jun 18:00", "Mon 29 Jun 18:00"]


def test_upcoming_keeps_the_clock_when_summer_time_ends():
    before, after = upcoming([Weekly()], datetime(2026, 10, 19, 12, tzinfo=UTC))

    assert (before.starts.hour, after.starts.hour) == (18, 18)
    assert after.starts.astimezone(UTC) - before.starts.astimezone(UTC) == timedelta(days=7, hours=1)


def test_upcoming_puts_the_soonest_first_then_by_title():
    first, second = Weekly(initiative=Thing(1, "Art")), Weekly(initiative=Thing(2, "Boxing"))
    early = Weekly(initiative=Thing(3, "Coffee"), starts_at=time(9), ends_at=time(10))

    found = upcoming([second, early, first], MONDAY_NOON)

    assert [session.initiative.title for session in found[:3]] == ["Coffee", "Art", "Boxing"]


@given(st.integers(0, 500_000), st.integers(0, 6))
def test_upcoming_has_one_or_two_sessions_of_every_meeting(hours, weekday):
    now = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    today: date = now.astimezone(CITY).date()

    found = upcoming([Weekly(weekday=weekday)], now)

    assert len(found) in ({1, 2} if weekday == today.weekday() else {2})
    for session in found:
        assert session.starts.weekday() == weekday
        assert session.ends > now
        assert session.starts.date() < today + timedelta(days=DAYS_AHEAD)
