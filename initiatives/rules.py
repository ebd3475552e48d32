"""What may happen to an initiative when, and what it must say before an officer reads it."""

from dataclasses import dataclass
from enum import StrEnum

from initiatives.models import Initiative, Role

State = Initiative.State


@dataclass(frozen=True, slots=True)
class Move:
    """Something that may happen to an initiative or a role: from which states, and where it leads."""

    sources: frozenset[str]
    target: str


# Nothing else ever happens to an initiative's state.
SUBMIT = Move(frozenset({State.DRAFT}), State.SUBMITTED)
TAKE_BACK = Move(frozenset({State.SUBMITTED}), State.DRAFT)
SEND_BACK = Move(frozenset({State.SUBMITTED}), State.DRAFT)
PUBLISH = Move(frozenset({State.SUBMITTED}), State.PUBLISHED)
REVIEW = Move(frozenset({State.PUBLISHED, State.PAUSED}), State.SUBMITTED)
PAUSE = Move(frozenset({State.PUBLISHED}), State.PAUSED)
RESUME = Move(frozenset({State.PAUSED}), State.PUBLISHED)
CLOSE = Move(frozenset({State.DRAFT, State.SUBMITTED, State.PUBLISHED, State.PAUSED}), State.CLOSED)
# The same of the state of a role.
SUBMIT_ROLE = Move(frozenset({Role.State.DRAFT}), Role.State.SUBMITTED)
TAKE_BACK_ROLE = Move(frozenset({Role.State.SUBMITTED}), Role.State.DRAFT)
SEND_BACK_ROLE = Move(frozenset({Role.State.SUBMITTED}), Role.State.DRAFT)
ACCEPT_ROLE = Move(frozenset({Role.State.SUBMITTED}), Role.State.OPEN)
OPEN_ROLE = Move(frozenset({Role.State.DRAFT, Role.State.CLOSED}), Role.State.OPEN)
CLOSE_ROLE = Move(frozenset({Role.State.OPEN}), Role.State.CLOSED)
EDITABLE = frozenset({State.DRAFT, State.PUBLISHED, State.PAUSED})


class Part(StrEnum):
    """A part of what an initiative says of itself; each has its page."""

    ABOUT = "about"
    PLACE = "place"
    TIMES = "times"
    CONTACT = "contact"


def may_move(subject: Initiative | Role, move: Move) -> bool:
    """Whether this can happen to an initiative or a role in its present state."""
    return subject.state in move.sources


def was_read(role: Role) -> bool:
    """Whether an officer has read a role, or will read it with its whole initiative before anybody sees it.

    What is added to an initiative that the public may see has to be read by itself.
    """
    return role.state in {Role.State.OPEN, Role.State.CLOSED} or not needs_officer_again(role.initiative)


def may_change_role(role: Role) -> bool:
    """Whether its group may change a role: not while an officer reads it or its initiative."""
    return may_change(role.initiative) and role.state != Role.State.SUBMITTED


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
