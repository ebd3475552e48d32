"""The gates that keep people apart or from being asked too much: what officers recorded, and limits."""

from matching.eligibility.answers import FAIL, PASS, UNKNOWN, Finding
from matching.facts import Candidate, Opening
from volunteers.catalogues import gettext_noop

NO_CONFLICT = Finding("conflict", PASS, gettext_noop("Nothing on record keeps them from this role"))
KEPT_FROM_GROUP = Finding(
    "conflict",
    FAIL,
    gettext_noop("An officer recorded that they must not be matched with this group"),
    remedy_message=gettext_noop("An officer has to lift what is on record."),
)
KEPT_FROM_PLACE = KEPT_FROM_GROUP._replace(
    message=gettext_noop("An officer recorded that they must not be matched with this place")
)
KEPT_FROM_SOMEBODY = KEPT_FROM_GROUP._replace(
    message=gettext_noop("An officer recorded that they must not be matched with somebody in this role")
)
# What a volunteer reads instead of a reason that is for officers alone, whatever it is.
TALK_FIRST = Finding(
    "talk",
    UNKNOWN,
    gettext_noop("An officer has to talk with you about this role"),
    remedy_message=gettext_noop("Get in touch if you would like to do it."),
)
WITHIN_LIMIT = Finding("limit", PASS, gettext_noop("Has time for one more role"))
NOT_ASKED_TOO_OFTEN = Finding("asks", PASS, gettext_noop("Has not been asked too often in the last 30 days"))


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
        gettext_noop("Roles and open offers held: %(count)s, and the most chosen is %(limit)s"),
        {"count": candidate.commitments, "limit": candidate.placement_limit},
        gettext_noop("Wait until one ends, or ask whether they would take on more."),
    )


def asks(candidate: Candidate, _opening: Opening) -> Finding:
    """One more offer stays within the most that one person is asked in 30 days."""
    if candidate.asks < candidate.asks_limit:
        return NOT_ASKED_TOO_OFTEN
    return Finding(
        "asks",
        FAIL,
        gettext_noop("Offers made in the last 30 days: %(count)s, and the most is %(limit)s"),
        {"count": candidate.asks, "limit": candidate.asks_limit},
        gettext_noop("Wait until 30 days have passed since one of them, or until more are welcome."),
    )
