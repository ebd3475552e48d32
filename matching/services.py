"""Changes to offers and placements. A place is held by a lock on its role and by a constraint besides."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from initiatives.models import Role
from matching.candidates import people_by_key
from matching.eligibility import FULL, Gate, judge
from matching.models import Offer, Placement
from matching.openings import officers_opening
from matching.querysets import OfferQuerySet
from matching.scoring import Score, score
from notifications import outbox
from volunteers import services as volunteers
from volunteers.models import Volunteer


class NotEligible(Exception):
    """The role can't be offered to this person: `gates` say why not, or what has to be asked first."""

    def __init__(self, gates: Iterable[Gate]) -> None:
        self.gates = list(gates)
        super().__init__(", ".join(gate.reason for gate in self.gates))


class RoleFull(Exception):
    """Every place of the role is held or taken."""


class OfferClosed(Exception):
    """The offer can't be answered any more: `reason` is its state, or `role_closed`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PlacesHeld(Exception):
    """More places are held or taken (`held`) than the role would have."""

    def __init__(self, held: int) -> None:
        super().__init__(str(held))
        self.held = held


class PlacementEnded(Exception):
    """The placement has ended already."""


def lock_role(role: Role) -> Role:
    """Return the role as it is now, and let nobody else give its places until the transaction ends.

    (SQLite's transactions exclude each other from their start.)
    """
    locked: Role = (
        Role.objects.select_for_update(of=("self",), no_key=True).select_related("initiative").get(pk=role.pk)
    )
    return locked


def lock_volunteer(volunteer: Volunteer) -> Volunteer:
    """Return the volunteer as they are now, and let nobody else offer them anything meanwhile.

    Volunteers are locked before roles, and roles in the order of their keys, so that nobody waits in a ring.
    """
    locked: Volunteer = Volunteer.objects.lock(volunteer.pk)
    return locked


# Offers


@transaction.atomic
def make_offer(*, role: Role, volunteer: Volunteer, by: User, now: datetime, message: str = "") -> Offer:
    """Hold a place for a volunteer and ask them.

    Raises RoleFull when no place is left, NotEligible when a gate does not pass, unknown ones included.
    """
    person = lock_volunteer(volunteer)
    role = lock_role(role)
    points = _judge(role, person, now)
    offer = _hold_place(role, person, points, by=by, now=now, message=message)
    audit.record("offer.made", subject=offer, by=by, details={"place": offer.place_number})
    _write("offer_made", offer)
    return offer


def _judge(role: Role, volunteer: Volunteer, now: datetime) -> Score:
    """Judge as of now and behind the lock: what the officer saw may have changed since."""
    today = timezone.localdate(now)
    opening = officers_opening(role, on=today)
    candidate = people_by_key([volunteer.pk], role.pk, on=today)[volunteer.pk].candidate
    gates = judge(candidate, opening).lacking
    if FULL in gates:
        raise RoleFull
    if gates:
        raise NotEligible(gates)
    return score(candidate, opening)


def _hold_place(
    role: Role, volunteer: Volunteer, points: Score, *, by: User, now: datetime, message: str
) -> Offer:
    """Take the lowest free place. If the database says that it is taken all the same, take the next."""
    offer = Offer(
        role=role,
        volunteer=volunteer,
        made_by=by,
        made_at=now,
        expires_at=now + timedelta(days=settings.OFFER_DAYS),
        message=message,
        score=points.total,
        score_parts={part.code: part.value for part in points.parts},
    )
    for number in free_places(role):
        offer.place_number = number
        try:
            with transaction.atomic():
                offer.save(force_insert=True)
        except IntegrityError:
            continue
        return offer
    raise RoleFull


def free_places(role: Role) -> list[int]:
    """Return the numbers of the places that nobody holds, lowest first."""
    held = set(Offer.objects.holding().filter(role=role).values_list("place_number", flat=True))
    return [number for number in range(1, role.places_maximum + 1) if number not in held]


@transaction.atomic
def accept_offer(*, offer: Offer, by: User, now: datetime) -> Placement:
    """Turn an open offer into a placement. Raises OfferClosed when it has gone."""
    role = lock_role(offer.role)
    offer = _open_offer(offer, now)
    if role.state != Role.State.OPEN or not role.initiative.is_listed:
        raise OfferClosed("role_closed")
    placement = Placement.objects.create(
        offer=offer,
        role=role,
        volunteer=offer.volunteer,
        starts_on=max(role.starts_on, timezone.localdate(now)),
    )
    _close(offer, Offer.State.ACCEPTED, now)
    audit.record("offer.accepted", subject=offer, by=by)
    _write("placement_confirmed", offer)
    return placement


@transaction.atomic
def decline_offer(*, offer: Offer, by: User, now: datetime, reason: str = "") -> Offer:
    """Give the place back with the volunteer's reason. Raises OfferClosed."""
    lock_role(offer.role)
    offer = _open_offer(offer, now)
    offer.decline_reason = reason
    _close(offer, Offer.State.DECLINED, now)
    audit.record("offer.declined", subject=offer, by=by)
    return offer


@transaction.atomic
def withdraw_offer(*, offer: Offer, by: User, now: datetime) -> Offer:
    """Take an open offer back, by an officer's decision. Raises OfferClosed."""
    lock_role(offer.role)
    offer = _open_offer(offer, now)
    _close(offer, Offer.State.WITHDRAWN, now)
    audit.record("offer.withdrawn", subject=offer, by=by)
    _write("offer_withdrawn", offer)
    return offer


@transaction.atomic
def expire_offer(*, offer: Offer, now: datetime) -> bool:
    """Close an offer whose time has run out. Say whether it was still there to be closed."""
    lock_role(offer.role)
    overdue = _locked_offers(offer).overdue(now).first()
    if overdue is None:
        return False
    _close(overdue, Offer.State.EXPIRED, now)
    audit.record("offer.expired", subject=overdue, by=None)
    _write("offer_expired", overdue)
    return True


def _locked_offers(offer: Offer) -> OfferQuerySet:
    offers: OfferQuerySet = (
        Offer.objects.select_for_update(of=("self",))
        .select_related("volunteer__user", "role__initiative")
        .filter(pk=offer.pk)
    )
    return offers


def _open_offer(offer: Offer, now: datetime) -> Offer:
    """Return the offer as it is now. Raises OfferClosed unless it still waits for an answer."""
    current: Offer = _locked_offers(offer).get()
    if current.state != Offer.State.OPEN:
        raise OfferClosed(current.state)
    if current.expires_at <= now:
        raise OfferClosed(Offer.State.EXPIRED)
    return current


def _close(offer: Offer, state: Offer.State, now: datetime) -> None:
    """Answer an offer. Only an accepted one keeps its place."""
    offer.state = state
    offer.answered_at = now
    if state != Offer.State.ACCEPTED:
        offer.place_number = None
    offer.save()


def _write(template: str, offer: Offer) -> None:
    """Write to the volunteer, once for each offer. No mail tells a place that is not public."""
    outbox.queue(
        template, to=offer.volunteer.email, context={"offer": offer}, once_key=f"{template}:{offer.pk}"
    )


# Placements


@transaction.atomic
def end_placement(*, placement: Placement, reason: str, by: User, now: datetime) -> Placement:
    """End a placement and free its place. Raises PlacementEnded if that was done before."""
    lock_role(placement.role)
    current: Placement = (
        Placement.objects.select_for_update(of=("self",)).select_related("offer").get(pk=placement.pk)
    )
    if current.ended_on:
        raise PlacementEnded
    current.ended_on = timezone.localdate(now)
    current.end_reason = reason
    current.save()
    current.offer.state, current.offer.place_number = Offer.State.ENDED, None
    current.offer.save(update_fields=["state", "place_number", "updated_at"])
    audit.record("placement.ended", subject=current, by=by, reason=reason)
    return current


@transaction.atomic
def change_places(*, role: Role, minimum: int, maximum: int, by: User) -> Role:
    """Change how many people a role takes.

    Raises PlacesHeld rather than take anybody's place away, ValueError for numbers that make no sense.
    """
    role = lock_role(role)
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
    return role


# People


@transaction.atomic
def leave(*, volunteer: Volunteer, by: User, now: datetime) -> Volunteer:
    """Let a volunteer go: answer their open offers, end their placements, forget what may be forgotten."""
    volunteer = lock_volunteer(volunteer)
    for placement in Placement.objects.current().filter(volunteer=volunteer).in_order():
        end_placement(placement=placement, reason=Placement.EndReason.LEFT, by=by, now=now)
    for offer in Offer.objects.open().filter(volunteer=volunteer).in_order():
        _decline_as_leaving(offer, by, now)
    return volunteers.leave(volunteer=volunteer, by=by, now=now)


def _decline_as_leaving(offer: Offer, by: User, now: datetime) -> None:
    """Give the place of an offer back, also of one that has just run out."""
    lock_role(offer.role)
    current: Offer = _locked_offers(offer).get()
    if current.state == Offer.State.OPEN:
        _close(current, Offer.State.DECLINED, now)
        audit.record("offer.declined", subject=current, by=by, reason="left")
