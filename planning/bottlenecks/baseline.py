"""The best plan of a city, to compare fixes with.

A fix changes a few pairs or one role. What it brings is found from the core of the problem (the few pairs
that decide its plan) and the plan in hand, which is as exact as planning the whole city again and far
quicker.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from matching.eligibility.columns import PASS
from matching.facts import Opening
from matching.facts.columns import CandidateColumns, Mask, RoleHistories, Whole
from matching.judging import Judged, judge_all
from planning import solver
from planning.inputs import Eligible, Problem, history_columns, remaining_limit
from planning.solver import EdgeColumns, Fairness, Person, RoleToFill

Change: TypeAlias = Callable[[Problem], Problem]

# How many units a point counts for the solver. A filled place counts one unit, so that of two plans that are
# worth the same, the one with more places filled is better; a point counts more than all places of a city.
POINT = 100_000


def keep_still() -> None:
    """Say nothing about how far the work has got."""


class Gain(NamedTuple):
    """What a fix brings: how many more places are filled in all, and where there are more of them."""

    unlocks: int
    roles: Counter[int]
    plan: solver.Plan


@dataclass(frozen=True)
class Baseline:
    """A problem without rules, and its best plan. `alive` is called before each fix, as a sign of life."""

    problem: Problem
    core: solver.Core  # the best plan, and the pairs that decide it
    alive: Callable[[], None] = field(default=keep_still)

    @classmethod
    def of(cls, problem: Problem, alive: Callable[[], None] = keep_still) -> "Baseline":
        """Find the best plan of a problem."""
        core = solver.find_core(*solver_inputs(problem), apart=problem.apart)
        return cls(problem, core, alive)

    @property
    def plan(self) -> solver.Plan:
        """The best plan; of several, one that fills the most places."""
        return self.core.plan

    @cached_property
    def core_problem(self) -> Problem:
        """The problem with the pairs of its core alone."""
        people, roles, scores = (np.asarray(column, dtype=np.int64) for column in _columns(self.core.edges))
        known = set(people.tolist())
        return replace(
            self.problem,
            people=tuple(person for person in self.problem.people if person.id in known),
            eligible=Eligible(people, roles, scores // POINT),
        )

    @cached_property
    def candidates(self) -> CandidateColumns:
        """Everybody as columns."""
        return CandidateColumns.of(self.problem.facts.candidates)

    @cached_property
    def filled(self) -> Counter[Any]:
        """How many places the plan fills in each role, by its number."""
        return filled_by(self.plan)

    @cached_property
    def short(self) -> list[RoleToFill]:
        """The roles that the plan leaves places of empty, those with the most of them first."""
        empty = {role: role.maximum - self.filled[role.id] for role in self.problem.roles}
        return sorted((role for role, count in empty.items() if count), key=lambda role: -empty[role])

    def judged(self, number: int, opening: Opening | None = None) -> Judged:
        """Return everybody's answers to a role, as it is or as it might be."""
        facts = self.problem.facts
        histories = facts.histories.get(facts.roles[number].pk, {})
        here: RoleHistories = history_columns(self.candidates, histories)
        return judge_all(self.candidates, opening or facts.openings[number], here, self.problem.weights)

    def gain(self, change: Change, judged: Collection[int] = ()) -> Gain:
        """Return what a change brings. It replaces all pairs of the roles that are `judged`."""
        self.alive()
        plan = self._solve(change, judged)
        roles = filled_by(plan) - self.filled  # only where there are more
        return Gain(len(plan.assignments) - len(self.plan.assignments), roles, plan)

    def _solve(self, change: Change, judged: Collection[int]) -> solver.Plan:
        """Return the best plan after a change."""
        problem = change(self.core_problem)
        left_out = {role: score for role, score in self.core.left_out.items() if role not in judged}
        plan = solver.solve_changed(
            self.core, *solver_inputs(problem), apart=problem.apart, left_out=left_out
        )
        if plan.certificate.is_optimal or not self.plan.certificate.is_optimal:
            return plan
        changed = change(self.problem)
        return solver.solve_changed(self.core, *solver_inputs(changed), apart=changed.apart, left_out={})


def solver_inputs(
    problem: Problem,
) -> tuple[tuple[Person, ...], tuple[RoleToFill, ...], EdgeColumns, Fairness]:
    """Return the parts of a problem for the solver, in which each place filled adds one unit."""
    people, roles, points = problem.eligible
    fairness = problem.fairness
    return (
        problem.people,
        problem.roles,
        EdgeColumns(people, roles, points * POINT + 1),
        replace(
            fairness,
            minimum_bonus=fairness.minimum_bonus * POINT,
            tier_bonuses=tuple(bonus * POINT for bonus in fairness.tier_bonuses),
        ),
    )


def _columns(edges: EdgeColumns) -> tuple[Any, Any, Any]:
    return edges.people, edges.roles, edges.scores


def filled_by(plan: solver.Plan) -> Counter[Any]:
    """Return how many places a plan fills in each role, by its number."""
    return Counter(role for _person, role in plan.assignments)


def lacking_only(judged: Judged, gate: str) -> Mask:
    """Return who has just this one gate in their way."""
    mask: Mask = (judged.unmet == 1) & (judged.answers[gate] != PASS)
    return mask


def with_pairs(problem: Problem, more: Eligible) -> Problem:
    """Return the problem with some more pairs; people who had no chance before take part as well."""
    eligible = Eligible(*(np.concatenate(columns) for columns in zip(problem.eligible, more, strict=True)))
    known = {person.id for person in problem.people}
    candidates = problem.facts.candidates
    new = [number for number in np.unique(more.people).tolist() if number not in known]
    people = (*problem.people, *(Person(number, remaining_limit(candidates[number])) for number in new))
    return replace(problem, eligible=eligible, people=people)


def with_strangers(problem: Problem, roles: Iterable[int], count: int, points: int) -> Problem:
    """Return the problem with so many people more, each of whom can take any one of some roles."""
    first = len(problem.facts.candidates)
    numbers = list(range(first, first + count))
    pairs = [(number, role) for number in numbers for role in roles]
    more = columns_of([(person, role, points) for person, role in pairs])
    eligible = Eligible(*(np.concatenate(columns) for columns in zip(problem.eligible, more, strict=True)))
    people = (*problem.people, *(Person(number, 1) for number in numbers))
    return replace(problem, eligible=eligible, people=people)


def with_role(problem: Problem, role: RoleToFill, judged: Judged | None = None) -> Problem:
    """Return the problem with a role in another shape; `judged` says who could do it then, if others."""
    roles = (*(each for each in problem.roles if each.id != role.id), role)
    changed = replace(problem, roles=tuple(sorted(roles, key=lambda each: number_of(each))))
    if judged is None:
        return changed
    others = problem.eligible.roles != role.id
    kept = Eligible(*(column[others] for column in problem.eligible))
    number = number_of(role)
    new = Eligible(judged.eligible, np.full(len(judged.eligible), number, dtype=np.int64), judged.points)
    return with_pairs(replace(changed, eligible=kept), new)


def number_of(role: RoleToFill) -> int:
    """Return the number of a role in the problem."""
    number: Any = role.id
    return int(number)


def columns_of(rows: list[tuple[int, int, int]]) -> Eligible:
    """Turn pairs (person, role, points) into columns."""
    table: Whole = np.array(rows, dtype=np.int64).reshape(-1, 3)
    return Eligible(*table.T)
