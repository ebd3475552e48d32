"""The parts about a person's time, and about whose turn it is."""

from matching.facts import Candidate, Opening
from matching.scoring.words import Words
from volunteers.catalogues import EVERY_SLOT, SLOT_COUNT, gettext_noop

LONGEST_WAIT = 180  # days without a new place that count in full
LONGEST_REST = 90  # days since the latest offer that count in full


def spare(candidate: Candidate, opening: Opening) -> float:
    """Return the share of the week's 21 slots in which the person is free besides the role's own.

    Someone with time to spare can stand in or change days. Never told counts as none.
    """
    if candidate.availability is None:
        return 0.0
    return (candidate.availability & ~opening.slots & EVERY_SLOT).bit_count() / SLOT_COUNT


def spare_words(candidate: Candidate, opening: Opening) -> Words:
    """Say how many other times the person is free."""
    if candidate.availability is None:
        return gettext_noop("Free times not known"), {}
    free = (candidate.availability & ~opening.slots & EVERY_SLOT).bit_count()
    message = gettext_noop("Other free times in the week: %(count)s of %(limit)s")
    return message, {"count": free, "limit": SLOT_COUNT}


def long_wait(candidate: Candidate, _opening: Opening) -> float:
    """Return how long the person has had no new place, up to half a year; not known counts as 0."""
    return min(candidate.days_waiting or 0, LONGEST_WAIT) / LONGEST_WAIT


def long_wait_words(candidate: Candidate, _opening: Opening) -> Words:
    """Say for how many days there was no new place."""
    if candidate.days_waiting is None:
        return gettext_noop("Waiting time not known"), {}
    message = gettext_noop("Days since the last new role: %(count)s (full score from %(limit)s)")
    return message, {"count": candidate.days_waiting, "limit": LONGEST_WAIT}


def newcomer(candidate: Candidate, _opening: Opening) -> float:
    """Return 1 for someone who has never had a place, else 0."""
    return 1.0 if candidate.is_newcomer else 0.0


def newcomer_words(candidate: Candidate, _opening: Opening) -> Words:
    """Say whether there was a place before."""
    if candidate.is_newcomer:
        return gettext_noop("Has not had a role yet"), {}
    return gettext_noop("Has had a place in a role before"), {}


def least_asked(candidate: Candidate, _opening: Opening) -> float:
    """Return how long ago the person was last asked, up to three months; 1 where they never were."""
    if candidate.days_since_asked is None:
        return 1.0
    return min(candidate.days_since_asked, LONGEST_REST) / LONGEST_REST


def least_asked_words(candidate: Candidate, _opening: Opening) -> Words:
    """Say how many days ago the latest offer was made."""
    if candidate.days_since_asked is None:
        return gettext_noop("Has not been offered a role yet"), {}
    message = gettext_noop("Days since the last offer: %(count)s (full score from %(limit)s)")
    return message, {"count": candidate.days_since_asked, "limit": LONGEST_REST}
