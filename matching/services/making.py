"""Makes offers. A place is held by a lock on its role and by a constraint besides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from initiatives.models import Role
from matching.candidates import people_by_key
from matching.eligibility import FULL, is_confidential, keeps_people_safe, not_overridden, unmet_gates
from matching.models import Offer, Override, Waiting, WeightSet
from matching.openings import officers_opening
from matching.scoring import Score, score
from matching.services import closing, locks
from matching.services.errors import DeclinedBefore, NoLongerSafe, NotEligible, RoleFull
from matching.services.mails import write_about
from matching.services.weights import weights_in_force
from volunteers import services as volunteers
from volunteers.models import Volunteer


@transaction.atomic
def make_offer(
    *,
    role: Role,
    volunteer: Volunteer,
    by: User,
    now: datetime,
    message: str = "",
    source: Offer.Source = Offer.Source.OFFICER,
    is_told: bool = True,
    despite_no: bool = False,
) -> Offer:
    """Hold a place for a volunteer and ask them.

    The gates decide by columns, as for everybody else. Overrides that officers agreed to are used up, and the
    volunteer waits for the role no longer. Offers of the role that nobody answered in time hold no place.
    Without `is_told` whoever calls tells the volunteer (`tell_offers`). Raises RoleFull when no place is
    left, NotEligible when a gate does not pass, unknown ones included, and DeclinedBefore for someone who
    said no to this role, unless it is `despite_no`.
    """
    person = locks.lock_volunteer(volunteer)
    role = locks.lock_role(role)
    closing.expire_overdue(role, now)
    if not despite_no and Offer.objects.refused().filter(role=role, volunteer=person).exists():
        raise DeclinedBefore
    reasons = _judge(role, person, now)
    offer = _hold_place(role, person, reasons, by=by, now=now, message=message, source=source)
    _use_up(reasons, offer, now)
    _end_wait(offer, now)
    volunteers.note_asked(volunteer=person, day=timezone.localdate(now))
    is_automatic = source == Offer.Source.WAITING_LIST
    details = {"place": offer.place_number, "source": source.value}
    audit.record("offer.made", subject=offer, by=None if is_automatic else by, details=details)
    if is_told:
        write_about("offer_made", offer)
    return offer


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why an offer is made: how well the role suits, and what officers overrode for it."""

    score: Score
    weights: WeightSet
    overrides: Sequence[Override]  # all that are in force for this person and role
    unmet: frozenset[str]  # the gates that said no, or did not know: each was overridden


def _judge(role: Role, volunteer: Volunteer, now: datetime) -> Reasons:
    """Judge as of now and behind the locks: what the officer saw may have changed since."""
    today = timezone.localdate(now)
    opening = officers_opening(role, on=today)
    candidate = people_by_key([volunteer.pk], role.pk, on=today)[volunteer.pk].candidate
    overrides = list(Override.objects.usable(now).filter(role=role, volunteer=volunteer))
    (findings,) = unmet_gates([candidate], opening)
    unmet = not_overridden(findings, {override.gate for override in overrides}, opening)
    if FULL in unmet:
        raise RoleFull
    if unmet:
        raise NotEligible(unmet)
    weights = weights_in_force(now)
    return Reasons(
        score(candidate, opening, weights.weights),
        weights,
        overrides,
        frozenset(each.code for each in findings),
    )


def require_still_safe(offer: Offer, role: Role, volunteer: Volunteer, now: datetime) -> None:
    """Ask the gates that keep people at risk safe once more; what was overridden for the offer stays so.

    It does not after the override's last day, or where the role has since become one for which nobody may
    override the gate. Conflicts are not asked about: a refusal would tell the volunteer of one
    (docs/decisions/0026). Raises NoLongerSafe.
    """
    today = timezone.localdate(now)
    candidate = people_by_key([volunteer.pk], role.pk, on=today)[volunteer.pk].candidate
    opening = officers_opening(role, on=today)
    (findings,) = unmet_gates([candidate], opening)
    overridden = offer.overrides.counting(today).values_list("gate", flat=True)
    unmet = not_overridden(findings, set(overridden), opening)
    if unsafe := [finding for finding in unmet if _stops_acceptance(finding.code)]:
        raise NoLongerSafe(unsafe)


def _stops_acceptance(code: str) -> bool:
    return keeps_people_safe(code) and not is_confidential(code)


def _hold_place(
    role: Role,
    volunteer: Volunteer,
    reasons: Reasons,
    *,
    by: User,
    now: datetime,
    message: str,
    source: Offer.Source,
) -> Offer:
    """Take the lowest free place. If the database says that it is taken all the same, take the next."""
    offer = Offer(
        role=role,
        volunteer=volunteer,
        made_by=by,
        made_at=now,
        expires_at=now + timedelta(days=settings.OFFER_DAYS),
        message=message,
        source=source,
        weights=reasons.weights,
        score=reasons.score.total,
        score_parts={part.code: part.value for part in reasons.score.parts},
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


def _use_up(reasons: Reasons, offer: Offer, now: datetime) -> None:
    """Close the overrides: each was for one offer. Those that it needed keep which one that was."""
    for override in reasons.overrides:
        override.closed_at = now
        if override.gate in reasons.unmet:
            override.offer = offer
        override.save(update_fields=["closed_at", "offer", "updated_at"])
        audit.record("override.used", subject=override, by=None, details={"offer": str(offer.pk)})


def _end_wait(offer: Offer, now: datetime) -> None:
    """Take whoever has an offer now off the waiting list."""
    for entry in Waiting.objects.waiting().filter(role=offer.role_id, volunteer=offer.volunteer_id):
        entry.state, entry.closed_at, entry.offer = Waiting.State.OFFERED, now, offer
        entry.save(update_fields=["state", "closed_at", "offer", "updated_at"])
        audit.record("waiting.offered", subject=entry, by=None)
