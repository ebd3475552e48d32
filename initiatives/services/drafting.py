"""Changes to the contents of an initiative.

Small changes to a published initiative are public at once. A new venue or new priorities hide it until an
officer has read it again, and so does any change at all if its address is private.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from core import audit
from groups.models import Group
from initiatives.models import Initiative, ProtectedAddress, Venue, WeeklyTime
from initiatives.rules import is_read_before_public, may_change, needs_officer_again
from initiatives.services import indexing
from initiatives.services.errors import NotAllowed
from initiatives.services.states import review_again
from places.locating import Position

MOST_UNFINISHED = 20


class MeetingTime(NamedTuple):
    """A weekly meeting time. Monday is 0."""

    weekday: int
    starts_at: time
    ends_at: time


@transaction.atomic
def create_initiative(*, group: Group, title: str, by: User) -> Initiative:
    """Start a draft. Raises NotAllowed unless the group is approved, or if it has too many drafts."""
    group = Group.objects.lock(group.pk)
    drafts = Initiative.objects.of_group(group).filter(state=Initiative.State.DRAFT)
    if not group.is_listed or drafts.count() >= MOST_UNFINISHED:
        raise NotAllowed
    initiative = Initiative.objects.create(
        group=group, title=title, contact_email=group.public_email, contact_phone=group.public_phone
    )
    audit.record("initiative.created", subject=initiative, by=by)
    return initiative


@transaction.atomic
def save_initiative(
    *, initiative: Initiative, answers: Mapping[str, Any], by: User, now: datetime
) -> Initiative:
    """Save the texts, contact and priorities. Raises NotAllowed while the initiative can't be changed.

    New texts and contact details of a published initiative are public at once, unless its address is private.
    Then, and if there are new priorities, it is hidden until an officer has read it again.
    """
    initiative = _take(initiative)
    texts = {name: value for name, value in answers.items() if name != "priorities"}
    changed = [name for name, value in texts.items() if getattr(initiative, name) != value]
    for name in changed:
        setattr(initiative, name, texts[name])
    has_new_priorities = "priorities" in answers and _put_priorities(initiative, answers["priorities"])
    if changed or has_new_priorities:
        details = {"fields": [*changed, *["priorities"] * has_new_priorities]}
        _keep(initiative, by=by, details=details)
    if has_new_priorities:
        _ask_officer_again(initiative, by=by, now=now)
    elif changed:
        _ask_if_private(initiative, by=by, now=now)
    return initiative


@transaction.atomic
def set_venue(
    *,
    initiative: Initiative,
    name: str,
    address: str,
    position: Position,
    is_protected: bool,
    by: User,
    now: datetime,
) -> Initiative:
    """Set where the initiative meets. Raises NotAllowed while it can't be changed.

    An open venue's location is copied to the initiative. A protected venue's address is stored in its own
    table and nowhere else, and the initiative has no location; the public sees `name` instead. Nothing
    remains of an address that becomes protected. The venue stays the same record, so that what officers
    recorded about it, such as a conflict, goes on. A published initiative is hidden until an officer has read
    it again.
    """
    initiative = _take(initiative)
    place = position.facts()
    nowhere = {"postcode": "", "latitude": None, "longitude": None, "ward": None}
    public = nowhere if is_protected else place
    venue = _venue_of(initiative)
    open_address = "" if is_protected else address
    _set(venue, name=name, address=open_address, is_protected=is_protected, **public)
    venue.save()
    if is_protected:
        ProtectedAddress.objects.update_or_create(venue=venue, defaults={"address": address, **place})
    else:
        ProtectedAddress.objects.filter(venue=venue).delete()
    _set(initiative, venue=venue, is_place_private=is_protected, **public)
    _keep(initiative, by=by, details={"fields": ["venue"], "is_protected": is_protected})
    _ask_officer_again(initiative, by=by, now=now)
    return initiative


def _venue_of(initiative: Initiative) -> Venue:
    """Return the venue to change: a new one where there is none yet, or other initiatives meet there too."""
    before = initiative.venue
    is_shared = before is not None and before.initiatives.exclude(pk=initiative.pk).exists()
    return Venue(group=initiative.group) if before is None or is_shared else before


def _set(record: Model, **facts: Any) -> None:
    for field, value in facts.items():
        setattr(record, field, value)


@transaction.atomic
def set_weekly_times(
    *, initiative: Initiative, times: Iterable[MeetingTime], by: User, now: datetime
) -> Initiative:
    """Set when the initiative meets, and its `days` to match. No times means by arrangement."""
    initiative = _take(initiative)
    initiative.weekly_times.all().delete()
    kept = [WeeklyTime(initiative=initiative, **meeting._asdict()) for meeting in times]
    WeeklyTime.objects.bulk_create(kept)
    initiative.days = sum(1 << weekday for weekday in {meeting.weekday for meeting in kept})
    _keep(initiative, by=by, details={"fields": ["weekly_times"]})
    _ask_if_private(initiative, by=by, now=now)
    return initiative


def _take(initiative: Initiative) -> Initiative:
    initiative = Initiative.objects.lock(initiative.pk)
    if not may_change(initiative):
        raise NotAllowed
    return initiative


def _put_priorities(initiative: Initiative, priorities: Iterable[Any]) -> bool:
    chosen = {priority.pk for priority in priorities}
    is_new = chosen != set(initiative.priorities.values_list("pk", flat=True))
    initiative.priorities.set(chosen)
    return is_new


def _keep(initiative: Initiative, *, by: User, details: dict[str, Any]) -> None:
    initiative.save()
    indexing.refresh(initiative)
    audit.record("initiative.changed", subject=initiative, by=by, details=details)


def _ask_officer_again(initiative: Initiative, *, by: User, now: datetime) -> None:
    if needs_officer_again(initiative):
        review_again(initiative=initiative, by=by, now=now, reason="Its place or priorities changed.")


def _ask_if_private(initiative: Initiative, *, by: User, now: datetime) -> None:
    if is_read_before_public(initiative):
        review_again(initiative=initiative, by=by, now=now, reason="Its address is private and it changed.")
