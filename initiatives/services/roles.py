"""Changes to what volunteers do in an initiative."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from core.batches import work_off
from initiatives.models import Initiative, Role
from initiatives.rules import is_alive, may_change, needs_officer_again
from initiatives.services.errors import NotAllowed, PlacesHeld
from initiatives.services.states import review_again

MOST_ROLES = 30
SAFE = ("minimum_age", "dbs_level")  # what keeps people safe: the more a role asks, the safer


@transaction.atomic
def create_role(*, initiative: Initiative, answers: Mapping[str, Any], by: User) -> Role:
    """Add a role that looks for people as soon as the public sees its initiative.

    Raises NotAllowed while the initiative can't be changed, or for one with too many roles.
    """
    initiative = Initiative.objects.lock(initiative.pk)
    if not may_change(initiative) or initiative.roles.count() >= MOST_ROLES:
        raise NotAllowed
    role: Role = initiative.roles.create(state=Role.State.OPEN, **answers)
    audit.record("role.created", subject=role, by=by)
    return role


@transaction.atomic
def save_role(
    *, role: Role, answers: Mapping[str, Any], by: User, now: datetime, places_held: int | None = None
) -> Role:
    """Change a role. Raises NotAllowed while its initiative can't be changed, for an officer decides on what
    they have read, and PlacesHeld for fewer places than people hold.

    What keeps people safe is the officers' affair: a role of a published initiative that asks for a lower
    age or DBS check than before hides it until an officer has read it again.

    Offers and placements are known only above this app: matching passes `places_held`, counted under
    the same lock. Whoever can't know them can't lower the places of what was ever published.
    """
    role, initiative = _take(role)
    if not may_change(initiative):
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
        role.save()
        audit.record("role.changed", subject=role, by=by, details={"fields": changed})
    if is_less_safe and needs_officer_again(initiative):
        review_again(initiative=initiative, by=by, now=now, reason="A role asks for less than before.")
    return role


@transaction.atomic
def open_role(*, role: Role, by: User) -> Role:
    """Let a role look for people. Raises NotAllowed while its initiative can't be changed."""
    return _set_state(role, Role.State.OPEN, by, may_change)


@transaction.atomic
def close_role(*, role: Role, by: User) -> Role:
    """Stop a role from looking for people; those who have a place in it keep it.

    That does no harm while an officer reads. Raises NotAllowed for a closed initiative.
    """
    return _set_state(role, Role.State.CLOSED, by, is_alive)


def close_ended_roles(day: date) -> int:
    """Stop the roles from looking for people whose last day was before a day; return how many."""
    return work_off(Role.objects.over(day).filter(state=Role.State.OPEN), _close)


def _close(keys: list[Any]) -> None:
    audit.record_many(f"role.{Role.State.CLOSED}", model=Role, keys=keys)
    Role.objects.filter(pk__in=keys).update(state=Role.State.CLOSED, updated_at=timezone.now())


def _take(role: Role) -> tuple[Role, Initiative]:
    role = Role.objects.lock(role.pk)
    return role, Initiative.objects.lock(role.initiative_id)


def _set_state(role: Role, state: Role.State, by: User, may: Callable[[Initiative], bool]) -> Role:
    role, initiative = _take(role)
    if not may(initiative):
        raise NotAllowed
    if role.state != state:
        role.state = state
        role.save()
        audit.record(f"role.{state}", subject=role, by=by)
    return role
