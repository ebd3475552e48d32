"""Changes of an initiative's state, by its group and by officers."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from groups.models import Group
from groups.services import require_outsider
from initiatives.models import Initiative
from initiatives.rules import (
    CLOSE,
    PAUSE,
    PUBLISH,
    RESUME,
    SEND_BACK,
    SUBMIT,
    TAKE_BACK,
    Move,
    may_move,
    missing_parts,
)
from initiatives.services import indexing
from initiatives.services.changes import drop_changes
from initiatives.services.errors import Incomplete, NotAllowed, StaleDecision
from initiatives.services.telling import write_to_members

# Changes by its group


@transaction.atomic
def submit_initiative(*, initiative: Initiative, by: User, now: datetime) -> Initiative:
    """Send a draft to the officers. Raises Incomplete, and NotAllowed unless the group is approved."""
    _require_approved(initiative)
    initiative = _take(initiative, SUBMIT)
    if parts := missing_parts(initiative):
        raise Incomplete(parts)
    initiative.submitted_at = now
    initiative.officer_message = ""
    _set_state(initiative, SUBMIT)
    audit.record("initiative.submitted", subject=initiative, by=by)
    return initiative


@transaction.atomic
def take_back_initiative(*, initiative: Initiative, by: User) -> Initiative:
    """Turn an initiative that is waiting for an officer back into a draft for its group to change."""
    initiative = _take(initiative, TAKE_BACK)
    _set_state(initiative, TAKE_BACK)
    audit.record("initiative.taken_back", subject=initiative, by=by)
    return initiative


@transaction.atomic
def pause_initiative(*, initiative: Initiative, by: User) -> Initiative:
    """Hide a published initiative for a while."""
    initiative = _take(initiative, PAUSE)
    _set_state(initiative, PAUSE)
    audit.record("initiative.paused", subject=initiative, by=by)
    return initiative


@transaction.atomic
def resume_initiative(*, initiative: Initiative, by: User) -> Initiative:
    """Show a paused initiative again. Raises NotAllowed unless the group is approved."""
    _require_approved(initiative)
    initiative = _take(initiative, RESUME)
    _set_state(initiative, RESUME)
    audit.record("initiative.resumed", subject=initiative, by=by)
    return initiative


@transaction.atomic
def close_initiative(*, initiative: Initiative, by: User) -> Initiative:
    """Close an initiative for good, and drop what waits to be read of it."""
    initiative = _take(initiative, CLOSE)
    drop_changes(initiative)
    _set_state(initiative, CLOSE)
    audit.record("initiative.closed", subject=initiative, by=by)
    return initiative


# Changes by officers


@transaction.atomic
def publish_initiative(
    *, initiative: Initiative, by: User, now: datetime, expected_version: int
) -> Initiative:
    """Show an initiative to the public.

    Raises StaleDecision, NotAllowed unless its group is approved, and OwnAffair for the group's own people.
    """
    _require_approved(initiative)
    require_outsider(initiative.group, by)
    initiative = _take_as_seen(initiative, PUBLISH, expected_version)
    initiative.published_at = now
    _set_state(initiative, PUBLISH)
    audit.record("initiative.published", subject=initiative, by=by)
    _write(initiative, "initiative_published")
    return initiative


@transaction.atomic
def send_back_initiative(
    *, initiative: Initiative, message: str, by: User, expected_version: int
) -> Initiative:
    """Send an initiative back to its group with a message about what to change.

    Raises StaleDecision, and OwnAffair for the group's own people.
    """
    require_outsider(initiative.group, by)
    initiative = _take_as_seen(initiative, SEND_BACK, expected_version)
    initiative.officer_message = message
    _set_state(initiative, SEND_BACK)
    audit.record("initiative.sent_back", subject=initiative, by=by, reason=message)
    _write(initiative, "initiative_sent_back", message)
    return initiative


@transaction.atomic
def pause_all(*, group: Group, by: User) -> int:
    """Pause every published initiative of a group, for example when it is suspended; return how many."""
    listed = list(Initiative.objects.of_group(group).listed())
    for initiative in listed:
        pause_initiative(initiative=initiative, by=by)
    return len(listed)


def _take(initiative: Initiative, move: Move) -> Initiative:
    initiative = Initiative.objects.lock(initiative.pk)
    if not may_move(initiative, move):
        raise NotAllowed
    return initiative


def _take_as_seen(initiative: Initiative, move: Move, expected_version: int) -> Initiative:
    initiative = Initiative.objects.lock(initiative.pk)
    if initiative.version != expected_version:
        raise StaleDecision(initiative)
    if not may_move(initiative, move):
        raise NotAllowed
    return initiative


def _require_approved(initiative: Initiative) -> None:
    """Lock the group until the transaction ends, and raise NotAllowed unless it is approved.

    The group is locked before its initiatives, as in a suspension, so the two wait for each other and nothing
    of a suspended group becomes public.
    """
    group = Group.objects.select_for_update(no_key=True).get(pk=initiative.group_id)
    if not group.is_listed:
        raise NotAllowed


def _set_state(initiative: Initiative, move: Move) -> None:
    initiative.state = move.target
    initiative.version += 1
    initiative.save()
    indexing.refresh(initiative)


def _write(initiative: Initiative, template: str, message: str = "") -> None:
    context = {"initiative": initiative, "message": message}
    write_to_members(initiative.group, template, about=initiative, context=context)
