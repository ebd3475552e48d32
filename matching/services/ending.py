"""A role comes to its end, and with it all that people hold in it or wait for."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from initiatives.models import Role
from matching.models import Placement, Waiting
from matching.rules import has_ended, is_over
from matching.services import locks
from matching.services.closing import locked_offers, take_back
from matching.services.placements import end_placement
from matching.services.waiting import leave_waiting_list


@transaction.atomic
def wind_up(*, role: Role, now: datetime) -> int:
    """End all that people hold in a role that has ended, or wait for, and tell them; return how much."""
    role = locks.lock_role(role)
    today = timezone.localdate(now)
    if not has_ended(role, today):
        return 0
    why = Placement.EndReason.FINISHED if is_over(role, today) else Placement.EndReason.STOPPED
    entries = list(Waiting.objects.waiting().filter(role=role))
    offers = list(locked_offers().open().filter(role=role))
    placements = list(Placement.objects.current().filter(role=role))
    for entry in entries:
        leave_waiting_list(entry=entry, by=None, now=now)
    for offer in offers:
        take_back(offer, by=None, now=now)
    for placement in placements:
        end_placement(placement=placement, reason=why, by=None, now=now)
    return len(entries) + len(offers) + len(placements)
