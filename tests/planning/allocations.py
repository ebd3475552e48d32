"""Small problems made up at random, and the truth about them: every plan tried."""

import random
from collections.abc import Hashable, Mapping
from functools import cache
from itertools import combinations
from math import floor
from typing import NamedTuple

from planning.solver import Edge, Fairness, Person, Plan, RoleToFill, solve

SIZES = [0, 1, 2, 3, 4, 4, 4, 5]


class Problem(NamedTuple):
    """Everything that is handed to `solve`."""

    people: list[Person]
    roles: list[RoleToFill]
    edges: list[Edge]
    fairness: Fairness
    pinned: list = []
    forbidden: list = []
    apart: list = []

    def solve(self, **options) -> Plan:
        return solve(*self[:4], pinned=self.pinned, forbidden=self.forbidden, apart=self.apart, **options)


def any_problem(chance: random.Random) -> Problem:
    """Make up a problem with a little of everything, small enough for trying every plan."""
    limits = [chance.choice([0, 1, 1, 2, 2, 3]) for _ in range(chance.choice(SIZES))]
    people = [Person(f"p{number}", limit) for number, limit in enumerate(limits)]
    slots = chance.choice([0, 2, 3, 4])
    roles = [any_role(chance, number, slots) for number in range(chance.choice(SIZES))]
    pairs = [(person.id, role.id) for person in people for role in roles]
    edges = [Edge(*pair, chance.randint(-5, 20)) for pair in pairs if chance.random() < 0.8]
    chance.shuffle(edges)
    pairs = [(edge.person, edge.role) for edge in edges]
    pinned = [pair for pair in pairs if chance.random() < 0.05]
    return Problem(
        people,
        roles,
        edges,
        any_fairness(chance),
        pinned,
        [pair for pair in pairs if pair not in pinned and chance.random() < 0.08],
        [(one.id, other.id) for one, other in combinations(people, 2) if chance.random() < 0.25],
    )


def any_role(chance: random.Random, number: int, slots: int) -> RoleToFill:
    maximum = chance.choice([0, 1, 1, 2, 2, 3])
    return RoleToFill(
        id=number,
        ward=chance.choice("ab"),
        minimum=chance.randint(0, maximum),
        maximum=maximum,
        slots=frozenset(slot for slot in range(slots) if chance.random() < 0.45),
        hard_minimum=chance.random() < 0.4,
    )


def any_fairness(chance: random.Random) -> Fairness:
    """Make up bonuses: mostly sensible, sometimes below nought, rising, or with shares out of order."""
    tiers = chance.randint(0, 3)
    shares = [round(chance.uniform(0, 1.1), 2) for _ in range(tiers)]
    bonuses = [chance.randint(-4 if chance.random() < 0.3 else 0, 12) for _ in range(tiers)]
    if chance.random() < 0.8:
        shares.sort()
    if chance.random() < 0.6:
        bonuses.sort(reverse=True)
    return Fairness(chance.choice([0, 3, 10, -4]), tuple(bonuses), tuple(shares))


def worth(problem: Problem, pairs) -> int:
    """Return the objective of some pairs, as the issue words it."""
    scores = {(edge.person, edge.role): edge.score for edge in problem.edges}
    filled = {role.id: sum(role.id == chosen for _, chosen in pairs) for role in problem.roles}
    return sum(scores[pair] for pair in pairs) + bonuses(problem, filled)


def bonuses(problem: Problem, filled: Mapping[Hashable, int]) -> int:
    """Return the bonuses for so many people in each role."""
    bonus = problem.fairness.minimum_bonus
    total = sum(bonus * min(filled[role.id], role.minimum) for role in problem.roles)
    for ward in {role.ward for role in problem.roles}:
        demand = sum(role.maximum for role in problem.roles if role.ward == ward)
        count = sum(filled[role.id] for role in problem.roles if role.ward == ward)
        above = 0
        for bonus, share in zip(problem.fairness.tier_bonuses, problem.fairness.tier_shares, strict=True):
            upto = floor(share * demand)
            total += bonus * sum(above < number <= upto for number in range(1, count + 1))
            above = upto
    return total


def faults(problem: Problem, pairs) -> list[str]:
    """Say what is wrong with a plan."""
    wrong = {
        "doubled": len(set(pairs)) < len(pairs),
        "no edge": not set(pairs) <= {(edge.person, edge.role) for edge in problem.edges},
        "forbidden": bool(set(pairs) & set(problem.forbidden)),
        "not pinned": not set(pairs) >= set(problem.pinned),
    }
    found = [fault for fault, is_so in wrong.items() if is_so]
    for person in problem.people:
        found += person_faults(problem, person, [role for chosen, role in pairs if chosen == person.id])
    for role in problem.roles:
        found += role_faults(problem, role, [person for person, chosen in pairs if chosen == role.id])
    return found


def person_faults(problem: Problem, person: Person, chosen: list) -> list[str]:
    theirs = [role for role in problem.roles if role.id in chosen]
    wrong = {
        "over limit": len(chosen) > person.limit,
        "clash": any(one.slots & other.slots for one, other in combinations(theirs, 2)),
    }
    return [fault for fault, is_so in wrong.items() if is_so]


def role_faults(problem: Problem, role: RoleToFill, company: list) -> list[str]:
    apart = {frozenset(pair) for pair in problem.apart}
    wrong = {
        "over maximum": len(company) > role.maximum,
        "below hard minimum": is_below(role, len(company)),
        "not apart": any(frozenset(pair) in apart for pair in combinations(company, 2)),
    }
    return [fault for fault, is_so in wrong.items() if is_so]


def is_below(role: RoleToFill, people: int) -> bool:
    """Say whether a role has too few people to begin."""
    return role.hard_minimum and 0 < people < role.minimum


def best_worth(problem: Problem) -> int | None:
    """Try every plan; returns the worth of the best, or None where there is none."""
    roles = {role.id: role for role in problem.roles}
    apart = {frozenset(pair) for pair in problem.apart}
    edges = [edge for edge in problem.edges if (edge.person, edge.role) not in problem.forbidden]
    pairs = [(edge.person, edge.role) for edge in edges]
    rivals = [
        {
            other
            for other, pair in enumerate(pairs[:number])
            if (pair[0] == person and roles[pair[1]].slots & roles[role].slots)
            or (pair[1] == role and frozenset((pair[0], person)) in apart)
        }
        for number, (person, role) in enumerate(pairs)
    ]
    room = {person.id: person.limit for person in problem.people}
    left = {role.id: role.maximum for role in problem.roles}
    best: list[int] = []

    @cache
    def bonuses_of(*filled: int) -> int:
        return bonuses(problem, dict(zip(roles, filled, strict=True)))

    def look(number: int, chosen: set[int], score: int) -> None:
        if number == len(pairs):
            filled = [role.maximum - left[role.id] for role in problem.roles]
            if not any(map(is_below, problem.roles, filled)):
                best[:] = [max([*best, score + bonuses_of(*filled)])]
            return
        person, role = pairs[number]
        if room[person] and left[role] and not rivals[number] & chosen:
            room[person] -= 1
            left[role] -= 1
            look(number + 1, chosen | {number}, score + edges[number].score)
            room[person] += 1
            left[role] += 1
        if pairs[number] not in problem.pinned:
            look(number + 1, chosen, score)

    look(0, set(), 0)
    return best[0] if best else None
