"""Sessions: the dated occurrences of weekly meetings. Plain Python.

Every week is the same. The site does not know about bank holidays and school holidays, and pages and feeds
say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

DAYS_AHEAD = 14
CITY = ZoneInfo("Europe/London")


class WeeklyMeeting(Protocol):
    """A weekly meeting on a weekday (Monday is 0) between two times, in the city's local time."""

    weekday: int
    starts_at: time
    ends_at: time
    initiative: Any


@dataclass(frozen=True, slots=True)
class Session:
    """One session of an initiative."""

    starts: datetime
    ends: datetime
    initiative: Any


def upcoming(meetings: Iterable[WeeklyMeeting], now: datetime, days: int = DAYS_AHEAD) -> list[Session]:
    """Return the sessions that have not ended and that start within some days, soonest first."""
    today = now.astimezone(CITY).date()
    sessions = [session for meeting in meetings for session in _dated(meeting, today, days)]
    return sorted(
        (session for session in sessions if session.ends > now),
        key=lambda session: (session.starts, session.initiative.title, str(session.initiative.pk)),
    )


def _dated(meeting: WeeklyMeeting, today: date, days: int) -> Iterable[Session]:
    first = today + timedelta(days=(meeting.weekday - today.weekday()) % 7)
    for week in range(days // 7 + 1):
        day = first + timedelta(weeks=week)
        if (day - today).days < days:
            yield Session(_at(day, meeting.starts_at), _at(day, meeting.ends_at), meeting.initiative)


def _at(day: date, moment: time) -> datetime:
    """Return the moment of a local time in the city, with summer time taken into account."""
    return datetime.combine(day, moment, tzinfo=CITY)
