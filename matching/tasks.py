"""What falls due by the clock (`settings.DUE_WORK`)."""

from datetime import datetime

from matching.models import Offer
from matching.services import expire_offer


def expire_offers(now: datetime) -> int:
    """Close the offers whose time has run out, each in a transaction of its own; return how many."""
    overdue = list(Offer.objects.overdue(now).select_related("role"))
    return sum(expire_offer(offer=offer, now=now) for offer in overdue)
