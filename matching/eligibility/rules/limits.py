"""The gates that keep people apart or from being asked too much: what officers recorded, and limits."""

from matching.eligibility.answers import FAIL, PASS, UNKNOWN, Finding
from matching.facts import Candidate, Opening
from volunteers.catalogues import gettext_noop

NO_CONFLICT = Finding("conflict", PASS, gettext_noop("No conflicts recorded with this role"))
KEPT_FROM_GROUP = Finding(
    "conflict",
    FAIL,
    gettext_noop("An officer recorded that they must not be matched with this group"),
    remedy_message=gettext_noop("An officer would need to remove the conflict."),
)
KEPT_FROM_PLACE = KEPT_FROM_GROUP._replace(
    message=gettext_noop("An officer recorded that they must not be matched with this place")
)
KEPT_FROM_SOMEBODY = KEPT_FROM_GROUP._replace(
    message=gettext_noop("An officer recorded that they must not be matched with someone in this role")
)
# What a volunteer reads instead of a reason that is for officers alone, whatever it is.
TALK_FIRST = Finding(
    "talk",
    UNKNOWN,
    gettext_noop("An officer needs to talk to you about this role"),
    remedy_message=gettext_noop("Contact us if you would like to do it."),
)
WITHIN_LIMIT = Finding("limit", PASS, gettext_noop("Has time for one more role"))
NOT_ASKED_TOO_OFTEN = Finding(
    "asks", PASS, gettext_noop("Has not been offered too many roles in the last 30 days")
)


def conflict(candidate: Candidate, opening: Opening) -> Finding:
    """No officer has recorded that the person must not be with the group, at the place or with the people."""
    if not candidate.avoids:
        return NO_CONFLICT
    if opening.group in candidate.avoids:
        return KEPT_FROM_GROUP
    if opening.venue in candidate.avoids:
        return KEPT_FROM_PLACE
    return NO_CONFLICT if candidate.avoids.isdisjoint(opening.people) else KEPT_FROM_SOMEBODY


def limit(candidate: Candidate, _opening: Opening) -> Finding:
    """One more role stays within the most that the person takes on at one time."""
    if candidate.commitments < candidate.placement_limit:
        return WITHIN_LIMIT
    return Finding(
        "limit",
        FAIL,
        gettext_noop("Roles and open offers: %(count)s (the limit is %(limit)s)"),
        {"count": candidate.commitments, "limit": candidate.placement_limit},
        gettext_noop("Wait until one ends, or ask if they would take on more."),
    )


def asks(candidate: Candidate, _opening: Opening) -> Finding:
    """One more offer stays within the most that one person is asked in 30 days."""
    if candidate.asks < candidate.asks_limit:
        return NOT_ASKED_TOO_OFTEN
    return Finding(
        "asks",
        FAIL,
        gettext_noop("Offers made in the last 30 days: %(count)s (the most allowed is %(limit)s)"),
        {"count": candidate.asks, "limit": candidate.asks_limit},
        gettext_noop("Wait until 30 days after one of the offers, or until they want more offers."),
    )
