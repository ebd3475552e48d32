"""Who may act for a group, and which changes of state are possible when."""

from dataclasses import dataclass
from typing import Any

from core.registration import progress
from groups.models import Check, Group, Membership
from groups.steps import STEPS, Step

State = Group.State


@dataclass(frozen=True, slots=True)
class Move:
    """A change of a group's state: the states it can start from, and the one it leads to."""

    sources: frozenset[str]
    target: Group.State


# The only changes of state that exist.
SUBMIT = Move(frozenset({State.DRAFT, State.CHANGES_REQUESTED}), State.SUBMITTED)
REQUEST_CHANGES = Move(frozenset({State.SUBMITTED}), State.CHANGES_REQUESTED)
APPROVE = Move(frozenset({State.SUBMITTED}), State.APPROVED)
REFUSE = Move(frozenset({State.SUBMITTED}), State.REFUSED)
SUSPEND = Move(frozenset({State.APPROVED}), State.SUSPENDED)
REINSTATE = Move(frozenset({State.SUSPENDED}), State.APPROVED)
REQUIRED_CHECKS = tuple(Check.Kind)


def may_edit_group(user: Any, group: Group) -> bool:
    """Return whether the person is an owner or editor of the group."""
    return group.memberships.filter(user_id=user.pk).exists()


def may_own_group(user: Any, group: Group) -> bool:
    """Return whether the person is an owner of the group."""
    return group.memberships.filter(user_id=user.pk, role=Membership.Role.OWNER).exists()


def may_move(group: Group, move: Move) -> bool:
    """Return whether this change is possible in the group's current state."""
    return group.state in move.sources


def may_answer(group: Group, step: Step) -> bool:
    """Return whether the group's people may change an answer now, while registering or after approval."""
    return group.is_editable or (group.is_listed and step.stays_open)


def must_wait(group: Group, step: Step) -> bool:
    """Return whether an officer must read a change of an answer before it takes effect."""
    return group.is_listed and step.is_read_first


def missing_steps(group: Group) -> list[Step]:
    """Return the questions that the group has not answered yet, in order."""
    return progress.missing(STEPS, group)


def new_questions(group: Group) -> list[Step]:
    """Return the unanswered questions that were added after the group was approved."""
    asked = progress.new_questions(STEPS, group) if group.is_listed else []
    return [step for step in asked if may_answer(group, step)]


def missing_checks(group: Group) -> list[Check.Kind]:
    """Return what an officer must still check, or check again, before approving the group."""
    settled = set(group.checks.settled().values_list("kind", flat=True))
    return [kind for kind in REQUIRED_CHECKS if kind not in settled]
