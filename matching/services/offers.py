"""What becomes of offers: they are accepted, declined, taken back, run out, and their volunteers reminded."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from matching.models import Offer, Placement
from matching.rules import ROLE_CLOSED, takes_people
from matching.services import locks
from matching.services.closing import close, expire, locked_offers, open_offer, take_back
from matching.services.errors import OfferClosed
from matching.services.mails import warn_of_conflicts, write_about
from matching.services.making import require_still_safe
from matching.services.waiting import hand_on
from volunteers import services as volunteers
from volunteers.rules import is_adult


@transaction.atomic
def accept_offer(*, offer: Offer, by: User, now: datetime) -> Placement:
    """Turn an open offer into a placement.

    Raises OfferClosed when it has gone, and NoLongerSafe where a check has ended since it was made, or the
    volunteer turns out to be under 18: then the offer stays open, for an officer to see to. Where a conflict
    has become known, the volunteer is told nothing of it; the officers who recorded it are told of the
    placement.
    """
    today = timezone.localdate(now)
    person = locks.lock_volunteer(offer.volunteer)
    role = locks.lock_role(offer.role)
    offer = open_offer(offer, now)
    if not takes_people(role, today):
        raise OfferClosed(ROLE_CLOSED)
    require_still_safe(offer, role, person, now)
    placement = Placement.objects.create(
        offer=offer, role=role, volunteer=person, starts_on=max(role.starts_on, today)
    )
    close(offer, Offer.State.ACCEPTED, now)
    volunteers.note_placed(volunteer=person, day=today)
    audit.record("offer.accepted", subject=offer, by=by)
    write_about("placement_confirmed", offer)
    warn_of_conflicts(offer)
    return placement


@transaction.atomic
def decline_offer(
    *, offer: Offer, by: User, now: datetime, code: Offer.DeclineCode | str, reason: str = ""
) -> Offer:
    """Give the place back with the volunteer's reason, which is remembered. Raises OfferClosed."""
    role = locks.lock_role(offer.role)
    offer = open_offer(offer, now)
    offer.decline_code, offer.decline_reason = Offer.DeclineCode(code), reason
    close(offer, Offer.State.DECLINED, now)
    audit.record("offer.declined", subject=offer, by=by, details={"code": str(offer.decline_code)})
    hand_on(role)
    return offer


@transaction.atomic
def withdraw_offer(*, offer: Offer, by: User, now: datetime) -> Offer:
    """Take an open offer back, by an officer's decision. Raises OfferClosed."""
    role = locks.lock_role(offer.role)
    offer = open_offer(offer, now)
    take_back(offer, by=by, now=now)
    hand_on(role)
    return offer


@transaction.atomic
def expire_offer(*, offer: Offer, now: datetime) -> bool:
    """Close an offer whose time has run out. Say whether it was still there to be closed."""
    role = locks.lock_role(offer.role)
    overdue = locked_offers().filter(pk=offer.pk).overdue(now).first()
    if overdue is None:
        return False
    expire(overdue, now)
    hand_on(role)
    return True


@transaction.atomic
def remind(*, offer: Offer, now: datetime) -> bool:
    """Remind someone, once, of an offer that half its time has gone of. Say whether there was a need.

    Nobody is reminded who turns out to be under 18: they can't accept it.
    """
    locks.lock_role(offer.role)
    due = locked_offers().filter(pk=offer.pk).to_remind(now).first()
    if due is None or not is_adult(due.volunteer, timezone.localdate(now)):
        return False
    due.reminded_at = now
    due.save(update_fields=["reminded_at", "updated_at"])
    audit.record("offer.reminded", subject=due, by=None)
    write_about("offer_reminder", due)
    return True
