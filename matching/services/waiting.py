"""Waiting lists: whoever suits a role best among those who wait is offered the next place, as of then."""

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from accounts.models import User
from core import audit
from core.task_queues import PEOPLE
from initiatives.models import Role
from matching.candidates import people_by_key
from matching.eligibility import FULL, Finding, not_overridden, unmet_gates
from matching.models import Offer, Override, Placement, Waiting
from matching.openings import officers_opening
from matching.scoring import Score, score
from matching.services import closing, locks
from matching.services.errors import NotWaiting
from matching.services.mails import write_about
from matching.services.making import free_places, make_offer
from matching.services.weights import weights_in_force
from volunteers.models import Volunteer
from volunteers.rules import is_adult

NOT_ACTIVE, UNDER_18, HAS_OFFER, HAS_PLACE = "not_active", "under_18", "has_offer", "has_place"
WAITS, GONE = "waits", "gone"


class InLine(NamedTuple):
    """Someone who waits: what keeps them from a place if one is free, and how well it suits.

    `is_for_officers` is whether a conflict about them is in force, with whatever: then only an officer offers
    them a place. If a place came by itself except where a conflict forbids it, its absence would tell them
    where the other person is (docs/decisions/0026).
    """

    entry: Waiting
    unmet: tuple[Finding, ...]
    score: Score
    is_for_officers: bool

    @property
    def is_ready(self) -> bool:
        """Whether nothing is in the way but that no place is free."""
        return not self.unmet

    @property
    def is_next(self) -> bool:
        """Whether a free place is offered without an officer."""
        return self.is_ready and not self.is_for_officers


@transaction.atomic
def join_waiting_list(*, role: Role, volunteer: Volunteer, by: User, now: datetime) -> Waiting:
    """Let someone wait for a place; they are offered one as soon as it is free and they may have it.

    Raises NotWaiting for someone who waits already, has the place or an offer of it, is under 18, or takes no
    part.
    """
    person = locks.lock_volunteer(volunteer)
    role = locks.lock_role(role)
    if reason := _why_not(role, person, timezone.localdate(now)):
        raise NotWaiting(reason)
    entry: Waiting = Waiting.objects.create(role=role, volunteer=person, added_by=by, added_at=now)
    audit.record("waiting.joined", subject=entry, by=by)
    write_about("waiting_joined", entry)
    hand_on(role)
    return entry


def _why_not(role: Role, volunteer: Volunteer, day: date) -> str:
    here = {"role": role, "volunteer": volunteer}
    reasons = {
        NOT_ACTIVE: not volunteer.is_registered,
        UNDER_18: volunteer.is_registered and not is_adult(volunteer, day),
        WAITS: Waiting.objects.waiting().filter(**here).exists(),
        HAS_OFFER: Offer.objects.open().filter(**here).exists(),
        HAS_PLACE: Placement.objects.current().filter(**here).exists(),
    }
    return next((reason for reason, applies in reasons.items() if applies), "")


@transaction.atomic
def leave_waiting_list(*, entry: Waiting, by: User | None, now: datetime) -> Waiting:
    """Take someone off the list: by their own wish, an officer's, or (`by=None`) as the role has ended.

    Raises NotWaiting if they are off it.
    """
    locks.lock_role(entry.role)
    current: Waiting = Waiting.objects.select_for_update(of=("self",)).with_facts().get(pk=entry.pk)
    if current.state != Waiting.State.WAITING:
        raise NotWaiting(GONE)
    current.state, current.closed_at = Waiting.State.REMOVED, now
    current.save(update_fields=["state", "closed_at", "updated_at"])
    audit.record("waiting.left", subject=current, by=by)
    if by != current.volunteer.user:
        write_about("waiting_ended", current)
    return current


def in_line(role: Role, now: datetime) -> list[InLine]:
    """Return who waits for a role: first those who may have a place, best first, then the others.

    A fixed number of queries for any number of people. That no place is free is in nobody's way here.
    """
    entries = list(Waiting.objects.waiting().filter(role=role).with_facts())
    if not entries:
        return []
    today, weights = timezone.localdate(now), weights_in_force(now).weights
    opening = officers_opening(role, on=today)
    people = people_by_key([entry.volunteer_id for entry in entries], role.pk, on=today)
    overridden = _overridden(role, now)
    candidates = [people[entry.volunteer_id].candidate for entry in entries]
    line = []
    for entry, candidate, findings in zip(entries, candidates, unmet_gates(candidates, opening), strict=True):
        left = not_overridden(findings, overridden[entry.volunteer_id], opening)
        unmet = tuple(finding for finding in left if finding is not FULL)
        line.append(InLine(entry, unmet, score(candidate, opening, weights), bool(candidate.avoids)))
    return sorted(line, key=_order)


def _overridden(role: Role, now: datetime) -> dict[UUID, set[str]]:
    """Return the gates of a role that officers agreed to override, by person."""
    gates: dict[UUID, set[str]] = defaultdict(set)
    for person, gate in Override.objects.usable(now).filter(role=role).values_list("volunteer", "gate"):
        gates[person].add(gate)
    return gates


def _order(place: InLine) -> tuple[bool, float, datetime, UUID]:
    """The best score first; of the same score, whoever has waited longest."""
    entry = place.entry
    return not place.is_ready, -place.score.total, entry.added_at, entry.pk


def next_in_line(role: Role, now: datetime) -> Waiting | None:
    """Return who is to be offered the role's next free place; None where none is free or nobody may.

    The role is read anew: it may have changed since whoever asks got hold of it.
    """
    role = Role.objects.select_related("initiative__group").get(pk=role.pk)
    if not free_places(role):
        return None
    return next((place.entry for place in in_line(role, now) if place.is_next), None)


def fill_places(*, role: Role, now: datetime) -> int:
    """Offer the free places of a role to those who wait for it; return to how many.

    Each offer is a transaction of its own, and made only if that person is still the next behind the locks.
    """
    _expire_overdue(role, now)
    made = 0
    while entry := next_in_line(role, now):
        made += _offer_next(entry, now)
    return made


@transaction.atomic
def _expire_overdue(role: Role, now: datetime) -> None:
    closing.expire_overdue(locks.lock_role(role), now)


@transaction.atomic
def _offer_next(entry: Waiting, now: datetime) -> bool:
    """Offer someone a place. Say whether they were still the next."""
    person = locks.lock_volunteer(entry.volunteer)
    role = locks.lock_role(entry.role)
    if next_in_line(role, now) != entry:
        return False
    make_offer(
        role=role,
        volunteer=person,
        by=entry.added_by,
        now=now,
        source=Offer.Source.WAITING_LIST,
        despite_no=True,  # whoever put them on the list knew
    )
    return True


@task(queue_name=PEOPLE)
def fill_role(role: str) -> int:
    """Offer the free places of a role to those who wait for it; return to how many."""
    return fill_places(role=Role.objects.get(pk=role), now=timezone.now())


def hand_on(role: Role) -> None:
    """See to it that a place that has become free is offered to whoever waits, once the change is through.

    A queue that is out of order must not undo what was done: `matching.tasks.fill_free_places` does it later.
    """
    if Waiting.objects.waiting().filter(role=role).exists():
        transaction.on_commit(lambda: fill_role.enqueue(str(role.pk)), robust=True)
