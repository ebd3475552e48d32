"""A volunteer goes, and with them all that they held or waited for."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from initiatives.models import Role
from matching.models import Offer, Override, Placement, Waiting
from matching.services import locks
from matching.services.closing import close, locked_offers
from matching.services.overrides import close_override
from matching.services.placements import end_placement
from matching.services.waiting import hand_on, leave_waiting_list
from volunteers import services as volunteers
from volunteers.models import Volunteer


@transaction.atomic
def leave(*, volunteer: Volunteer, by: User, now: datetime) -> Volunteer:
    """Let a volunteer go: give back what they hold, role by role in order, forget what may be forgotten."""
    volunteer = locks.lock_volunteer(volunteer)
    for override in Override.objects.open().filter(volunteer=volunteer):
        close_override(override=override, by=by, now=now)
    for role in _roles_of(volunteer):
        _give_back(locks.lock_role(role), volunteer, by, now)
    return volunteers.leave(volunteer=volunteer, by=by, now=now)


@transaction.atomic
def leave_again(key: str, at: datetime) -> bool:
    """Let a volunteer go again whom a backup has brought back; return whether it has.

    What remains of them is kept from the day on which they left.
    """
    volunteer = Volunteer.objects.present().filter(pk=key).first()
    if volunteer is None:
        return False
    leave(volunteer=volunteer, by=volunteer.user, now=at)
    Volunteer.objects.filter(pk=volunteer.pk).update(updated_at=at)
    return True


def _roles_of(volunteer: Volunteer) -> list[Role]:
    """Return the roles in which someone has or waits for something, in the order of locking."""
    held = (Placement.objects.current(), Offer.objects.open(), Waiting.objects.waiting())
    theirs = [rows.filter(volunteer=volunteer).values_list("role_id", flat=True) for rows in held]
    keys = {key for rows in theirs for key in rows}
    return list(Role.objects.filter(pk__in=keys).order_by("pk"))


def _give_back(role: Role, volunteer: Volunteer, by: User, now: datetime) -> None:
    """Let go all of someone in one locked role; the offer also if it has just run out."""
    here = {"role": role, "volunteer": volunteer}
    for entry in Waiting.objects.waiting().filter(**here):
        leave_waiting_list(entry=entry, by=by, now=now)
    for placement in Placement.objects.current().filter(**here):
        end_placement(placement=placement, reason=Placement.EndReason.LEFT, by=by, now=now)
    for offer in locked_offers().open().filter(**here):
        close(offer, Offer.State.DECLINED, now)
        audit.record("offer.declined", subject=offer, by=by, reason="left")
        hand_on(role)
