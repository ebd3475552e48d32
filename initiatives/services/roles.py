"""Changes to what volunteers do in an initiative."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.batches import work_off
from groups.services import require_outsider
from initiatives.contents import put_role
from initiatives.models import Initiative, Role
from initiatives.rules import (
    ACCEPT_ROLE,
    CLOSE_ROLE,
    OPEN_ROLE,
    SEND_BACK_ROLE,
    SUBMIT_ROLE,
    TAKE_BACK_ROLE,
    Move,
    is_alive,
    may_change,
    may_change_role,
    may_move,
    must_wait_in_role,
    was_approved,
    was_read,
)
from initiatives.services.changes import hold_change_of_role, require_places
from initiatives.services.errors import NotAllowed, StaleDecision
from initiatives.services.telling import write_to_members

MOST_ROLES = 30
# Names for the audit trail when a group changes a role's state.
NAMES: dict[str, str] = {
    Role.State.DRAFT: "role.taken_back",
    Role.State.SUBMITTED: "role.submitted",
    Role.State.OPEN: "role.open",
    Role.State.CLOSED: "role.closed",
}


# Changes by its group


@transaction.atomic
def create_role(*, initiative: Initiative, answers: Mapping[str, Any], by: User, now: datetime) -> Role:
    """Add a role.

    It is open to volunteers as soon as an officer has read it: with the whole initiative, or by itself if the
    public can see the initiative already. Raises NotAllowed while the initiative can't be changed, or if it
    has too many roles.
    """
    initiative = Initiative.objects.lock(initiative.pk)
    if not may_change(initiative) or initiative.roles.count() >= MOST_ROLES:
        raise NotAllowed
    role = Role(initiative=initiative, **answers)
    _move(role, _opening(role), now)
    audit.record("role.created", subject=role, by=by)
    return role


@transaction.atomic
def save_role(*, role: Role, answers: Mapping[str, Any], by: User, now: datetime) -> Role:
    """Change a role, or send the change to an officer first.

    What the public can see already waits for an officer in its words, if it asks for a lower age or DBS level
    than before, and whole if its address is private. Raises NotAllowed while an officer is reading the role
    or its initiative, because they decide on what they have read, and PlacesHeld for fewer places.
    """
    role, initiative = _take(role)
    if not may_change_role(role):
        raise NotAllowed
    require_places(role, answers)
    waiting = {name for name, value in answers.items() if must_wait_in_role(role, name, value)}
    changed = {
        name: value for name, value in answers.items() if name not in waiting and getattr(role, name) != value
    }
    if changed:
        put_role(role, changed)
        details = {"fields": list(changed), "is_public": was_approved(initiative)}
        audit.record("role.changed", subject=role, by=by, details=details)
    hold_change_of_role(role, waiting, given=answers, by=by, now=now)
    return role


@transaction.atomic
def open_role(*, role: Role, by: User, now: datetime) -> Role:
    """Open a role to volunteers, or send it to an officer to read first.

    Raises NotAllowed while its initiative can't be changed.
    """
    role, initiative = _take(role)
    if not may_change(initiative):
        raise NotAllowed
    return _change(role, _opening(role), by, now)


@transaction.atomic
def close_role(*, role: Role, by: User, now: datetime) -> Role:
    """Close a role to new volunteers. People who have a place keep it.

    A role that is waiting for an officer is taken back, so that its group can change it. This is possible
    while an officer is reading the initiative. Raises NotAllowed if the initiative is closed.
    """
    role, initiative = _take(role)
    if not is_alive(initiative):
        raise NotAllowed
    return _change(role, TAKE_BACK_ROLE if may_move(role, TAKE_BACK_ROLE) else CLOSE_ROLE, by, now)


# Changes by officers


@transaction.atomic
def accept_role(*, role: Role, by: User, now: datetime, expected_version: int) -> Role:
    """Open a role that was added to a published initiative.

    Raises StaleDecision, NotAllowed if its initiative is closed, and OwnAffair for the group's own people.
    """
    return _decide(role, ACCEPT_ROLE, "accepted", by, now, expected_version)


@transaction.atomic
def send_back_role(*, role: Role, message: str, by: User, now: datetime, expected_version: int) -> Role:
    """Send a role back to its group with a message about what to change. Raises as `accept_role` does."""
    return _decide(role, SEND_BACK_ROLE, "sent_back", by, now, expected_version, message)


# Scheduled changes


def close_ended_roles(day: date) -> int:
    """Close the roles whose last day was before a day; return how many."""
    return work_off(Role.objects.over(day).filter(state=Role.State.OPEN), _close)


def _close(keys: list[Any]) -> None:
    audit.record_many(f"role.{Role.State.CLOSED}", model=Role, keys=keys)
    Role.objects.filter(pk__in=keys).update(state=Role.State.CLOSED, updated_at=timezone.now())


def _take(role: Role) -> tuple[Role, Initiative]:
    """Lock the initiative, then the role.

    Changes of an initiative that affect its roles lock in the same order.
    """
    initiative = Initiative.objects.lock(role.initiative_id)
    role = Role.objects.lock(role.pk)
    role.initiative = initiative
    return role, initiative


def _opening(role: Role) -> Move:
    return OPEN_ROLE if was_read(role) else SUBMIT_ROLE


def _change(role: Role, move: Move, by: User, now: datetime) -> Role:
    if may_move(role, move):
        _move(role, move, now)
        audit.record(NAMES[role.state], subject=role, by=by)
    return role


def _decide(
    role: Role, move: Move, outcome: str, by: User, now: datetime, expected_version: int, message: str = ""
) -> Role:
    role, initiative = _take(role)
    require_outsider(initiative.group, by)
    if role.version != expected_version:
        raise StaleDecision(role)
    if not (is_alive(initiative) and may_move(role, move)):
        raise NotAllowed
    role.officer_message = message
    _move(role, move, now)
    audit.record(f"role.{outcome}", subject=role, by=by, reason=message)
    context = {"role": role, "initiative": initiative, "message": message}
    write_to_members(initiative.group, f"role_{outcome}", about=role, context=context)
    return role


def _move(role: Role, move: Move, now: datetime) -> None:
    role.state = move.target
    role.version += 1
    if move == SUBMIT_ROLE:
        role.submitted_at, role.officer_message = now, ""
    role.save()
