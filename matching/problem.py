"""From roles, a day and weights to what the allocation is asked: people, places and every eligible pair.

`read` asks the database, in a fixed number of queries for any number of people and roles; `pose` judges and
scores every pair. Ids in the problem are the numbers of people and roles in `Facts`, whole numbers being the
quickest to solve with.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np

from initiatives.models import ProtectedAddress, Role
from matching.allocation import EdgeColumns, Fairness, Forced, Person, Place, Plan, forced, solve
from matching.allocation.problem import Pair
from matching.bulk import POINTS, Crowd, Here, Judged, judge_all
from matching.bulk.crowd import Whole
from matching.bulk.judging import points_among
from matching.candidates import Card, people_by_key
from matching.changes import (
    Change,
    changed_candidate,
    changed_minimum,
    changed_opening,
    gates_passed_over,
)
from matching.eligibility import Outcome
from matching.facts import Candidate, Opening, RoleHistory
from matching.models import Conflict, Offer, Placement
from matching.openings import NOWHERE, facts_about, opening_of, public_place
from matching.scoring import Weights
from volunteers.catalogues import members
from volunteers.models import Volunteer

# What a filled place is worth beyond its score, in points: getting each role to its minimum, then each ward
# to half of what it needs, counts for more than how well one person suits.
FAIRNESS = Fairness(
    minimum_bonus=4 * POINTS // 10, tier_bonuses=(6 * POINTS // 10, 2 * POINTS // 10), tier_shares=(0.5, 0.8)
)
PRIVATE = ""  # the ward of every place that is kept private: plans don't tell where one is
ROLES_BETWEEN_TICKS = 50
Missing = Mapping[tuple[str, Outcome], int]


def no_tick(_share: float) -> None:
    """Say nothing about how far the work has got."""


class Facts(NamedTuple):
    """What the database says: people and roles in order of their keys, and who is in which role."""

    on: date
    cards: list[Card]
    candidates: list[Candidate]
    roles: list[Role]
    openings: list[Opening]
    held: Counter[Any]  # places of each role that are held or taken
    here: dict[Any, dict[Any, RoleHistory]]  # by role, then person
    apart: frozenset[tuple[Any, Any]]  # people who must not be in one role
    declined: dict[Any, frozenset[Any]]  # by role, who said no to it: they are not asked again by a plan

    def seen_from(self, person: int, role: int) -> Candidate:
        """Return a person by number as the engines see them from a role."""
        candidate = self.candidates[person]
        history = self.here.get(self.roles[role].pk, {}).get(candidate.id, "none")
        return replace(candidate, role_history=history)


@dataclass(frozen=True, slots=True)
class Rules:
    """An officer's word: pairs of a volunteer's and a role's key, and people to be kept apart."""

    pinned: frozenset[tuple[UUID, UUID]] = frozenset()
    forbidden: frozenset[tuple[UUID, UUID]] = frozenset()
    apart: frozenset[tuple[UUID, UUID]] = frozenset()


NO_RULES = Rules()


def read(roles: Iterable[Role], *, on: date) -> Facts:
    """Read everybody who is registered, and these roles, as of a day; protected places are measured too.

    The roles come with their initiative.
    """
    roles = sorted(roles, key=lambda role: role.pk)
    openings, held = officers_openings(roles, on=on)
    everybody = people_by_key(Volunteer.objects.registered().order_by().values("pk"), on=on)
    people = [everybody[key] for key in sorted(everybody)]
    return Facts(
        on=on,
        cards=[person.card for person in people],
        candidates=[person.candidate for person in people],
        roles=roles,
        openings=openings,
        held=held,
        here=_histories(roles),
        apart=frozenset(
            Conflict.objects.in_force()
            .filter(other__isnull=False)
            .order_by()
            .values_list("volunteer_id", "other_id")
        ),
        declined=_declined(roles),
    )


def officers_openings(roles: list[Role], *, on: date) -> tuple[list[Opening], Counter[Any]]:
    """Return roles as officers see them, where they really are, and how many places of each are held."""
    about, hidden = facts_about(roles, on=on), _protected_places(roles)
    places = [hidden.get(role.initiative.venue_id, public_place(role)) for role in roles]
    openings = [opening_of(role, about, place, on=on) for role, place in zip(roles, places, strict=True)]
    return openings, about.held


def _protected_places(roles: list[Role]) -> dict[Any, Any]:
    """Return where the private places are, by venue; nowhere where no address is kept."""
    venues = {role.initiative.venue_id for role in roles if role.initiative.is_place_private}
    kept = ProtectedAddress.objects.filter(venue__in=venues)
    found = {key: place for key, *place in kept.values_list("venue_id", "latitude", "longitude", "ward_id")}
    return dict.fromkeys(venues, NOWHERE) | found


