"""The problem of an allocation: people, roles, the pairs that pass every gate, and officers' rules."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np

from initiatives.models import Role
from matching.eligibility import Outcome
from matching.facts import Candidate
from matching.facts.columns import Whole
from matching.scoring import Weights
from planning.inputs.facts import Facts
from planning.solver import EdgeColumns, Fairness, Person, Plan, RoleToFill, solve
from planning.solver.records import Pair
from planning.what_if import Change

Missing = Mapping[tuple[str, Outcome], int]


@dataclass(frozen=True, slots=True)
class Rules:
    """Officers' rules: pairs of a volunteer's and a role's key, and people to be kept apart."""

    pinned: frozenset[tuple[UUID, UUID]] = frozenset()
    forbidden: frozenset[tuple[UUID, UUID]] = frozenset()
    apart: frozenset[tuple[UUID, UUID]] = frozenset()


NO_RULES = Rules()


class Eligible(NamedTuple):
    """The pairs that pass every gate, as columns: indices of people and roles, and scores in points."""

    people: Whole
    roles: Whole
    points: Whole


@dataclass(frozen=True)
class Problem:
    """What the solver is asked, and the facts that its indices refer to.

    A role's `minimum` and `maximum` are what is left of them. `missing` counts the pairs that fail just one
    gate, by gate and outcome.
    """

    facts: Facts
    weights: Weights
    fairness: Fairness
    rules: Rules
    people: tuple[Person, ...]
    roles: tuple[RoleToFill, ...]
    eligible: Eligible
    missing: Missing
    changes: tuple[Change, ...] = ()

    @cached_property
    def person_number(self) -> dict[Any, int]:
        """The index of each person, by key."""
        return {each.id: number for number, each in enumerate(self.facts.candidates)}

    @cached_property
    def role_number(self) -> dict[Any, int]:
        """The index of each role, by key."""
        return {role.pk: number for number, role in enumerate(self.facts.roles)}

    def pairs(self, keys: Iterable[tuple[Any, Any]]) -> list[Pair]:
        """Turn pairs of keys into pairs of indices, leaving out those that are not in the problem."""
        people, roles = self.person_number, self.role_number
        return [(people[one], roles[other]) for one, other in keys if one in people and other in roles]

    @cached_property
    def apart(self) -> list[Pair]:
        """People who must not be in the same role, by index."""
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
        """The eligible pairs in the form that the solver takes."""
        return EdgeColumns(*self.eligible)

    def ineligible_pins(self) -> list[tuple[UUID, UUID]]:
        """Return the keys of the pinned pairs that do not pass every gate. No plan is possible with them."""
        pinned = sorted(self.rules.pinned)
        known = {pair: self.pairs([pair]) for pair in pinned}
        return [pair for pair in pinned if not known[pair] or known[pair][0] not in self.points]

    def solve(self) -> Plan:
        """Return the best plan."""
        return solve(
            self.people,
            self.roles,
            self.edges,
            self.fairness,
            pinned=self.pairs(self.rules.pinned),
            forbidden=self.pairs(self.rules.forbidden),
            apart=self.apart,
        )

    @cached_property
    def fingerprint(self) -> str:
        """A hash of everything the plan depends on. People and roles without a pair are left out."""
        candidates: Mapping[Any, Candidate] = dict(enumerate(self.facts.candidates))
        roles: Mapping[Any, Role] = dict(enumerate(self.facts.roles))
        people, numbers = np.unique(self.eligible.people, return_inverse=True)
        there = {str(candidates[number].id) for number in people.tolist()}
        inputs = {
            "on": self.facts.on.isoformat(),
            "weights": sorted(self.weights.items()),
            "fairness": [
                self.fairness.minimum_bonus,
                list(self.fairness.tier_bonuses),
                list(self.fairness.tier_shares),
            ],
            "people": [[str(candidates[each.id].id), each.limit] for each in self.people],
            "roles": [_role_facts(roles[role.id], role) for role in self.roles],
            "pinned": _keys(self.rules.pinned),
            "forbidden": _keys(self.rules.forbidden),
            "apart": [pair for pair in _keys(self.facts.apart | self.rules.apart) if there.issuperset(pair)],
        }
        digest = hashlib.sha256(json.dumps(inputs, sort_keys=True).encode())
        rows = np.searchsorted(np.array([role.id for role in self.roles]), self.eligible.roles)
        for column in (numbers, rows, self.eligible.points):
            digest.update(np.ascontiguousarray(column, dtype="<i8").tobytes())
        return digest.hexdigest()


def _keys(pairs: Iterable[tuple[Any, Any]]) -> list[list[str]]:
    return sorted([str(one), str(other)] for one, other in pairs)


def _role_facts(record: Role, role: RoleToFill) -> list[Any]:
    facts = [role.ward, role.minimum, role.maximum, sorted(map(str, role.slots)), role.hard_minimum]
    return [str(record.pk), *facts, record.is_safeguarding]


def with_rules(problem: Problem, rules: Rules) -> Problem:
    """Return the same problem under other rules."""
    return replace(problem, rules=rules)
