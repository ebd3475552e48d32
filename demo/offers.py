"""The demo city's offers and placements: given to people who pass every gate, never more than places."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from demo.accounts import Cast
from demo.dice import Dice
from demo.initiatives import Programme
from demo.volunteers import Person
from initiatives.models import Role
from matching.eligibility import judge
from matching.facts import Away, Candidate, Opening
from matching.models import Offer, Placement
from matching.openings import RoleFacts, opening_of, public_place
from matching.scoring import Score, score
from volunteers.models import Volunteer

LOOKED_AT = 150  # people considered for a role: enough to find some who suit it
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
    """Makes the offers of one role after the other."""

    dice: Dice
    cast: Cast
    now: datetime
    people: list[tuple[Person, Candidate]]
    given: Given = field(default_factory=Given)

    def fill(self, role: Role, programme: Programme) -> None:
        """Offer some of a role's places. One is always left, and Dev gets none here."""
        opening = opening_for(role, programme, self.now)
        wanted = sum(self.dice.chance(TAKEN_SHARE) for _ in range(role.places_maximum - 1))
        looked_at = self.dice.sample(self.people[1:], min(LOOKED_AT, len(self.people) - 1))
        for person, candidate in looked_at:
            if not wanted:
                return
            if self._has_time(person.volunteer) and judge(candidate, opening).is_eligible:
                state = self.dice.weighted(ENDS)
                wanted -= state in HOLDING
                self.offer(role, person, state, score(candidate, opening))

    def offer(self, role: Role, person: Person, state: Offer.State, scored: Score, message: str = "") -> None:
        """Make one offer with what came of it."""
        dice, volunteer = self.dice, person.volunteer
        lasts = timedelta(days=settings.OFFER_DAYS)
        is_open = state == Offer.State.OPEN
        age = timedelta(days=dice.randint(1, settings.OFFER_DAYS - 2) if is_open else dice.randint(10, 90))
        made_at = self.now - age + timedelta(hours=dice.randint(1, 8))  # in office hours
        offer = Offer(
            id=dice.uuid(),
            role=role,
            volunteer=volunteer,
            state=state,
            made_by=dice.choice([self.cast.carol, self.cast.sam]),
            made_at=made_at,
            expires_at=made_at + lasts,
            message=message or dice.choice(WORDS),
            score=scored.total,
            score_parts={part.code: part.value for part in scored.parts},
        )
        volunteer.last_asked_on = max(volunteer.last_asked_on or made_at.date(), made_at.date())
        if not is_open:
            offer.answered_at = made_at + (lasts if state == Offer.State.EXPIRED else lasts * dice.random())
        if state == Offer.State.DECLINED:
            offer.decline_code, offer.decline_reason = dice.choice(DECLINES)
        if state == Offer.State.ACCEPTED and self._place(offer).ended_on:
            offer.state = Offer.State.ENDED
        if offer.state in HOLDING:
            self._hold(offer)
        self.given.offers.append(offer)

    def _place(self, offer: Offer) -> Placement:
        answered_on, volunteer = (offer.answered_at or offer.made_at).date(), offer.volunteer
        volunteer.last_placed_on = max(volunteer.last_placed_on or answered_on, answered_on)
        placement = Placement(id=self.dice.uuid(), offer=offer, role=offer.role, volunteer=offer.volunteer)
        placement.starts_on = max(offer.role.starts_on, answered_on)
        today = self.now.date()
        if placement.starts_on < today and self.dice.chance(ENDED_SHARE):
            placement.ended_on = today - timedelta(
                days=self.dice.randrange((today - placement.starts_on).days)
            )
            placement.end_reason = self.dice.choice(Placement.EndReason.values)
        self.given.placements.append(placement)
        return placement

    def _hold(self, offer: Offer) -> None:
        """Give the offer the next number of its role, and count it for its volunteer."""
        self.given.held.update([offer.role.pk, offer.volunteer.pk])
        offer.place_number = self.given.held[offer.role.pk]

    def _has_time(self, volunteer: Volunteer) -> bool:
        return self.given.held[volunteer.pk] < volunteer.placement_limit


def build_offers(
    dice: Dice, cast: Cast, roles: list[tuple[Role, Programme]], people: list[Person], now: datetime
) -> Given:
    """Make the offers of every open role; Dev has one open offer, for the first of them."""
    builder = Builder(dice, cast, now, [(person, candidate_of(person)) for person in people])
    dev, as_candidate = builder.people[0]
    role, programme = roles[0]
    builder.offer(
        role, dev, Offer.State.OPEN, score(as_candidate, opening_for(role, programme, now)), FOR_DEV
    )
    for role, programme in roles[1:]:
        if role.state == Role.State.OPEN:
            builder.fill(role, programme)
    return builder.given


def candidate_of(person: Person) -> Candidate:
    """Return a volunteer who holds nothing yet as the engines see one."""
    volunteer = person.volunteer
    return Candidate(
        id=volunteer.pk,
        born_on=volunteer.born_on,
        is_over_18=volunteer.is_over_18,
        dbs_level=volunteer.dbs_level,
        dbs_valid_until=volunteer.dbs_valid_until,
        dbs_declared=volunteer.dbs_declared,
        availability=volunteer.availability,
        latitude=volunteer.latitude,
        longitude=volunteer.longitude,
        travel_miles=volunteer.travel_miles,
        ward=volunteer.ward_id,
        languages=volunteer.languages,
        skills=volunteer.skills,
        interests=frozenset(priority.pk for priority in person.interests),
        commitments=0,
        placement_limit=volunteer.placement_limit,
        is_active=volunteer.state == Volunteer.State.ACTIVE,
        skills_strong=volunteer.skills_strong,
        travel_by=volunteer.travel_by,
        serves=frozenset(ward.pk for ward in person.wards),
        away=tuple(Away(away.starts_on, away.ends_on) for away in person.times_away),
    )


def opening_for(role: Role, programme: Programme, now: datetime) -> Opening:
    """Return a role nobody has taken yet as officers see it: where it really is."""
    priorities = frozenset(priority.pk for priority in programme.priorities)
    secret = programme.secret
    place = (secret.latitude, secret.longitude, secret.ward_id) if secret else public_place(role)
    facts = RoleFacts({role.initiative_id: priorities}, Counter())
    return opening_of(role, facts, place, on=now.date())
