"""What may happen to an offer."""

from datetime import datetime

from initiatives.models import Role
from matching.models import Offer

ROLE_CLOSED = "role_closed"


def standing(offer: Offer, now: datetime) -> str:
    """Return where an offer stands: its state, `expired` once its time is over, or `role_closed`.

    An open offer of a role that takes nobody at the moment can be declined, but not accepted.
    """
    if offer.state != Offer.State.OPEN:
        return str(offer.state)
    if offer.expires_at <= now:
        return str(Offer.State.EXPIRED)
    if offer.role.state != Role.State.OPEN or not offer.role.initiative.is_listed:
        return ROLE_CLOSED
    return str(Offer.State.OPEN)
