"""The demo city's offers and placements: given to people who pass every gate, never more than places."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from django.conf import settings

from demo.accounts import Cast
from demo.dice import Dice, DiceOf, Die
from demo.roles import BuiltRole
from demo.volunteers import Person
from initiatives.models import Role
from matching.candidates import FACTS
from matching.eligibility import judge
from matching.facts import Away, Candidate, Opening
from matching.models import Offer, Placement
from matching.openings import RoleFacts, opening_of, public_place
from matching.scoring import Score, score
from volunteers.models import Volunteer

LOOKED_AT = 150  # people considered for a role: enough to find some who suit it
LASTS = timedelta(days=settings.OFFER_DAYS)
TAKEN_SHARE = 0.4  # of the places of a role, about
# What becomes of an offer.
ENDS = (
    (Offer.State.ACCEPTED, 66),
    (Offer.State.OPEN, 16),
    (Offer.State.DECLINED, 10),
    (Offer.State.EXPIRED, 6),
    (Offer.State.WITHDRAWN, 2),
)
HOLDING = (Offer.State.ACCEPTED, Offer.State.OPEN)
ENDED_SHARE = 0.2  # of the placements
DECLINES = (
    (Offer.DeclineCode.BUSY, "I have just started a new job."),
    (Offer.DeclineCode.TIMES, "Sorry, the evenings don’t work for me after all."),
    (Offer.DeclineCode.DISTANCE, "It is a bit too far."),
    (Offer.DeclineCode.ROLE, ""),
)
WORDS = ("We think that this would suit you well.", "They would love to meet you.", "")
FOR_DEV = "Asha’s team asked for somebody just like you."


@dataclass(slots=True)
class Given:
    """The offers and placements of the city, and how many places each volunteer and each role holds."""

    offers: list[Offer] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    held: Counter[UUID] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Builder:
    """Makes the offers of one role after the other, to anybody but Dev."""

    dice: Dice
    cast: Cast
    now: datetime
    people: list[tuple[Person, Candidate]]
    given: Given = field(default_factory=Given)

    def fill(self, built: BuiltRole) -> None:
        """Offer some of a role's places. One is always left."""
        dice, role = self.dice.of_thing("offers of role", built.number), built.role
        opening, taken = opening_for(built, self.now), dice("places taken")
        wanted = sum(taken.chance(TAKEN_SHARE) for _ in range(role.places_maximum - 1))
        for person, candidate in islice(dice("people").in_any_order(self.people), LOOKED_AT):
            if not wanted:
                return
            if self._has_time(person.volunteer) and judge(candidate, opening).is_eligible:
                state = dice(f"answer of {person.number}").weighted(ENDS)
                wanted -= state in HOLDING
                self.offer(built, person, state, score(candidate, opening))

    def offer(
        self, built: BuiltRole, person: Person, state: Offer.State, scored: Score, message: str = ""
    ) -> None:
        """Make one offer with what came of it."""
        dice = self.dice.of_thing("offer", f"{built.number}/{person.number}")
        made_at = self._made_at(dice("made"), is_open=state == Offer.State.OPEN)
        offer = Offer(
            id=dice("id").uuid(),
            role=built.role,
            volunteer=person.volunteer,
            state=state,
            made_by=dice("made by").choice([self.cast.carol, self.cast.sam]),
            made_at=made_at,
            expires_at=made_at + LASTS,
            message=message or dice("message").choice(WORDS),
            score=scored.total,
            score_parts={part.code: part.value for part in scored.parts},
        )
        _note_asked(person.volunteer, made_at.date())
        _answer(offer, dice)
        if state == Offer.State.ACCEPTED and self._place(offer, dice).ended_on:
            offer.state = Offer.State.ENDED
        if offer.state in HOLDING:
            self._hold(offer)
        self.given.offers.append(offer)

    def _made_at(self, die: Die, *, is_open: bool) -> datetime:
        days = die.between(1, settings.OFFER_DAYS - 2) if is_open else die.between(10, 90)
        return self.now - timedelta(days=days) + timedelta(hours=die.between(1, 8))  # in office hours

    def _place(self, offer: Offer, dice: DiceOf) -> Placement:
        answered_on, volunteer = (offer.answered_at or offer.made_at).date(), offer.volunteer
        volunteer.last_placed_on = max(volunteer.last_placed_on or answered_on, answered_on)
        key = dice("id of the placement").uuid()
        placement = Placement(id=key, offer=offer, role=offer.role, volunteer=volunteer)
        placement.starts_on = max(offer.role.starts_on, answered_on)
        today, end = self.now.date(), dice("end")
        if placement.starts_on < today and end.chance(ENDED_SHARE):
            placement.ended_on = today - timedelta(days=end.below((today - placement.starts_on).days))
            placement.end_reason = end.choice(Placement.EndReason.values)
        self.given.placements.append(placement)
        return placement

    def _hold(self, offer: Offer) -> None:
        """Give the offer the next number of its role, and count it for its volunteer."""
        self.given.held.update([offer.role.pk, offer.volunteer.pk])
        offer.place_number = self.given.held[offer.role.pk]

    def _has_time(self, volunteer: Volunteer) -> bool:
        return self.given.held[volunteer.pk] < volunteer.placement_limit


def _note_asked(volunteer: Volunteer, day: date) -> None:
    volunteer.last_asked_on = max(volunteer.last_asked_on or day, day)


def _answer(offer: Offer, dice: DiceOf) -> None:
    """Say when the offer was answered or ran out, and why it was declined."""
    if offer.state != Offer.State.OPEN:
        took = LASTS if offer.state == Offer.State.EXPIRED else LASTS * dice("answered").random()
        offer.answered_at = offer.made_at + took
    if offer.state == Offer.State.DECLINED:
        offer.decline_code, offer.decline_reason = dice("why declined").choice(DECLINES)


def build_offers(
    dice: Dice, cast: Cast, roles: list[BuiltRole], people: list[Person], now: datetime
) -> Given:
    """Make the offers of every open role; Dev has one open offer, for the first of them."""
    dev, *others = people
    builder = Builder(dice, cast, now, [(person, candidate_of(person)) for person in others])
    for_dev = score(candidate_of(dev), opening_for(roles[0], now))
    builder.offer(roles[0], dev, Offer.State.OPEN, for_dev, FOR_DEV)
    for built in roles[1:]:
        if built.role.state == Role.State.OPEN:
            builder.fill(built)
    return builder.given


def candidate_of(person: Person) -> Candidate:
    """Return a volunteer who holds nothing yet as the engines see one."""
    volunteer = person.volunteer
    return Candidate(
        **{name: getattr(volunteer, column) for name, column in FACTS.items()},
        interests=frozenset(priority.pk for priority in person.interests),
        commitments=0,
        is_active=volunteer.state == Volunteer.State.ACTIVE,
        serves=frozenset(ward.pk for ward in person.wards),
        away=tuple(Away(away.starts_on, away.ends_on) for away in person.times_away),
    )


def opening_for(built: BuiltRole, now: datetime) -> Opening:
    """Return a role nobody has taken yet as officers see it: where it really is."""
    role, secret = built.role, built.built.secret
    priorities = frozenset(priority.pk for priority in built.built.priorities)
    place = (secret.latitude, secret.longitude, secret.ward_id) if secret else public_place(role)
    facts = RoleFacts({role.initiative_id: priorities}, Counter())
    return opening_of(role, facts, place, on=now.date())
