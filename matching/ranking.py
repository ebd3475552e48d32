"""Who suits a role, in order and with reasons: a fixed number of queries for any number of volunteers."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from initiatives.models import Role
from matching.candidates import Card, Person, first_day_of_asks, most_asks, people_by_key
from matching.eligibility import GATES, Gate, Verdict, judge
from matching.facts import Candidate, Opening
from matching.models import Offer
from matching.openings import officers_opening
from matching.scoring import WEIGHTS, Score, Weights, score
from matching.sieve import ELIGIBLE, EVERYBODY, LACKING, AsOf, Kind, Page, Sieve, sieve_for
from volunteers.models import Volunteer

PAGE_SIZE = 25
NEAREST = 25
CODES = tuple(gate.__name__ for gate in GATES)


class Suited(NamedTuple):
    """Somebody who passes every gate, and how well the role suits them."""

    card: Card
    candidate: Candidate
    score: Score


class Nearly(NamedTuple):
    """Somebody with one thing in the way."""

    card: Card
    candidate: Candidate
    gate: Gate


@dataclass(frozen=True, slots=True)
class OneThing:
    """Those whom the same gate holds back: how many in all, and the nearest of them."""

    kind: Kind
    count: int
    people: list[Nearly]

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are listed."""
        return self.count > len(self.people)


class Ranking(NamedTuple):
    """All volunteers as seen from one role.

    `eligible` is one page of those who pass every gate, best first. `nearly` lists by gate those who fail
    just one; `needs_asking` those of whom just one thing is not known; `others` lack two things or more, and
    `others_by_gate` says how many of them each gate holds back: everybody is in it more than once.
    """

    opening: Opening
    eligible: list[Suited]
    eligible_count: int
    nearly: list[OneThing]
    needs_asking: list[OneThing]
    others: int
    others_by_gate: dict[str, int]

    @property
    def counts(self) -> dict[str, int]:
        """How many people each gate alone holds back, told no or never told."""
        counts: Counter[str] = Counter()
        for group in (*self.nearly, *self.needs_asking):
            counts[group.kind.code] += group.count
        return dict(counts)


class Look(NamedTuple):
    """One volunteer as seen from one role: every gate, and how well the role would suit them."""

    card: Card
    verdict: Verdict
    score: Score


def look_at(role: Role, *volunteers: Volunteer, on: date, weights: Weights = WEIGHTS) -> list[Look]:
    """Judge volunteers for a role side by side, for officers' eyes: a protected place is measured as well."""
    opening = officers_opening(role, on=on)
    people = people_by_key([volunteer.pk for volunteer in volunteers], role.pk, on=on)
    return [_look(people[volunteer.pk], opening, weights) for volunteer in volunteers]


def _look(person: Person, opening: Opening, weights: Weights) -> Look:
    card, candidate = person
    return Look(card, judge(candidate, opening), score(candidate, opening, weights))


def rank(
    role: Role, *, on: date, page: int = 1, size: int = PAGE_SIZE, weights: Weights = WEIGHTS
) -> Ranking:
    """Rank all volunteers for a role, for officers' eyes: a protected place is measured as well.

    Exact for any number of people: the database sieves, the engines judge those who are shown.
    """
    return rank_for(officers_opening(role, on=on), on=on, page=page, size=size, weights=weights)


def rank_for(
    opening: Opening,
    *,
    on: date,
    page: int = 1,
    size: int = PAGE_SIZE,
    nearest: int = NEAREST,
    weights: Weights = WEIGHTS,
) -> Ranking:
    """Rank all volunteers for a role as it is described. Eight queries for any number of people."""
    barred = _barred(opening)
    sieve = sieve_for(
        opening,
        _as_of(on),
        weights=weights,
        page=Page(first=(page - 1) * size, count=size, near=nearest),
        is_barred=bool(barred),
    )
    found = Found.through(sieve)
    people = people_by_key(found.everybody(), opening.id, on=on)
    if barred:
        return _behind_a_bar(opening, found, barred, people, sieve)
    suited = _suited([people[key] for key in found.keys[ELIGIBLE] if key in people], opening, weights)
    groups = [_one_thing(kind, found, people, opening) for kind in sieve.kinds]
    return _ranking(opening, found, suited, found.counts[ELIGIBLE], groups, _lacking(found, sieve))


