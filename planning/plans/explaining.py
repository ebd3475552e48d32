"""Why a pair is not in a plan, and what would bring it in: answered by solving again, never by guessing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any
from uuid import UUID

from matching.eligibility import Finding, Verdict
from matching.facts import Candidate, Opening
from planning import solver
from planning.inputs import Problem, Rules, no_tick, pose, with_rules
from planning.models import Plan
from planning.plans.answers import Answer, Forcing, Key, Way
from planning.plans.pair_status import standing_in
from planning.plans.plan_problem import changes_of, facts_of, problem_of
from planning.solver import Impossible
from planning.what_if import Change, Kind

NO_WAY = {"history"}  # who is in the role already needs no way into it


def no_sign() -> None:
    """Say nothing before something is solved."""


class Explainer:
    """Answers questions about one plan, as people and roles stand now.

    That takes seconds in a city: `tick` is told how far the judging of pairs is, and `before_solving` is
    called each time before something is solved.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        tick: Callable[[float], None] = no_tick,
        before_solving: Callable[[], None] = no_sign,
    ) -> None:
        self.plan = plan
        self.stored_facts = facts_of(plan)
        self.problem = problem_of(plan, self.stored_facts, tick)
        self._before_solving = before_solving
        self._forced: dict[Key, solver.Plan | None] = {}

    @cached_property
    def is_fresh(self) -> bool:
        """Whether the plan still fits its inputs. If not, its answers would speak of another plan."""
        return self.problem.fingerprint == self.plan.fingerprint

    @cached_property
    def chosen(self) -> frozenset[Key]:
        """The pairs of the plan, by key."""
        return frozenset(self.plan.pairs.order_by().values_list("volunteer_id", "role_id"))

    def why(self, person: UUID, role: UUID) -> Answer:
        """Say why a pair is not in the plan. Raises NotInPlan for who or what takes no part."""
        pair = (person, role)
        answer = standing_in(self.problem, person, role, is_in=pair in self.chosen)
        if answer.is_in:
            return answer
        forcing = self._force(pair) if self._is_eligible(pair) else None
        way = None if answer.has_declined else self._way(pair, answer.verdict)
        return replace(answer, forcing=forcing, way=way)

    def _is_eligible(self, pair: Key) -> bool:
        (numbers,) = self.problem.pairs([pair])
        return numbers in self.problem.points

    def _with(self, pair: Key) -> solver.Plan | None:
        """Solve again with the pair in the plan, once; nothing where no plan has it."""
        if pair not in self._forced:
            self._forced[pair] = self._solved(_with_pin(self.problem, pair))
        return self._forced[pair]

    def _force(self, pair: Key) -> Forcing | None:
        """Return what forcing the pair loses; nothing where no plan has it."""
        solution = self._with(pair)
        if solution is None:
            return None
        now = self._keys(solution)
        return Forcing(
            solution.objective,
            self._worth - solution.objective,
            tuple(sorted(now - self.chosen)),
            tuple(sorted(self.chosen - now)),
        )

    @property
    def _worth(self) -> int:
        return self.plan.objective or 0

    def _keys(self, solution: solver.Plan) -> frozenset[Key]:
        facts, numbers = self.problem.facts, solution.assignments
        pairs: Any = numbers
        return frozenset((facts.candidates[one].id, facts.roles[other].pk) for one, other in pairs)

    def _way(self, pair: Key, verdict: Verdict) -> Way | None:
        """Try small changes, the smallest first, until one brings the pair in."""
        if NO_WAY & {gate.code for gate in verdict.unmet}:
            return None
        needed = () if self._is_eligible(pair) else verdict.unmet
        first = tuple(_mend(gate, pair, *self._engines(pair)) for gate in needed)
        for changes, is_pinned in self._attempts(first, pair):
            way = self._try(pair, needed, changes, is_pinned=is_pinned)
            if way is not None:
                return way
        return None

    def _try(
        self, pair: Key, gates: tuple[Finding, ...], changes: tuple[Change, ...], *, is_pinned: bool
    ) -> Way | None:
        """Solve again under changes; nothing where the pair is still not in the plan."""
        is_allowed = pair in self.problem.rules.forbidden
        if is_pinned and not changes:
            solution = self._with(pair)
        else:
            problem = _without_ban(self._under(changes), pair)
            solution = self._solved(_with_pin(problem, pair) if is_pinned else problem)
        if solution is None:
            return None
        if pair not in self._keys(solution):
            return None
        gain = solution.objective - self._worth
        return Way(gates, changes, is_allowed, is_pinned, solution.objective, gain)

    def _attempts(self, first: tuple[Change, ...], pair: Key) -> Iterator[tuple[tuple[Change, ...], bool]]:
        """Yield what to try, the smallest first: changes, and whether the pair is pinned as well.

        A place more helps only in a role that is full, a role more only somebody who has all they take on.
        """
        person, role = pair
        kinds = {change.kind for change in first}
        if first or pair in self.problem.rules.forbidden:
            yield first, False
        if Kind.PLACES not in kinds and self._is_full(role):
            yield (*first, Change(Kind.PLACES, role=role, value=1)), False
        if Kind.LIMIT not in kinds and self._is_busy(person):
            yield (*first, Change(Kind.LIMIT, volunteer=person, value=1)), False
        yield first, True

    def _is_full(self, role: UUID) -> bool:
        """Whether the plan fills every place of a role."""
        opening = self.problem.facts.openings[self.problem.role_number[role]]
        return sum(other == role for _person, other in self.chosen) >= opening.places_left

    def _is_busy(self, person: UUID) -> bool:
        """Whether somebody has as many roles in the plan as they take on."""
        number = self.problem.person_number[person]
        limits = [each.limit for each in self.problem.people if each.id == number]
        return sum(other == person for other, _role in self.chosen) >= max(limits, default=0)

    def _engines(self, pair: Key) -> tuple[Candidate, Opening]:
        """Return a person and a role as the engines see them."""
        person, role = pair
        facts = self.problem.facts
        number = self.problem.person_number[person]
        return facts.candidates[number], facts.openings[self.problem.role_number[role]]

    def _solved(self, problem: Problem) -> solver.Plan | None:
        """Return the best plan; nothing where none is possible."""
        self._before_solving()
        try:
            return problem.solve()
        except Impossible:
            return None

    def _under(self, changes: tuple[Change, ...]) -> Problem:
        if not changes:
            return self.problem
        problem = self.problem
        return pose(
            self.stored_facts,
            problem.weights,
            fairness=problem.fairness,
            rules=problem.rules,
            changes=[*changes_of(self.plan), *changes],
        )


def _mend(gate: Finding, pair: Key, candidate: Candidate, opening: Opening) -> Change:
    """Return what would make a gate pass."""
    person, role = pair
    if gate.code == "dbs":
        return Change(Kind.CHECK, volunteer=person, value=opening.dbs_level)
    if gate.code == "places" and opening.is_open:
        return Change(Kind.PLACES, role=role, value=1 - opening.places_left)
    if gate.code == "limit":
        more = candidate.commitments - candidate.placement_limit + 1
        return Change(Kind.LIMIT, volunteer=person, value=more)
    return Change(Kind.GATE, volunteer=person, role=role, gate=gate.code)


def _with_pin(problem: Problem, pair: Key) -> Problem:
    problem = _without_ban(problem, pair)
    rules = problem.rules
    return with_rules(problem, Rules(rules.pinned | {pair}, rules.forbidden, rules.apart))


def _without_ban(problem: Problem, pair: Key) -> Problem:
    rules = problem.rules
    if pair not in rules.forbidden:
        return problem
    return with_rules(problem, Rules(rules.pinned, rules.forbidden - {pair}, rules.apart))
