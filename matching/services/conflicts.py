"""Officers write down whom or what a volunteer must not be matched with, and lift it again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from core import audit
from groups.models import Group
from initiatives.models import Venue
from matching.models import Conflict
from matching.services import locks
from matching.services.errors import ConflictKnown
from volunteers.models import Volunteer


@transaction.atomic
def record_conflict(
    *,
    volunteer: Volunteer,
    reason: str,
    by: User,
    now: datetime,
    other: Volunteer | None = None,
    group: Group | None = None,
    venue: Venue | None = None,
) -> Conflict:
    """Keep a volunteer from another person, a group or a place: just one of the three.

    Offers and placements that there are stay as they are; whoever records it has to see to them. The trail
    says that it was done, but not why: the reason goes when the person is forgotten. Raises ConflictKnown
    where it is on record, and ValueError for want of a reason or for other than one thing.
    """
    things = [thing for thing in (other, group, venue) if thing is not None]
    if len(things) != 1 or other == volunteer or not reason.strip():
        raise ValueError("A conflict is with one thing, and there is a reason for it.")
    people = [volunteer, other] if other else [volunteer]
    for person in sorted(people, key=lambda each: each.pk):
        locks.lock_volunteer(person)
    if Conflict.objects.in_force().filter(_same(volunteer, other, group, venue)).exists():
        raise ConflictKnown
    conflict: Conflict = Conflict.objects.create(
        volunteer=volunteer,
        other=other,
        group=group,
        venue=venue,
        reason=reason,
        recorded_by=by,
        recorded_at=now,
    )
    audit.record("conflict.recorded", subject=conflict, by=by)
    return conflict


def _same(volunteer: Volunteer, other: Volunteer | None, group: Group | None, venue: Venue | None) -> Q:
    """A conflict between two people is the same from either side."""
    same = Q(volunteer=volunteer, other=other, group=group, venue=venue)
    return same | Q(volunteer=other, other=volunteer) if other else same


@transaction.atomic
def lift_conflict(*, conflict: Conflict, by: User, now: datetime) -> Conflict:
    """Let the two be matched again. Lifting it twice is no mistake."""
    locks.lock_volunteer(conflict.volunteer)
    current: Conflict = Conflict.objects.get(pk=conflict.pk)
    if current.lifted_at is None:
        current.lifted_by, current.lifted_at = by, now
        current.save(update_fields=["lifted_by", "lifted_at", "updated_at"])
        audit.record("conflict.lifted", subject=current, by=by)
    return current
