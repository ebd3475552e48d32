"""The gates about when: dates and slots, against days away and other roles."""

from matching.eligibility.answers import FAIL, PASS, Finding
from matching.facts import Candidate, Engagement, Opening
from volunteers.catalogues import gettext_noop

NOT_AWAY = Finding("away", PASS, gettext_noop("Not away during the role"))
NO_CLASH = Finding("clash", PASS, gettext_noop("No other role at the same times"))


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
                gettext_noop("Ask if they can still be there, or let them start after that."),
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
        gettext_noop("Change the times of one role, or end the other one."),
    )


def _is_same_time(engagement: Engagement, opening: Opening) -> bool:
    """Whether there is a day on which both take place."""
    is_over = engagement.ends_on is not None and engagement.ends_on < opening.starts_on
    is_later = opening.ends_on is not None and engagement.starts_on > opening.ends_on
    return not is_over and not is_later
