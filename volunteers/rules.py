"""What volunteers may do when, and which of their checks counts."""

from collections.abc import Iterable
from datetime import date

from core.registration import progress
from core.registration.steps import Step
from volunteers.ages import ADULT, age_on, birthday
from volunteers.catalogues import REMINDER_DAYS
from volunteers.models import ScreeningCheck, Volunteer
from volunteers.steps import STEPS


def may_answer(volunteer: Volunteer) -> bool:
    """Return whether the person's answers can be given or changed: until they leave."""
    return volunteer.state != Volunteer.State.LEFT


def missing_steps(volunteer: Volunteer) -> list[Step]:
    """Return the questions that the person has not answered yet, in order."""
    return progress.missing(STEPS, volunteer)


def new_questions(volunteer: Volunteer) -> list[Step]:
    """Return the unanswered questions that were added after the person registered."""
    return progress.new_questions(STEPS, volunteer) if volunteer.is_registered else []


def is_adult(volunteer: Volunteer, day: date) -> bool:
    """Return whether the person is 18 or over on a day; without a date of birth, what they said answers.

    The same as `VolunteerQuerySet.to_match` and the gate `adult` of `matching.eligibility` ask.
    """
    if volunteer.born_on is None:
        return volunteer.is_over_18
    return age_on(volunteer.born_on, day) >= ADULT


def under_18_until(volunteer: Volunteer, day: date) -> date | None:
    """Return the day on which someone becomes 18 who is younger on a day; None for everybody else."""
    if volunteer.born_on is None or is_adult(volunteer, day):
        return None
    return birthday(volunteer.born_on, ADULT)


def best_check(checks: Iterable[ScreeningCheck], day: date) -> ScreeningCheck | None:
    """Return the accepted check that counts on a day, the highest; None if every one has ended."""
    counting = [check for check in checks if check.is_accepted and check.valid_until >= day]
    return max(counting, key=lambda check: (check.level, check.valid_until), default=None)


def last_ended(checks: Iterable[ScreeningCheck], day: date) -> ScreeningCheck | None:
    """Return the accepted check that was the last to end before a day. It counts for nothing."""
    ended = [check for check in checks if check.is_accepted and check.valid_until < day]
    return max(ended, key=lambda check: (check.valid_until, check.level), default=None)


def reminder_due(ends_on: date, day: date) -> int | None:
    """Return of how many days before the end of a check to remind its holder; None if of none.

    It is the last of the reminders that are due by then, so that nobody gets two at once.
    """
    left = (ends_on - day).days
    return min((days for days in REMINDER_DAYS if 0 <= left <= days), default=None)


def counts_until(issued_on: date, years: int) -> date:
    """Return the last day on which a certificate counts: the same date that many years later."""
    try:
        return issued_on.replace(year=issued_on.year + years)
    except ValueError:  # issued on 29 February
        return date(issued_on.year + years, 2, 28)
