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
    needs_officer_again,
    was_read,
)
from initiatives.services.errors import NotAllowed, PlacesHeld, StaleDecision
from initiatives.services.states import review_again
from initiatives.services.telling import write_to_members

MOST_ROLES = 30
# What the audit trail calls it when a group brings a role into a state.
NAMES: dict[str, str] = {
    Role.State.DRAFT: "role.taken_back",
    Role.State.SUBMITTED: "role.submitted",
    Role.State.OPEN: "role.open",
    Role.State.CLOSED: "role.closed",
}
SAFE = ("minimum_age", "dbs_level")  # what keeps people safe: the more a role asks, the safer


# What its group does


@transaction.atomic
def create_role(*, initiative: Initiative, answers: Mapping[str, Any], by: User, now: datetime) -> Role:
    """Add a role. It looks for people as soon as an officer has read it: with the whole initiative, or by
    itself where the public may see that already.

    Raises NotAllowed while the initiative can't be changed, or for one with too many roles.
    """
    initiative = Initiative.objects.lock(initiative.pk)
    if not may_change(initiative) or initiative.roles.count() >= MOST_ROLES:
        raise NotAllowed
    role = Role(initiative=initiative, **answers)
    _move(role, _opening(role), now)
    audit.record("role.created", subject=role, by=by)
    return role


@transaction.atomic
def save_role(
    *, role: Role, answers: Mapping[str, Any], by: User, now: datetime, places_held: int | None = None
) -> Role:
    """Change a role. Raises NotAllowed while an officer reads it or its initiative, for they decide on what
    they have read, and PlacesHeld for fewer places than people hold.

    What keeps people safe is the officers' affair: a role of a published initiative that asks for a lower
    age or DBS check than before hides it until an officer has read it again.

    Offers and placements are known only above this app: matching passes `places_held`, counted under
    the same lock. Whoever can't know them can't lower the places of what was ever published.
    """
    role, initiative = _take(role)
    if not may_change_role(role):
        raise NotAllowed
    if initiative.published_at is None:
        places_held = 0
    wanted = answers.get("places_maximum", role.places_maximum)
    if wanted < role.places_maximum and (places_held is None or wanted < places_held):
        raise PlacesHeld(places_held)
    is_less_safe = any(answers[name] < getattr(role, name) for name in SAFE if name in answers)
    changed = [name for name, value in answers.items() if getattr(role, name) != value]
    for name in changed:
        setattr(role, name, answers[name])
    if changed:
        role.version += 1
        role.save()
        audit.record("role.changed", subject=role, by=by, details={"fields": changed})
    if is_less_safe and was_read(role) and needs_officer_again(initiative):
        review_again(initiative=initiative, by=by, now=now, reason="A role asks for less than before.")
    return role


@transaction.atomic
def open_role(*, role: Role, by: User, now: datetime) -> Role:
    """Let a role look for people, or send it to an officer who reads it first.

    Raises NotAllowed while its initiative can't be changed.
    """
    role, initiative = _take(role)
    if not may_change(initiative):
        raise NotAllowed
    return _change(role, _opening(role), by, now)


@transaction.atomic
def close_role(*, role: Role, by: User, now: datetime) -> Role:
    """Stop a role from looking for people; those who have a place in it keep it. One that waits for an
    officer is taken back, so that its group can change it.

    That does no harm while an officer reads the initiative. Raises NotAllowed for a closed one.
    """
    role, initiative = _take(role)
    if not is_alive(initiative):
        raise NotAllowed
    return _change(role, TAKE_BACK_ROLE if may_move(role, TAKE_BACK_ROLE) else CLOSE_ROLE, by, now)


# What officers do


@transaction.atomic
def accept_role(*, role: Role, by: User, now: datetime, expected_version: int) -> Role:
    """Let a role that was added to a published initiative look for people.

    Raises StaleDecision, NotAllowed once its initiative is closed, and OwnAffair for the group's own people.
    """
    return _decide(role, ACCEPT_ROLE, "accepted", by, now, expected_version)


@transaction.atomic
def send_back_role(*, role: Role, message: str, by: User, now: datetime, expected_version: int) -> Role:
    """Hand a role back to its group with words about what to change. Raises as `accept_role` does."""
    return _decide(role, SEND_BACK_ROLE, "sent_back", by, now, expected_version, message)


# What time does


def close_ended_roles(day: date) -> int:
    """Stop the roles from looking for people whose last day was before a day; return how many."""
    return work_off(Role.objects.over(day).filter(state=Role.State.OPEN), _close)


def _close(keys: list[Any]) -> None:
    audit.record_many(f"role.{Role.State.CLOSED}", model=Role, keys=keys)
    Role.objects.filter(pk__in=keys).update(state=Role.State.CLOSED, updated_at=timezone.now())


def _take(role: Role) -> tuple[Role, Initiative]:
    """Lock the initiative, then the role: as changes of an initiative that reach its roles do."""
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
