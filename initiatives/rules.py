"""What may happen to an initiative when, and what it must say before an officer reads it."""

from dataclasses import dataclass
from enum import StrEnum

from initiatives.models import Initiative

State = Initiative.State


@dataclass(frozen=True, slots=True)
class Move:
    """Something that may happen to an initiative: from which states it is possible, and where it leads."""

    sources: frozenset[str]
    target: Initiative.State


# Nothing else ever happens to an initiative's state.
SUBMIT = Move(frozenset({State.DRAFT}), State.SUBMITTED)
TAKE_BACK = Move(frozenset({State.SUBMITTED}), State.DRAFT)
SEND_BACK = Move(frozenset({State.SUBMITTED}), State.DRAFT)
PUBLISH = Move(frozenset({State.SUBMITTED}), State.PUBLISHED)
REVIEW = Move(frozenset({State.PUBLISHED, State.PAUSED}), State.SUBMITTED)
PAUSE = Move(frozenset({State.PUBLISHED}), State.PAUSED)
RESUME = Move(frozenset({State.PAUSED}), State.PUBLISHED)
CLOSE = Move(frozenset({State.DRAFT, State.SUBMITTED, State.PUBLISHED, State.PAUSED}), State.CLOSED)
EDITABLE = frozenset({State.DRAFT, State.PUBLISHED, State.PAUSED})


class Part(StrEnum):
    """A part of what an initiative says of itself; each has its page."""

    ABOUT = "about"
    PLACE = "place"
    TIMES = "times"
    CONTACT = "contact"


def may_move(initiative: Initiative, move: Move) -> bool:
    """Whether this can happen to the initiative in its present state."""
    return initiative.state in move.sources


def may_change(initiative: Initiative) -> bool:
    """Whether its group may change it: not while an officer reads it, nor once it is closed."""
    return initiative.state in EDITABLE


def is_alive(initiative: Initiative) -> bool:
    """Whether it is not closed for good."""
    return initiative.state != State.CLOSED


def needs_officer_again(initiative: Initiative) -> bool:
    """Whether another place or other priorities must be looked at by an officer before anybody sees them."""
    return may_move(initiative, REVIEW)


def missing_parts(initiative: Initiative) -> list[Part]:
    """Return what is still to be said before it can be sent. Weekly times are not asked of everybody."""
    done = {
        Part.ABOUT: bool(initiative.summary and initiative.audience and initiative.priorities.exists()),
        Part.PLACE: initiative.venue_id is not None,
        Part.CONTACT: bool(initiative.contact_email or initiative.contact_phone),
    }
    return [part for part, is_done in done.items() if not is_done]