def _histories(roles: list[Role]) -> dict[Any, dict[Any, RoleHistory]]:
    """Return who has an open offer of, or a place in, each of the roles."""
    found: dict[Any, dict[Any, RoleHistory]] = defaultdict(dict)
    offers = Offer.objects.open().filter(role__in=roles).order_by()
    for role, person in offers.values_list("role_id", "volunteer_id"):
        found[role][person] = "offered"
    placements = Placement.objects.current().filter(role__in=roles).order_by()
    for role, person in placements.values_list("role_id", "volunteer_id"):
        found[role][person] = "placed"
    return dict(found)


def _declined(roles: list[Role]) -> dict[Any, frozenset[Any]]:
    """Return who said no to each of the roles."""
    found: dict[Any, set[Any]] = defaultdict(set)
    offers = Offer.objects.refused().filter(role__in=roles).order_by()
    for role, person in offers.values_list("role_id", "volunteer_id"):
        found[role].add(person)
    return {role: frozenset(people) for role, people in found.items()}


class Eligible(NamedTuple):
    """The pairs that pass every gate, as columns: numbers of people and roles, and scores in points."""

    people: Whole
    roles: Whole
    points: Whole


@dataclass(frozen=True)
class Problem:
    """What the allocation is asked, and what its numbers stand for.

    A role's `minimum` and `maximum` are what is left of them. `missing` counts the pairs that lack just one
    gate, by gate and by what it says.
    """

    facts: Facts
    weights: Weights
    fairness: Fairness
    rules: Rules
    people: tuple[Person, ...]
    places: tuple[Place, ...]
    eligible: Eligible
    missing: Missing
    changes: tuple[Change, ...] = ()

    @cached_property
    def person_number(self) -> dict[Any, int]:
        """The number of each person, by key."""
        return {each.id: number for number, each in enumerate(self.facts.candidates)}

    @cached_property
    def role_number(self) -> dict[Any, int]:
        """The number of each role, by key."""
        return {role.pk: number for number, role in enumerate(self.facts.roles)}

    def pairs(self, keys: Iterable[tuple[Any, Any]]) -> list[Pair]:
        """Return pairs of a person's and a role's key by number, without those that aren't there."""
        people, roles = self.person_number, self.role_number
        return [(people[one], roles[other]) for one, other in keys if one in people and other in roles]

    @cached_property
    def apart(self) -> list[Pair]:
        """People who must not be in one role, by number."""
        people = self.person_number
        both = self.facts.apart | self.rules.apart
        return sorted((people[one], people[other]) for one, other in both if {one, other} <= people.keys())

    @cached_property
    def points(self) -> dict[Pair, int]:
        """The score in points of each eligible pair."""
        rows = zip(*(column.tolist() for column in self.eligible), strict=True)
        return {(person, role): points for person, role, points in rows}

    @property
    def edges(self) -> EdgeColumns:
        """The eligible pairs as the solver takes them."""
        return EdgeColumns(*self.eligible)

    def without_a_chance(self) -> list[tuple[UUID, UUID]]:
        """Return the pinned pairs that do not pass every gate, by key: nothing can be solved with them."""
        pinned = sorted(self.rules.pinned)
        known = {pair: self.pairs([pair]) for pair in pinned}
        return [pair for pair in pinned if not known[pair] or known[pair][0] not in self.points]

    def solve(self) -> Plan:
        """Return the best plan."""
        return solve(self.people, self.places, self.edges, self.fairness, **self._asked())

    def forced(self, plan: Plan, pair: Pair) -> Forced:
        """Return the best plan that has a pair, and what it loses against another plan."""
        return forced(plan, pair, self.people, self.places, self.edges, self.fairness, **self._asked())

    def _asked(self) -> dict[str, Any]:
        rules = self.rules
        return {
            "pinned": self.pairs(rules.pinned),
            "forbidden": self.pairs(rules.forbidden),
            "apart": self.apart,
        }

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that the plan depends on; who or what can't be part of it leaves no trace."""
        candidates: Mapping[Any, Candidate] = dict(enumerate(self.facts.candidates))
        roles: Mapping[Any, Role] = dict(enumerate(self.facts.roles))
        people, numbers = np.unique(self.eligible.people, return_inverse=True)
        there = {str(candidates[number].id) for number in people.tolist()}
        said = {
            "on": self.facts.on.isoformat(),
            "weights": sorted(self.weights.items()),
            "fairness": [
                self.fairness.minimum_bonus,
                list(self.fairness.tier_bonuses),
                list(self.fairness.tier_shares),
            ],
            "people": [[str(candidates[each.id].id), each.limit] for each in self.people],
            "places": [_place_facts(roles[place.id], place) for place in self.places],
            "pinned": _keys(self.rules.pinned),
            "forbidden": _keys(self.rules.forbidden),
            "apart": [pair for pair in _keys(self.facts.apart | self.rules.apart) if there.issuperset(pair)],
        }
        found = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
        rows = np.searchsorted(np.array([place.id for place in self.places]), self.eligible.roles)
        for column in (numbers, rows, self.eligible.points):
            found.update(np.ascontiguousarray(column, dtype="<i8").tobytes())
        return found.hexdigest()


def _keys(pairs: Iterable[tuple[Any, Any]]) -> list[list[str]]:
    return sorted([str(one), str(other)] for one, other in pairs)


