"""How long an officer stays signed in, and what they had typed when that was over.

Everybody else stays signed in for as long as their session lasts. The times are in the session, so that no
request asks the database for them.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import ngettext

SIGNED_IN, ACTIVE = "signed_in_at", "active_at"
NOT_SAVED = "not_saved"
# The time of the last request is stored this often at most, so an officer may be signed out that much sooner.
NOTED_EVERY = timedelta(minutes=1)


def begin(session: SessionBase, person: str, now: datetime) -> None:
    """Note when someone signs in. What someone else had typed at this browser is dropped."""
    session[SIGNED_IN] = session[ACTIVE] = now.timestamp()
    if what_was_not_saved(session, person) is None:
        session.pop(NOT_SAVED, None)


def note_active(session: SessionBase, last_login: datetime, now: datetime) -> None:
    """Note that an officer does something, unless that was noted a moment ago."""
    if now - _read(session, ACTIVE, last_login) >= NOTED_EVERY:
        session[SIGNED_IN] = _read(session, SIGNED_IN, last_login).timestamp()
        session[ACTIVE] = now.timestamp()


def why_over(session: SessionBase, last_login: datetime, now: datetime) -> str:
    """Say why an officer's time is over, or nothing if it is not.

    A session that began before times were noted counts from the last time that the officer signed in.
    """
    minutes, hours = settings.OFFICER_IDLE_MINUTES, settings.OFFICER_SESSION_HOURS
    if now - _read(session, ACTIVE, last_login) >= timedelta(minutes=minutes):
        return ngettext(
            "You were signed out because you did nothing for %(count)d minute.",
            "You were signed out because you did nothing for %(count)d minutes.",
            minutes,
        ) % {"count": minutes}
    if now - _read(session, SIGNED_IN, last_login) >= timedelta(hours=hours):
        return ngettext(
            "You were signed out because you signed in %(count)d hour ago.",
            "You were signed out because you signed in %(count)d hours ago.",
            hours,
        ) % {"count": hours}
    return ""


def keep_what_was_not_saved(session: SessionBase, person: str, sent: dict[str, Any]) -> None:
    """Keep a form that someone sent too late, until they have signed in again."""
    session[NOT_SAVED] = {**sent, "person": person}


def what_was_not_saved(session: SessionBase, person: str) -> dict[str, Any] | None:
    """Return the form that this person sent too late, if there is one."""
    sent: dict[str, Any] = session.get(NOT_SAVED, {})
    return sent if sent.get("person") == person else None


def _read(session: SessionBase, name: str, last_login: datetime) -> datetime:
    """Return a time of the session."""
    stored = session.get(name)
    return last_login if stored is None else datetime.fromtimestamp(stored, tz=last_login.tzinfo)
