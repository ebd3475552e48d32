"""Changes of published initiatives and their roles that wait for an officer.

The public goes on seeing what an officer has read. What is added meanwhile waits along with it.
"""

from collections.abc import Collection, Mapping, Set
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core import audit, pending
from groups.services import require_outsider
from initiatives.contents import contents_of, put_contents, put_role, role_contents
from initiatives.models import Initiative, InitiativeChange, Role
from initiatives.rules import is_alive
from initiatives.services import indexing
from initiatives.services.errors import ChangeDecided, NotAllowed, PlacesHeld, StaleDecision
from initiatives.services.telling import write_to_members

NOTHING: Mapping[str, Any] = {}
PRIVATE_PLACE = (
    "private_place"  # an officer reads whether the words give away an address that is private by now
)


def hold_change(
    initiative: Initiative,
    waiting: Mapping[str, Any],
    *,
    by: User,
    now: datetime,
    given: Mapping[str, Any] = NOTHING,
) -> None:
    """Send what has to wait of an initiative to the officers. The caller has locked it.

    What is `given` besides replaces what waits already, so that nothing waits that nobody wants any more.
    """
    change = InitiativeChange.objects.filter(initiative=initiative).first()
    change = change or InitiativeChange(initiative=initiative)
    _hold(change, {**given, **waiting}, set(waiting), contents_of(initiative), by=by, now=now)


def hold_change_of_role(
    role: Role, waiting: Collection[str], *, given: Mapping[str, Any], by: User, now: datetime
) -> None:
    """Send what has to wait of a role to the officers, as `hold_change` does; `waiting` names it."""
    change = InitiativeChange.objects.filter(role=role).first() or InitiativeChange(role=role)
    names = {*given, *change.answers}
    present = role_contents({name: getattr(role, name) for name in names})
    _hold(change, role_contents(given), set(waiting), present, by=by, now=now)


def _hold(
    change: InitiativeChange,
    given: Mapping[str, Any],
    waiting: Set[str],
    present: Mapping[str, Any],
    *,
    by: User,
    now: datetime,
) -> None:
    before = dict(change.answers)
    wanted = {name: value for name, value in given.items() if name in waiting | before.keys()}
    waits = pending.hold(change, wanted, present=present, by=by, now=now)
    if change.answers != before:
        action = "change_sent" if waits else "change_withdrawn"
        audit.record(_action(change, action), subject=change.subject, by=by, details=_fields(change))


@transaction.atomic
def withdraw_change(*, change: InitiativeChange, by: User) -> None:
    """Take a change back that no officer has let through.

    An address that was made private stays so, and an officer still reads the words about it. Raises
    ChangeDecided once there is nothing to take back.
    """
    change = _take(change)
    kept = {name: value for name, value in change.answers.items() if name == PRIVATE_PLACE}
    if kept == change.answers:
        raise ChangeDecided
    audit.record(_action(change, "change_withdrawn"), subject=change.subject, by=by, details=_fields(change))
    if kept:
        change.answers, change.version = kept, change.version + 1
        change.save()
    else:
        change.delete()


@transaction.atomic
def publish_change(*, change: InitiativeChange, by: User, expected_version: int) -> None:
    """Show a change to the public.

    Raises ChangeDecided, StaleDecision, OwnAffair for the group's own people, NotAllowed if the initiative is
    closed, and PlacesHeld if people could lose their places by it.
    """
    change = _take_as_seen(change, by, expected_version)
    whole = change.whole
    if change.role:
        require_places(change.role, change.answers)
        put_role(change.role, change.answers)
    else:
        put_contents(whole, change.answers)
        indexing.refresh(whole)
    audit.record(_action(change, "change_published"), subject=change.subject, by=by, details=_fields(change))
    _write(change, "change_published")
    change.delete()


@transaction.atomic
def send_back_change(*, change: InitiativeChange, message: str, by: User, expected_version: int) -> None:
    """Ask the group to change what it sent. Raises as `publish_change` does."""
    change = _take_as_seen(change, by, expected_version)
    change.officer_message = message
    change.save()
    audit.record(
        _action(change, "change_sent_back"),
        subject=change.subject,
        by=by,
        reason=message,
        details=_fields(change),
    )
    _write(change, "change_sent_back", message)


def drop_changes(initiative: Initiative) -> None:
    """Drop what waits of an initiative that closes. The caller has locked it."""
    InitiativeChange.objects.of(initiative).delete()


def require_places(role: Role, answers: Mapping[str, Any]) -> None:
    """Raise PlacesHeld if a role of an initiative that was ever published would have fewer places.

    Offers and placements belong to a higher layer: officers lower the places there (`matching.services`).
    """
    wanted = answers.get("places_maximum", role.places_maximum)
    if role.initiative.published_at is not None and wanted < role.places_maximum:
        raise PlacesHeld


def _take(change: InitiativeChange) -> InitiativeChange:
    """Lock the initiative, then its role. Raises ChangeDecided if nothing waits any more."""
    initiative = Initiative.objects.lock(change.whole.pk)
    if change.role:
        Role.objects.lock(change.role.pk)
    current: InitiativeChange | None = InitiativeChange.objects.with_subject().filter(pk=change.pk).first()
    if current is None:
        raise ChangeDecided
    if not is_alive(initiative):
        raise NotAllowed
    return current


def _take_as_seen(change: InitiativeChange, by: User, expected_version: int) -> InitiativeChange:
    require_outsider(change.whole.group, by)
    current = _take(change)
    if current.version != expected_version or not current.is_waiting:
        raise StaleDecision(current)
    return current


def _action(change: InitiativeChange, name: str) -> str:
    return f"role.{name}" if change.role else f"initiative.{name}"


def _fields(change: InitiativeChange) -> dict[str, Any]:
    return {"fields": sorted(change.answers)}


def _write(change: InitiativeChange, template: str, message: str = "") -> None:
    context = {"change": change, "initiative": change.whole, "message": message}
    write_to_members(change.whole.group, template, about=change, context=context)