def _place_facts(role: Role, place: Place) -> list[Any]:
    facts = [place.ward, place.minimum, place.maximum, sorted(map(str, place.slots)), place.hard_minimum]
    return [str(role.pk), *facts, role.is_safeguarding]


def pose(
    facts: Facts,
    weights: Weights,
    *,
    fairness: Fairness = FAIRNESS,
    rules: Rules = NO_RULES,
    changes: Sequence[Change] = (),
    tick: Callable[[float], None] = no_tick,
) -> Problem:
    """Judge and score every pair. `tick` is told now and then which share of the roles is done."""
    facts = _changed(facts, changes)
    crowd = Crowd.of(facts.candidates)
    found = _Found([], [], [], Counter())
    for number, role in enumerate(facts.roles):
        if number % ROLES_BETWEEN_TICKS == 0:
            tick(number / len(facts.roles))
        _judge(crowd, facts, number, gates_passed_over(role.pk, changes), weights, found)
    eligible = found.pairs()
    return Problem(
        facts=facts,
        weights=weights,
        fairness=fairness,
        rules=rules,
        people=_people(facts, eligible),
        places=_places(facts, changes),
        eligible=eligible,
        missing=dict(found.missing),
        changes=tuple(changes),
    )


def _changed(facts: Facts, changes: Sequence[Change]) -> Facts:
    if not changes:
        return facts
    return facts._replace(
        candidates=[changed_candidate(each, changes) for each in facts.candidates],
        openings=[changed_opening(each, changes) for each in facts.openings],
    )


class _Found(NamedTuple):
    """The eligible pairs so far, role by role."""

    people: list[Whole]
    roles: list[Whole]
    points: list[Whole]
    missing: Counter[tuple[str, Outcome]]

    def pairs(self) -> Eligible:
        nothing = np.zeros(0, dtype=np.int64)
        return Eligible(
            *(np.concatenate([nothing, *column]) for column in (self.people, self.roles, self.points))
        )


def _judge(
    crowd: Crowd,
    facts: Facts,
    number: int,
    passed_over: dict[Any, set[str]],
    weights: Weights,
    found: _Found,
) -> None:
    """Add the pairs of one role."""
    role, opening = facts.roles[number], facts.openings[number]
    here = here_of(crowd, facts.here.get(role.pk, {}))
    judged = judge_all(crowd, opening, here, weights)
    eligible, points = judged.eligible, judged.points
    let_in = [
        person for person, gates in passed_over.items() if _lacking(judged, crowd.number[person]) <= gates
    ]
    if let_in:
        extra = np.array([crowd.number[person] for person in let_in], dtype=np.int64)
        eligible = np.union1d(eligible, extra)
        points = points_among(crowd, opening, eligible, weights)
    declined = [crowd.number[who] for who in facts.declined.get(role.pk, ()) if who in crowd.number]
    if declined:
        stays = ~np.isin(eligible, declined)
        eligible, points = eligible[stays], points[stays]
    found.people.append(eligible)
    found.roles.append(np.full(len(eligible), number, dtype=np.int64))
    found.points.append(points)
    found.missing.update(judged.only_lacking())


def _lacking(judged: Judged, person: int) -> set[str]:
    """Return the gates in one person's way."""
    return {code for code, answers in judged.answers.items() if answers[person if len(answers) > 1 else 0]}


def here_of(crowd: Crowd, histories: dict[Any, RoleHistory]) -> Here:
    known = {person: history for person, history in histories.items() if person in crowd.number}
    return Here(
        *(
            np.array([crowd.number[who] for who, what in known.items() if what == which], dtype=np.int64)
            for which in ("offered", "placed")
        )
    )


def _people(facts: Facts, eligible: Eligible) -> tuple[Person, ...]:
    """Return those who may take a role, each with how many more they can take on."""
    return tuple(
        Person(number, room_of(facts.candidates[number])) for number in np.unique(eligible.people).tolist()
    )


def room_of(candidate: Candidate) -> int:
    """Return how many more roles a person takes on: no more than they can be asked for.

    One that an officer let in past a limit takes at least one.
    """
    room = candidate.placement_limit - candidate.commitments
    return max(1, min(room, candidate.asks_limit - candidate.asks))


def _places(facts: Facts, changes: Sequence[Change]) -> tuple[Place, ...]:
    """Return the roles that take people, with what is left of their places."""
    return tuple(
        Place(
            id=number,
            ward=role.initiative.ward_id or PRIVATE,
            minimum=min(
                opening.places_left,
                max(0, changed_minimum(role.pk, role.places_minimum, changes) - facts.held[role.pk]),
            ),
            maximum=opening.places_left,
            slots=frozenset(members(opening.slots)),
            hard_minimum=role.is_minimum_hard,
        )
        for number, (role, opening) in enumerate(zip(facts.roles, facts.openings, strict=True))
        if opening.is_open and opening.places_left > 0
    )


def with_rules(problem: Problem, rules: Rules) -> Problem:
    """Return the same problem under other rules."""
    return replace(problem, rules=rules)
