"""Which changes of state are possible for an initiative, and what it needs before an officer reads it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from initiatives.models import Initiative, Role

State = Initiative.State


@dataclass(frozen=True, slots=True)
class Move:
    """A change of an initiative's or role's state: the states it can start from, and the one it leads to."""

    sources: frozenset[str]
    target: str


# The only changes of an initiative's state that exist.
SUBMIT = Move(frozenset({State.DRAFT}), State.SUBMITTED)
TAKE_BACK = Move(frozenset({State.SUBMITTED}), State.DRAFT)
SEND_BACK = Move(frozenset({State.SUBMITTED}), State.DRAFT)
PUBLISH = Move(frozenset({State.SUBMITTED}), State.PUBLISHED)
PAUSE = Move(frozenset({State.PUBLISHED}), State.PAUSED)
RESUME = Move(frozenset({State.PAUSED}), State.PUBLISHED)
CLOSE = Move(frozenset({State.DRAFT, State.SUBMITTED, State.PUBLISHED, State.PAUSED}), State.CLOSED)
# The same for roles.
SUBMIT_ROLE = Move(frozenset({Role.State.DRAFT}), Role.State.SUBMITTED)
TAKE_BACK_ROLE = Move(frozenset({Role.State.SUBMITTED}), Role.State.DRAFT)
SEND_BACK_ROLE = Move(frozenset({Role.State.SUBMITTED}), Role.State.DRAFT)
ACCEPT_ROLE = Move(frozenset({Role.State.SUBMITTED}), Role.State.OPEN)
OPEN_ROLE = Move(frozenset({Role.State.DRAFT, Role.State.CLOSED}), Role.State.OPEN)
CLOSE_ROLE = Move(frozenset({Role.State.OPEN}), Role.State.CLOSED)
# What an officer reads before the public does, where an initiative was published before.
READ_FIRST = frozenset(
    {
        "title",
        "summary",
        "description",
        "audience",
        "contact_name",
        "contact_email",
        "contact_phone",
        "priorities",
        "place",
    }
)
READ_FIRST_IN_ROLES = frozenset({"title", "tasks"})
SAFE = frozenset({"minimum_age", "dbs_level"})  # these keep people safe: a higher value is safer
EDITABLE = frozenset({State.DRAFT, State.PUBLISHED, State.PAUSED})


class Part(StrEnum):
    """A part of an initiative's contents. Each has its own page."""

    ABOUT = "about"
    PLACE = "place"
    TIMES = "times"
    CONTACT = "contact"


def may_move(subject: Initiative | Role, move: Move) -> bool:
    """Return whether this change is possible in the current state of the initiative or role."""
    return subject.state in move.sources


def was_read(role: Role) -> bool:
    """Return whether an officer has read a role, or will read it with its initiative before it is public.

    A role added to an initiative that the public can see has to be read by itself.
    """
    return role.state in {Role.State.OPEN, Role.State.CLOSED} or not was_approved(role.initiative)


def may_change_role(role: Role) -> bool:
    """Return whether its group may change a role: not while an officer is reading it or its initiative."""
    return may_change(role.initiative) and role.state != Role.State.SUBMITTED


def may_change(initiative: Initiative) -> bool:
    """Return whether its group may change an initiative: not while an officer reads it, nor once closed."""
    return initiative.state in EDITABLE


def is_alive(initiative: Initiative) -> bool:
    """Return whether an initiative is not closed."""
    return initiative.state != State.CLOSED


def was_approved(initiative: Initiative) -> bool:
    """Return whether an officer approved an initiative, so that the public sees it now or may at any time."""
    return initiative.state in {State.PUBLISHED, State.PAUSED}


def is_read_whole(initiative: Initiative) -> bool:
    """Return whether an officer must check any change: its words could tell where a private place is."""
    return initiative.is_place_private and was_approved(initiative)


def must_wait(initiative: Initiative, name: str) -> bool:
    """Return whether an officer must check a change of one thing before it is public."""
    return was_approved(initiative) and (name in READ_FIRST or initiative.is_place_private)


def must_wait_in_role(role: Role, name: str, value: Any) -> bool:
    """Return whether an officer must check a value of a role first: words, and what is less safe."""
    if not (was_approved(role.initiative) and was_read(role)):
        return False
    is_less_safe = name in SAFE and value < getattr(role, name)
    return name in READ_FIRST_IN_ROLES or is_less_safe or role.initiative.is_place_private


def missing_parts(initiative: Initiative) -> list[Part]:
    """Return the parts that are missing before the initiative can be sent. Weekly times are optional."""
    done = {
        Part.ABOUT: bool(initiative.summary and initiative.audience and initiative.priorities.exists()),
        Part.PLACE: initiative.venue_id is not None,
        Part.CONTACT: bool(initiative.contact_email or initiative.contact_phone),
    }
    return [part for part, is_done in done.items() if not is_done]
