"""The gates about when: slots and dates, against free times, days away and other roles."""

from matching.eligibility.answers import FAIL, PASS, UNKNOWN, Finding
from matching.facts import Candidate, Engagement, Opening
from volunteers.catalogues import gettext_noop

FLEXIBLE = Finding("availability", PASS, gettext_noop("The role's times are flexible"))
FREE = Finding("availability", PASS, gettext_noop("Free at all the role's times"))
TIMES_NEVER_TOLD = Finding(
    "availability",
    UNKNOWN,
    gettext_noop("Free times are not known"),
    remedy_message=gettext_noop("Ask when they are free."),
)
NOT_AWAY = Finding("away", PASS, gettext_noop("Not away when the role takes place"))
NO_CLASH = Finding("clash", PASS, gettext_noop("No other role at the same times"))


def availability(candidate: Candidate, opening: Opening) -> Finding:
    """The person is free at every weekly slot of the role."""
    if opening.slots == 0:
        return FLEXIBLE
    if candidate.availability is None:
        return TIMES_NEVER_TOLD
    missing = opening.slots & ~candidate.availability
    if missing == 0:
        return FREE
    return Finding(
        "availability",
        FAIL,
        gettext_noop("Not free on %(slots)s"),
        {"slots": missing},
        gettext_noop("Ask whether they can be free then, or move the role's times."),
    )


def away(candidate: Candidate, opening: Opening) -> Finding:
    """The person is there when the role starts; all the time, where it has an end."""
    first, last = opening.starts_on, opening.ends_on or opening.starts_on
    for absence in candidate.away:
        if absence.starts_on <= last and absence.ends_on >= first:
            return Finding(
                "away",
                FAIL,
                gettext_noop("Away from %(day)s to %(last_day)s"),
                {"day": absence.starts_on, "last_day": absence.ends_on},
                gettext_noop("Ask whether they can be there all the same, or let them start after that."),
            )
    return NOT_AWAY


def clash(candidate: Candidate, opening: Opening) -> Finding:
    """No other role that the person has, or has been offered, takes place at the same times."""
    taken = 0
    for engagement in candidate.engagements:
        if engagement.role != opening.id and _is_same_time(engagement, opening):
            taken |= engagement.slots & opening.slots
    if not taken:
        return NO_CLASH
    return Finding(
        "clash",
        FAIL,
        gettext_noop("Has another role, or an offer of one, on %(slots)s"),
        {"slots": taken},
        gettext_noop("The times of one of the two have to move, or the other has to end."),
    )


def _is_same_time(engagement: Engagement, opening: Opening) -> bool:
    """Whether there is a day on which both take place."""
    is_over = engagement.ends_on is not None and engagement.ends_on < opening.starts_on
    is_later = opening.ends_on is not None and engagement.starts_on > opening.ends_on
    return not is_over and not is_later
