"""Who may act for a group, and what may happen to one when."""

from dataclasses import dataclass
from typing import Any

from core.registration import progress
from groups.models import Check, Group, Membership
from groups.steps import STEPS, Step

State = Group.State


@dataclass(frozen=True, slots=True)
class Move:
    """Something that may happen to a group: from which states it is possible, and where it leads."""

    sources: frozenset[str]
    target: Group.State


# Nothing else ever happens to a group's state.
SUBMIT = Move(frozenset({State.DRAFT, State.CHANGES_REQUESTED}), State.SUBMITTED)
REQUEST_CHANGES = Move(frozenset({State.SUBMITTED}), State.CHANGES_REQUESTED)
APPROVE = Move(frozenset({State.SUBMITTED}), State.APPROVED)
REFUSE = Move(frozenset({State.SUBMITTED}), State.REFUSED)
SUSPEND = Move(frozenset({State.APPROVED}), State.SUSPENDED)
REINSTATE = Move(frozenset({State.SUSPENDED}), State.APPROVED)
REQUIRED_CHECKS = tuple(Check.Kind)


def may_edit_group(user: Any, group: Group) -> bool:
    """Whether the person is an owner or editor of the group."""
    return group.memberships.filter(user_id=user.pk).exists()


def may_own_group(user: Any, group: Group) -> bool:
    """Whether the person is an owner of the group."""
    return group.memberships.filter(user_id=user.pk, role=Membership.Role.OWNER).exists()


def may_move(group: Group, move: Move) -> bool:
    """Whether this can happen to the group in its present state."""
    return group.state in move.sources


def may_answer(group: Group, step: Step) -> bool:
    """Whether the group's people may change an answer now: before sending, when asked to, or later on."""
    return group.is_editable or (group.is_listed and step.stays_open)


def missing_steps(group: Group) -> list[Step]:
    """Return the questions that the group has not answered yet, in their order."""
    return progress.missing(STEPS, group)


def new_questions(group: Group) -> list[Step]:
    """Return the questions that came after a group was approved, and that it has not answered yet."""
    asked = progress.new_questions(STEPS, group) if group.is_listed else []
    return [step for step in asked if may_answer(group, step)]


def missing_checks(group: Group) -> list[Check.Kind]:
    """Return what an officer must still look into, or look into again, before approving the group."""
    settled = set(group.checks.settled().values_list("kind", flat=True))
    return [kind for kind in REQUIRED_CHECKS if kind not in settled]
