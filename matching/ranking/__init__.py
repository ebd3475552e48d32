"""Who suits a role, in order and with reasons: a fixed number of queries for any number of volunteers."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from initiatives.models import Role
from matching.candidates import Card, Person, first_day_of_asks, most_asks, people_by_key
from matching.eligibility import GATE_BY_CODE, Finding, Verdict, judge, unmet_gates
from matching.facts import Candidate, Opening
from matching.models import Offer
from matching.openings import officers_opening
from matching.ranking.nearly import EVERYBODY, UNMET, nearly_for
from matching.ranking.statement import ELIGIBLE, AsOf, Kind, Page, Statement, eligible_for
from matching.scoring import WEIGHTS, Score, Weights, score
from volunteers.models import Volunteer

PAGE_SIZE = 25
NEAREST = 25


class Suited(NamedTuple):
    """Someone who passes every gate, and how well the role suits them."""

    card: Card
    candidate: Candidate
    score: Score


class Nearly(NamedTuple):
    """Someone with one thing in the way."""

    card: Card
    candidate: Candidate
    gate: Finding


@dataclass(frozen=True, slots=True)
class OneThing:
    """People with the same one gate in their way: how many in all, and the nearest of them."""

    kind: Kind
    count: int
    people: list[Nearly]

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are listed."""
        return self.count > len(self.people)


class Ranking(NamedTuple):
    """Who passes every gate of a role, best first: one page of them, and how many there are."""

    opening: Opening
    eligible: list[Suited]
    eligible_count: int


class Beside(NamedTuple):
    """Everybody else, as seen from a role.

    `nearly` lists by gate those who fail just one; `needs_asking` those of whom just one thing is not known;
    `others` don't meet two gates or more, and `others_by_gate` says how many of them don't meet each gate, in
    the order of the gates: each of them is in it at least twice.
    """

    nearly: list[OneThing]
    needs_asking: list[OneThing]
    others: int
    others_by_gate: dict[str, int]

    @property
    def counts(self) -> dict[str, int]:
        """How many people have each gate alone in their way, as they answered no or have never told."""
        counts: Counter[str] = Counter()
        for group in (*self.nearly, *self.needs_asking):
            counts[group.kind.code] += group.count
        return dict(counts)


class Look(NamedTuple):
    """One volunteer as seen from one role: every gate, and how well the role would suit them."""

    card: Card
    verdict: Verdict
    score: Score
    opening: Opening


def look_at(role: Role, *volunteers: Volunteer, on: date, weights: Weights = WEIGHTS) -> list[Look]:
    """Judge volunteers for a role side by side, for officers only: a protected place is measured as well."""
    opening = officers_opening(role, on=on)
    people = people_by_key([volunteer.pk for volunteer in volunteers], role.pk, on=on)
    return [_look(people[volunteer.pk], opening, weights) for volunteer in volunteers]


def _look(person: Person, opening: Opening, weights: Weights) -> Look:
    card, candidate = person
    return Look(card, judge(candidate, opening), score(candidate, opening, weights), opening)


def rank(
    role: Role, *, on: date, page: int = 1, size: int = PAGE_SIZE, weights: Weights = WEIGHTS
) -> Ranking:
    """Rank all volunteers for a role, for officers only: a protected place is measured as well.

    Exact for any number of people: the database finds them, the column form of the gates judges those who are
    shown.
    """
    return rank_for(officers_opening(role, on=on), on=on, page=page, size=size, weights=weights)


def rank_for(
    opening: Opening, *, on: date, page: int = 1, size: int = PAGE_SIZE, weights: Weights = WEIGHTS
) -> Ranking:
    """Rank all volunteers for a role as it is described. Eight queries for any number of people."""
    if _barred(opening):
        return Ranking(opening, [], 0)
    found = _found_eligible(opening, on, page, size, weights)
    people = people_by_key(found.keys[ELIGIBLE], opening.id, on=on)
    suited = _suited([people[key] for key in found.keys[ELIGIBLE] if key in people], opening, weights)
    return Ranking(opening, suited, found.counts[ELIGIBLE])


