"""Why a pair is not in a plan, and what would bring it in. Every answer comes from solving again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any
from uuid import UUID

from matching.eligibility import Finding, Verdict
from matching.facts import Candidate, Opening
from planning import solver
from planning.inputs import Problem, Rules, build_problem, no_progress, with_rules
from planning.models import Plan
from planning.plans.answers import Answer, Forcing, Key, SmallestChange
from planning.plans.pair_status import status_in
from planning.plans.plan_problem import changes_of, facts_of, problem_of
from planning.solver import Impossible
from planning.what_if import Change, ChangeKind

ALREADY_IN = {"history"}  # the gate that is not passed by those who have the role already


def no_report() -> None:
    """Report nothing before a solve."""


class Explainer:
    """Answers questions about one plan, with people and roles as they are now.

    This takes seconds for a whole city: `progress` is called with the share of pairs judged, `before_solving`
    before each solve.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        progress: Callable[[float], None] = no_progress,
        before_solving: Callable[[], None] = no_report,
    ) -> None:
        self.plan = plan
        self.stored_facts = facts_of(plan)
        self.problem = problem_of(plan, self.stored_facts, progress)
        self._before_solving = before_solving
        self._forced: dict[Key, solver.Plan | None] = {}

    @cached_property
    def is_fresh(self) -> bool:
        """Whether nothing that the plan depends on has changed. If not, answers are about another plan."""
        return self.problem.fingerprint == self.plan.fingerprint

    @cached_property
    def chosen(self) -> frozenset[Key]:
        """The pairs of the plan, by key."""
        return frozenset(self.plan.pairs.order_by().values_list("volunteer_id", "role_id"))

    def explain(self, person: UUID, role: UUID) -> Answer:
        """Return why a pair is not in the plan. Raises NotInPlan if the person or role takes no part."""
        pair = (person, role)
        answer = status_in(self.problem, person, role, is_in=pair in self.chosen)
        if answer.is_in:
            return answer
        forcing = self._force(pair) if self._is_eligible(pair) else None
        change = None if answer.has_declined else self._smallest_change(pair, answer.verdict)
        return replace(answer, forcing=forcing, smallest_change=change)

    def _is_eligible(self, pair: Key) -> bool:
        (numbers,) = self.problem.pairs([pair])
        return numbers in self.problem.points

    def _solve_with(self, pair: Key) -> solver.Plan | None:
        """Solve again with the pair in the plan, once. None if no plan can have it."""
        if pair not in self._forced:
            self._forced[pair] = self._solved(_with_pin(self.problem, pair))
        return self._forced[pair]

    def _force(self, pair: Key) -> Forcing | None:
        """Return what forcing the pair costs. None if no plan can have it."""
        solution = self._solve_with(pair)
        if solution is None:
            return None
        now = self._keys(solution)
        return Forcing(
            solution.objective,
            self._objective - solution.objective,
            tuple(sorted(now - self.chosen)),
            tuple(sorted(self.chosen - now)),
        )

    @property
    def _objective(self) -> int:
        return self.plan.objective or 0

    def _keys(self, solution: solver.Plan) -> frozenset[Key]:
        facts, numbers = self.problem.facts, solution.assignments
        pairs: Any = numbers
        return frozenset((facts.candidates[one].id, facts.roles[other].pk) for one, other in pairs)

    def _smallest_change(self, pair: Key, verdict: Verdict) -> SmallestChange | None:
        """Try changes, the smallest first, until one brings the pair in."""
        if ALREADY_IN & {gate.code for gate in verdict.unmet}:
            return None
        needed = () if self._is_eligible(pair) else verdict.unmet
        first = tuple(_change_to_pass(gate, pair, *self._facts_about(pair)) for gate in needed)
        if any(change.kind is ChangeKind.GATE and change.gate in verdict.barred for change in first):
            return None
        for changes, is_pinned in self._candidates(first, pair):
            found = self._try(pair, needed, changes, is_pinned=is_pinned)
            if found is not None:
                return found
        return None

    def _try(
        self, pair: Key, gates: tuple[Finding, ...], changes: tuple[Change, ...], *, is_pinned: bool
    ) -> SmallestChange | None:
        """Solve again with some changes. None if the pair is still not in the plan."""
        is_allowed = pair in self.problem.rules.forbidden
        if is_pinned and not changes:
            solution = self._solve_with(pair)
        else:
            problem = _without_forbidding(self._with_changes(changes), pair)
            solution = self._solved(_with_pin(problem, pair) if is_pinned else problem)
        if solution is None:
            return None
        if pair not in self._keys(solution):
            return None
        gain = solution.objective - self._objective
        return SmallestChange(gates, changes, is_allowed, is_pinned, solution.objective, gain)

    def _candidates(self, first: tuple[Change, ...], pair: Key) -> Iterator[tuple[tuple[Change, ...], bool]]:
        """Yield what to try, the smallest first: changes, and whether the pair is pinned as well.

        One more place only helps if the role is full, a higher limit only if the person has reached theirs.
        """
        person, role = pair
        kinds = {change.kind for change in first}
        if first or pair in self.problem.rules.forbidden:
            yield first, False
        if ChangeKind.PLACES not in kinds and self._is_full(role):
            yield (*first, Change(ChangeKind.PLACES, role=role, value=1)), False
        if ChangeKind.LIMIT not in kinds and self._is_busy(person):
            yield (*first, Change(ChangeKind.LIMIT, volunteer=person, value=1)), False
        yield first, True

    def _is_full(self, role: UUID) -> bool:
        """Whether the plan fills every place of a role."""
        opening = self.problem.facts.openings[self.problem.role_number[role]]
        return sum(other == role for _person, other in self.chosen) >= opening.places_left

    def _is_busy(self, person: UUID) -> bool:
        """Whether a person has as many roles in the plan as they can take on."""
        number = self.problem.person_number[person]
        limits = [each.limit for each in self.problem.people if each.id == number]
        return sum(other == person for other, _role in self.chosen) >= max(limits, default=0)

    def _facts_about(self, pair: Key) -> tuple[Candidate, Opening]:
        """Return the facts about a person and a role."""
        person, role = pair
        facts = self.problem.facts
        number = self.problem.person_number[person]
        return facts.candidates[number], facts.openings[self.problem.role_number[role]]

    def _solved(self, problem: Problem) -> solver.Plan | None:
        """Return the best plan. None if no plan is possible."""
        self._before_solving()
        try:
            return problem.solve()
        except Impossible:
            return None

    def _with_changes(self, changes: tuple[Change, ...]) -> Problem:
        if not changes:
            return self.problem
        problem = self.problem
        return build_problem(
            self.stored_facts,
            problem.weights,
            fairness=problem.fairness,
            rules=problem.rules,
            changes=[*changes_of(self.plan), *changes],
        )


def _change_to_pass(gate: Finding, pair: Key, candidate: Candidate, opening: Opening) -> Change:
    """Return a change that makes a gate pass."""
    person, role = pair
    if gate.code == "dbs":
        return Change(ChangeKind.CHECK, volunteer=person, value=opening.dbs_level)
    if gate.code == "places" and opening.is_open:
        return Change(ChangeKind.PLACES, role=role, value=1 - opening.places_left)
    if gate.code == "limit":
        more = candidate.commitments - candidate.placement_limit + 1
        return Change(ChangeKind.LIMIT, volunteer=person, value=more)
    return Change(ChangeKind.GATE, volunteer=person, role=role, gate=gate.code)


def _with_pin(problem: Problem, pair: Key) -> Problem:
    problem = _without_forbidding(problem, pair)
    rules = problem.rules
    return with_rules(problem, Rules(rules.pinned | {pair}, rules.forbidden, rules.apart))


def _without_forbidding(problem: Problem, pair: Key) -> Problem:
    rules = problem.rules
    if pair not in rules.forbidden:
        return problem
    return with_rules(problem, Rules(rules.pinned, rules.forbidden - {pair}, rules.apart))
