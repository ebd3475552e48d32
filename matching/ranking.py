"""Who suits a role, in order and with reasons: a fixed number of queries for any number of volunteers."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from initiatives.models import Role
from matching.candidates import Card, Person, people_by_key
from matching.eligibility import Gate, Outcome, judge
from matching.facts import Candidate, Opening
from matching.openings import officers_opening
from matching.scoring import WEIGHTS, Score, Weights, score
from matching.sieve import ELIGIBLE, EVERYBODY, Kind, Page, Sieve, sieve_for
from volunteers.models import Volunteer

PAGE_SIZE = 25
NEAREST = 10


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


class OneThing(NamedTuple):
    """Those whom the same gate holds back: how many in all, and the nearest of them."""

    code: str
    count: int
    people: list[Nearly]


class Ranking(NamedTuple):
    """All volunteers as seen from one role.

    `eligible` is one page of those who pass every gate, best first. `nearly` lists by gate those who fail
    just one; `needs_asking` those of whom just one thing is not known; `others` lack two things or more.
    """

    opening: Opening
    eligible: list[Suited]
    eligible_count: int
    nearly: list[OneThing]
    needs_asking: list[OneThing]
    others: int

    @property
    def counts(self) -> dict[str, int]:
        """How many people each gate alone holds back, told no or never told."""
        counts: Counter[str] = Counter()
        for group in (*self.nearly, *self.needs_asking):
            counts[group.code] += group.count
        return dict(counts)


def rank(role: Role, *, on: date, page: int = 1, size: int = PAGE_SIZE, weights: Weights = WEIGHTS) -> Ranking:
    """Rank all volunteers for a role, for officers' eyes: a protected place is measured as well.

    Exact for any number of people: the database sieves, the engines judge those who are shown.
    """
    return rank_for(officers_opening(role, on=on), page=page, size=size, weights=weights)


def rank_for(
    opening: Opening, *, page: int = 1, size: int = PAGE_SIZE, nearest: int = NEAREST, weights: Weights = WEIGHTS
) -> Ranking:
    """Rank all volunteers for a role as it is described. Four queries."""
    barred = _barred(opening)
    sieve = sieve_for(
        opening,
        Role._meta.pk.get_db_prep_value(opening.id, connection),
        weights=weights,
        strict=bool(barred),
        page=Page(first=(page - 1) * size, count=size, near=nearest),
    )
    found = _run(sieve)
    people = people_by_key([key for keys in found.keys.values() for key in keys], opening.id)
    ranking = _ranking(opening, found, people, weights)
    return _behind_a_bar(ranking, found, barred, people) if barred else ranking


def _barred(opening: Opening) -> list[Kind]:
    """Return the gates that nobody can pass: no place is left, or nobody may know where it is."""
    is_taking = opening.is_open and opening.places_left > 0
    bars = [(is_taking, "places", False), (opening.plane is not None, "travel", True)]
    return [Kind(0, code, is_unknown) for passes, code, is_unknown in bars if not passes]


class Found(NamedTuple):
    """What the sieve let through: keys by kind, in order, and how many there are of each kind."""

    kinds: tuple[Kind, ...]
    keys: dict[int, list[Any]]
    counts: dict[int, int]


def _run(sieve: Sieve) -> Found:
    keys: dict[int, list[Any]] = {kind.number: [] for kind in sieve.kinds}
    counts = {kind.number: 0 for kind in sieve.kinds}
    with connection.cursor() as cursor:
        cursor.execute(sieve.sql, sieve.values)
        for number, key, people in cursor.fetchall():
            if key is None:
                counts[number] = people
            else:
                keys[number].append(Volunteer._meta.pk.to_python(key))
    return Found(sieve.kinds, keys, counts)


def _ranking(opening: Opening, found: Found, people: dict[Any, Person], weights: Weights) -> Ranking:
    suited = _suited([people[key] for key in found.keys[ELIGIBLE.number] if key in people], opening, weights)
    groups = [
        (kind, OneThing(kind.code, found.counts[kind.number], _nearly(found.keys[kind.number], people, opening)))
        for kind in found.kinds[1:]
        if found.counts[kind.number]
    ]
    return Ranking(
        opening=opening,
        eligible=suited,
        eligible_count=found.counts[ELIGIBLE.number],
        nearly=[group for kind, group in groups if not kind.is_unknown],
        needs_asking=[group for kind, group in groups if kind.is_unknown],
        others=found.counts[EVERYBODY] - sum(found.counts[kind.number] for kind in found.kinds),
    )


def _suited(people: Iterable[Person], opening: Opening, weights: Weights) -> list[Suited]:
    """Judge people again, in their order; whoever has stopped being eligible since is left out."""
    return [
        Suited(card, candidate, score(candidate, opening, weights))
        for card, candidate in people
        if judge(candidate, opening).is_eligible
    ]


def _nearly(keys: list[Any], people: dict[Any, Person], opening: Opening) -> list[Nearly]:
    """Judge people again; whoever has more or less in the way since is left out."""
    judged = [(people[key], judge(people[key].candidate, opening).one_thing) for key in keys if key in people]
    return [Nearly(card, candidate, gate) for (card, candidate), gate in judged if gate]


def _behind_a_bar(ranking: Ranking, found: Found, barred: list[Kind], people: dict[Any, Person]) -> Ranking:
    """Turn those who pass all other gates into those who lack the one that nobody can pass."""
    count = found.counts[ELIGIBLE.number]
    if not count or barred[1:]:
        return ranking._replace(eligible=[], eligible_count=0, others=found.counts[EVERYBODY])
    group = OneThing(barred[0].code, count, _nearly(found.keys[ELIGIBLE.number], people, ranking.opening))
    lists = {"needs_asking" if barred[0].is_unknown else "nearly": [group]}
    return ranking._replace(eligible=[], eligible_count=0, **lists)