def _as_of(on: date) -> AsOf:
    since = Offer._meta.get_field("made_at").get_db_prep_value(first_day_of_asks(on), connection)
    return AsOf(on.toordinal(), since, most_asks(None))


def _barred(opening: Opening) -> list[Kind]:
    """Return the gates that nobody can pass: about the role, or nobody may know where it is."""
    is_taking = opening.is_open and opening.places_left > 0
    bars = [
        (opening.is_group_sound, "group", False),
        (is_taking, "places", False),
        (opening.plane is not None, "travel", True),
    ]
    return [Kind(ELIGIBLE, code, is_unknown) for passes, code, is_unknown in bars if not passes]


class Found(NamedTuple):
    """What the sieve let through: keys by number, in order, and how many there are of each."""

    keys: dict[int, list[Any]]
    counts: Counter[int]

    @classmethod
    def through(cls, sieve: Sieve) -> "Found":
        """Ask the database."""
        found = cls(defaultdict(list), Counter())
        with connection.cursor() as cursor:
            cursor.execute(sieve.sql, sieve.values)
            for number, key, people in cursor.fetchall():
                if key is None:
                    found.counts[number] = people
                else:
                    found.keys[number].append(Volunteer._meta.pk.to_python(key))
        return found

    def everybody(self) -> list[Any]:
        """Return the keys of all who will be shown."""
        return [key for keys in self.keys.values() for key in keys]


def _suited(people: Iterable[Person], opening: Opening, weights: Weights) -> list[Suited]:
    """Judge people again, in their order; whoever has stopped being eligible since is left out."""
    return [
        Suited(card, candidate, score(candidate, opening, weights))
        for card, candidate in people
        if judge(candidate, opening).is_eligible
    ]


def _one_thing(kind: Kind, found: Found, people: dict[Any, Person], opening: Opening) -> OneThing:
    """Judge people again; whoever has more or less in the way since is left out."""
    nearest = [people[key] for key in found.keys[kind.number] if key in people]
    judged = [(person, judge(person.candidate, opening).one_thing) for person in nearest]
    shown = [Nearly(card, candidate, gate) for (card, candidate), gate in judged if gate]
    return OneThing(kind, found.counts[kind.number], shown)


def _behind_a_bar(
    opening: Opening, found: Found, barred: list[Kind], people: dict[Any, Person], sieve: Sieve
) -> Ranking:
    """Those who pass all other gates lack the one that nobody can pass, unless there are two of these."""
    groups = [] if barred[1:] else [_one_thing(barred[0], found, people, opening)]
    lacking = dict.fromkeys((kind.code for kind in barred), found.counts[EVERYBODY])
    return _ranking(opening, found, [], 0, groups, lacking | _lacking(found, sieve))


def _lacking(found: Found, sieve: Sieve) -> dict[str, int]:
    """Return how many each gate holds back, whatever else does."""
    return {kind.code: found.counts[LACKING + kind.number] for kind in sieve.kinds if not kind.is_unknown}


def _ranking(
    opening: Opening,
    found: Found,
    suited: list[Suited],
    suited_count: int,
    groups: list[OneThing],
    lacking: dict[str, int],
) -> Ranking:
    groups = [group for group in groups if group.count]
    others = Counter(lacking)
    for group in groups:
        others[group.kind.code] -= group.count
    return Ranking(
        opening=opening,
        eligible=suited,
        eligible_count=suited_count,
        nearly=[group for group in groups if not group.kind.is_unknown],
        needs_asking=[group for group in groups if group.kind.is_unknown],
        others=found.counts[EVERYBODY] - suited_count - sum(group.count for group in groups),
        others_by_gate={code: others[code] for code in CODES if others[code]},
    )
