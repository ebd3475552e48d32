"""Sessions as a calendar that people subscribe to (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from icalendar import Calendar, Event, vDuration
from icalendar.prop import vGeo

from initiatives.sessions import Session

MAKER = "-//Safer Wolverhampton//Sessions//EN"
ASKED_AGAIN = timedelta(hours=6)


def calendar(name: str, sessions: Iterable[Session], *, host: str, site: str) -> bytes:
    """Write sessions as a calendar; `host` makes their ids unique, `site` is where their pages are.

    Every byte follows from what is public: what has a private place has a time and no place, and the stamp is
    when the initiative was published, not when something about it was changed.
    """
    feed = Calendar()
    feed.add("prodid", MAKER)
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("name", name)
    feed.add("x-wr-calname", name)
    feed.add("refresh-interval", vDuration(ASKED_AGAIN), parameters={"VALUE": "DURATION"})
    for session in sessions:
        feed.add_component(_event(session, host, site))
    feed.add_missing_timezones()
    return feed.to_ical()


def _event(session: Session, host: str, site: str) -> Event:
    initiative, event = session.initiative, Event()
    event.add("uid", f"{initiative.pk}-{session.starts:%Y%m%dT%H%M}@{host}")
    event.add("dtstamp", initiative.published_at)
    event.add("dtstart", session.starts)
    event.add("dtend", session.ends)
    event.add("summary", initiative.title)
    event.add("description", initiative.summary)
    event.add("url", f"{site}{initiative.get_absolute_url()}")
    _add_place(event, initiative)
    return event


def _add_place(event: Event, initiative: Any) -> None:
    """Say where it is, if anybody may know."""
    venue = initiative.venue
    if initiative.is_place_private or venue.is_protected:
        return
    event.add("location", ", ".join(venue.in_lines.splitlines()))
    if initiative.latitude is not None:
        event.add("geo", vGeo((initiative.latitude, initiative.longitude)))
