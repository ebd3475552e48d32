"""How an offer ends that nobody accepted, or whose placement has ended: it gives its place back."""

from datetime import datetime

from accounts.models import User
from core import audit
from initiatives.models import Role
from matching.models import Offer
from matching.models.querysets import OfferQuerySet
from matching.services.errors import OfferClosed
from matching.services.mails import write_about


def locked_offers() -> OfferQuerySet:
    """Return the offers to choose from, as they are now and locked; their role is locked before."""
    offers: OfferQuerySet = Offer.objects.select_for_update(of=("self",)).select_related(
        "volunteer__user", "role__initiative__group"
    )
    return offers


def open_offer(offer: Offer, now: datetime) -> Offer:
    """Return the offer as it is now. Raises OfferClosed unless it still waits for an answer."""
    current: Offer = locked_offers().get(pk=offer.pk)
    if current.state != Offer.State.OPEN:
        raise OfferClosed(current.state)
    if current.expires_at <= now:
        raise OfferClosed(Offer.State.EXPIRED)
    return current


def close(offer: Offer, state: Offer.State, now: datetime) -> None:
    """Answer an offer. Only an accepted one keeps its place."""
    offer.state = state
    offer.answered_at = now
    if state != Offer.State.ACCEPTED:
        offer.place_number = None
    offer.save()


def take_back(offer: Offer, *, by: User | None, now: datetime) -> None:
    """Close an open offer, which the caller has locked, and tell its volunteer."""
    close(offer, Offer.State.WITHDRAWN, now)
    audit.record("offer.withdrawn", subject=offer, by=by)
    write_about("offer_withdrawn", offer)


def expire_overdue(role: Role, now: datetime) -> None:
    """Close the offers of a locked role whose time has run out, because someone needs a place."""
    for offer in locked_offers().filter(role=role).overdue(now):
        expire(offer, now)


def expire(offer: Offer, now: datetime) -> None:
    """Close an overdue offer, which the caller has locked, and tell its volunteer."""
    close(offer, Offer.State.EXPIRED, now)
    audit.record("offer.expired", subject=offer, by=None)
    write_about("offer_expired", offer)