def _found_eligible(opening: Opening, on: date, page: int, size: int, weights: Weights) -> "Found":
    pages = Page(first=(page - 1) * size, count=size)
    return Found.through(eligible_for(opening, _as_of(on), weights=weights, page=pages))


def beside(ranking: Ranking, *, on: date, nearest: int = NEAREST, weights: Weights = WEIGHTS) -> Beside:
    """Return everybody else: who has just one gate in their way, and what the others don't meet.

    The queries are as many for any number of people: eight, and one more where something bars everybody.
    """
    opening, barred = ranking.opening, _barred(ranking.opening)
    statement = nearly_for(opening, _as_of(on), near=nearest)
    found = Found.through(statement)
    kinds = list(statement.kinds)
    unmet = {
        kind.code: found.counts[UNMET + kind.number] for kind in kinds if not kind.is_unknown
    } | dict.fromkeys((kind.code for kind in barred), found.counts[EVERYBODY])
    if barred:
        # Those who pass all other gates don't meet the one that nobody can pass, unless there are two of
        # these.
        kinds = [] if barred[1:] else barred
        found = _found_eligible(opening, on, 1, nearest, weights).with_everybody(found)
    keys = [key for kind in kinds for key in found.keys[kind.number]]
    nearly = _nearly(people_by_key(keys, opening.id, on=on), opening)
    groups = [group for kind in kinds if (group := _one_thing(kind, found, nearly)).count]
    return _beside(groups, found.counts[EVERYBODY] - ranking.eligible_count, unmet)


def _beside(groups: list[OneThing], everybody: int, unmet: dict[str, int]) -> Beside:
    others = Counter(unmet)
    for group in groups:
        others[group.kind.code] -= group.count
    return Beside(
        nearly=[group for group in groups if not group.kind.is_unknown],
        needs_asking=[group for group in groups if group.kind.is_unknown],
        others=everybody - sum(group.count for group in groups),
        others_by_gate={code: others[code] for code in GATE_BY_CODE if others[code]},
    )


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
    """What a statement found: keys by number, in order, and how many there are of each."""

    keys: dict[int, list[Any]]
    counts: Counter[int]

    @classmethod
    def through(cls, statement: Statement) -> "Found":
        """Ask the database."""
        found = cls(defaultdict(list), Counter())
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.values)
            for number, key, people in cursor.fetchall():
                if key is None:
                    found.counts[number] = people
                else:
                    found.keys[number].append(Volunteer._meta.pk.to_python(key))
        return found

    def with_everybody(self, other: "Found") -> "Found":
        """Return this with the number of everybody that another statement counted."""
        self.counts[EVERYBODY] = other.counts[EVERYBODY]
        return self


def _suited(people: list[Person], opening: Opening, weights: Weights) -> list[Suited]:
    """Judge people again, in their order; whoever has stopped being eligible since is left out."""
    unmet = unmet_gates([person.candidate for person in people], opening)
    return [
        Suited(card, candidate, score(candidate, opening, weights))
        for (card, candidate), findings in zip(people, unmet, strict=True)
        if not findings
    ]


def _nearly(people: dict[Any, Person], opening: Opening) -> dict[Any, Nearly]:
    """Judge people again; whoever has more or less than one gate in the way since is left out."""
    unmet = unmet_gates([person.candidate for person in people.values()], opening)
    return {
        key: Nearly(person.card, person.candidate, findings[0])
        for (key, person), findings in zip(people.items(), unmet, strict=True)
        if len(findings) == 1
    }


def _one_thing(kind: Kind, found: Found, nearly: dict[Any, Nearly]) -> OneThing:
    shown = [nearly[key] for key in found.keys[kind.number] if key in nearly]
    return OneThing(kind, found.counts[kind.number], shown)
