"""What becomes of placements, and of the places of a role."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from initiatives.models import Role
from matching.models import Offer, Placement
from matching.services import locks
from matching.services.errors import PlacementEnded, PlacesHeld
from matching.services.mails import write_about
from matching.services.making import free_places
from matching.services.waiting import hand_on


@transaction.atomic
def end_placement(*, placement: Placement, reason: str, by: User | None, now: datetime) -> Placement:
    """End a placement, free its place, and tell its volunteer, unless it is they who ended it.

    Raises PlacementEnded if that was done before.
    """
    role = locks.lock_role(placement.role)
    current: Placement = (
        Placement.objects.select_for_update(of=("self",))
        .select_related("offer__volunteer__user", "offer__role__initiative")
        .get(pk=placement.pk)
    )
    if current.ended_on:
        raise PlacementEnded
    current.ended_on = timezone.localdate(now)
    current.end_reason = reason
    current.save()
    current.offer.state, current.offer.place_number = Offer.State.ENDED, None
    current.offer.save(update_fields=["state", "place_number", "updated_at"])
    audit.record("placement.ended", subject=current, by=by, reason=reason)
    if by != current.offer.volunteer.user:
        write_about("placement_ended", current.offer)
    hand_on(role)
    return current


@transaction.atomic
def change_places(*, role: Role, minimum: int, maximum: int, by: User) -> Role:
    """Change how many people a role takes; more places go to those who wait for one.

    Raises PlacesHeld rather than take anybody's place away, ValueError for numbers that make no sense.
    """
    role = locks.lock_role(role)
    if not 1 <= minimum <= maximum:
        raise ValueError(f"At least one place, and no more than the maximum: {minimum} to {maximum}")
    held = Offer.objects.holding().filter(role=role).order_by("place_number")
    if len(held) > maximum:
        raise PlacesHeld(len(held))
    role.places_minimum, role.places_maximum = minimum, maximum
    role.save(update_fields=["places_minimum", "places_maximum", "updated_at"])
    beyond = [offer for offer in held if offer.place_number > maximum]
    for offer, number in zip(beyond, free_places(role), strict=False):
        offer.place_number = number
        offer.save(update_fields=["place_number", "updated_at"])
    details = {"minimum": minimum, "maximum": maximum}
    audit.record("role.places_changed", subject=role, by=by, details=details)
    hand_on(role)
    return role
