"""What a fix brings is the same as when the whole city is planned again."""

from collections import Counter
from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.judging import Judged
from planning import solver
from planning.bottlenecks.baseline import (
    Baseline,
    columns_of,
    solver_inputs,
    with_pairs,
    with_role,
    with_strangers,
)
from planning.inputs import Problem
from planning.inputs.problem import NO_RULES
from planning.solver import Certificate, Fairness, Person, RoleToFill, core

FAIRNESS = Fairness(4, (6, 2), (0.5, 0.8))
PEOPLE, ROLES = 8, 4


def any_role(number):
    """Make up a role with a little of everything."""
    sizes = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(sorted)
    slots = st.frozensets(st.integers(0, 2), max_size=2)
    return st.builds(
        lambda ward, size, slots, is_hard: RoleToFill(number, ward, *size, slots, hard_minimum=is_hard),
        st.sampled_from("ab"),
        sizes,
        slots,
        st.booleans(),
    )


@st.composite
def problems(draw):
    """Make up a city of some people; others have no chance yet."""
    pairs = draw(st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, ROLES - 1)), unique=True))
    rows = [(*pair, draw(st.integers(0, 12))) for pair in sorted(pairs)]
    limits = draw(st.lists(st.integers(1, 3), min_size=PEOPLE, max_size=PEOPLE))
    people = sorted({person for person, _ in pairs})
    candidates = [
        SimpleNamespace(id=number, placement_limit=limit, commitments=0, asks_limit=3, asks=0)
        for number, limit in enumerate(limits)
    ]
    apart = draw(st.frozensets(st.sampled_from(list(combinations(range(PEOPLE), 2))), max_size=3))
    return Problem(
        facts=SimpleNamespace(candidates=candidates, roles=[], apart=apart),
        weights={},
        fairness=FAIRNESS,
        rules=NO_RULES,
        people=tuple(Person(number, limits[number]) for number in people),
        roles=tuple(draw(any_role(number)) for number in range(ROLES)),
        eligible=columns_of(rows),
        missing={},
    )


@st.composite
def fixes(draw, problem):
    """Make up a change, and the roles of which all pairs are judged anew."""
    known = set(zip(problem.eligible.people.tolist(), problem.eligible.roles.tolist(), strict=True))
    number = draw(st.integers(0, ROLES - 1))
    kind = draw(st.sampled_from(["checks", "times", "minimum", "step", "recruits"]))
    if kind == "checks":
        new = [(one, role, 1) for one in range(PEOPLE) for role in range(ROLES) if (one, role) not in known]
        rows = columns_of(draw(st.lists(st.sampled_from(new), unique=True)) if new else [])
        return lambda problem: with_pairs(problem, rows), ()
    if kind == "recruits":
        return lambda problem: with_strangers(problem, [number, (number + 1) % ROLES], 2, 6), ()
    if kind == "minimum":
        role = replace(problem.roles[number], hard_minimum=False)
        return lambda problem: with_role(problem, role), ()
    role = draw(any_role(number if kind == "times" else ROLES))
    eligible = np.array(sorted(draw(st.sets(st.integers(0, PEOPLE - 1)))), dtype=np.int64)
    points = np.array([draw(st.integers(0, 12)) for _ in eligible], dtype=np.int64)
    judged = Judged({}, np.zeros(PEOPLE, dtype=np.int64), eligible, points)
    return lambda problem: with_role(problem, role, judged), (role.id,)


@pytest.fixture(autouse=True, params=[0.5, 1, 10])
def edges_per_place(request, monkeypatch):
    """Let small cities have cores, too."""
    monkeypatch.setattr(core, "EDGES_PER_PLACE", request.param)
    monkeypatch.setattr(core, "LARGEST_SHARE", 1)


def planned_anew(problem):
    return solver.solve(*solver_inputs(problem), apart=problem.apart)


@given(st.data())
def test_gain_equals_planning_the_whole_city_again(data):
    problem = data.draw(problems())
    baseline = Baseline.of(problem)
    change, judged = data.draw(fixes(problem))

    gain = baseline.gain(change, judged)

    before, after = planned_anew(problem), planned_anew(change(problem))
    assert baseline.plan.objective == before.objective
    assert gain.plan.objective == after.objective
    assert gain.unlocks == len(after.assignments) - len(before.assignments)
    assert sum(gain.roles.values()) >= gain.unlocks
    assert gain.plan.certificate.is_optimal


@given(st.data())
def test_the_core_alone_gives_a_bound(data):
    """Where it can't prove that a plan is the best one, the bound is still one."""
    problem = data.draw(problems())
    baseline = Baseline.of(problem)
    change, judged = data.draw(fixes(problem))
    left_out = {role: score for role, score in baseline.core.left_out.items() if role not in judged}
    changed = change(baseline.core_problem)

    plan = solver.solve_changed(
        baseline.core, *solver_inputs(changed), apart=changed.apart, left_out=left_out
    )

    assert plan.objective <= planned_anew(change(problem)).objective <= plan.certificate.bound


def problem_of(*people, roles, rows):
    return Problem(
        facts=SimpleNamespace(candidates=people, roles=[], apart=frozenset()),
        weights={},
        fairness=Fairness(0),
        rules=NO_RULES,
        people=people,
        roles=roles,
        eligible=columns_of(rows),
        missing={},
    )


def test_of_two_best_plans_the_one_that_fills_more_places_counts():
    """Ann can take one role at both times, or one at each."""
    roles = (
        RoleToFill(0, "a", 0, 1, frozenset({1, 2})),
        RoleToFill(1, "a", 0, 1, frozenset({1})),
        RoleToFill(2, "a", 0, 1, frozenset({2})),
    )
    problem = problem_of(Person(0, 2), roles=roles, rows=[(0, 0, 8), (0, 1, 3), (0, 2, 5)])

    assert Baseline.of(problem).filled == Counter({1: 1, 2: 1})


def test_what_the_core_does_not_prove_is_planned_with_all_pairs(monkeypatch):
    """Ann moves to the new role, and Bob, who was left out, takes her place."""
    monkeypatch.setattr(core, "EDGES_PER_PLACE", 1)
    people = Person(0, 1), Person(1, 1)
    problem = problem_of(*people, roles=(RoleToFill(0, "a", 0, 1),), rows=[(0, 0, 9), (1, 0, 8)])
    baseline = Baseline.of(problem)
    new = Judged({}, np.zeros(2, dtype=np.int64), np.array([0]), np.array([20]))

    gain = baseline.gain(lambda problem: with_role(problem, RoleToFill(1, "a", 0, 1), new), judged=[1])

    assert len(baseline.core.edges.people) == 1
    assert gain.plan.assignments == ((0, 1), (1, 0))
    assert (gain.unlocks, gain.roles) == (1, Counter({1: 1}))


def test_fixes_of_an_unproven_plan_are_not_planned_again(monkeypatch):
    """Planning the whole city again would not be proven either."""
    problem = problem_of(Person(0, 1), roles=(RoleToFill(0, "a", 0, 2),), rows=[(0, 0, 5)])
    found = Baseline.of(problem)
    plan = replace(found.plan, certificate=Certificate(is_optimal=False, bound=9, gap=4))
    baseline = replace(found, core=replace(found.core, plan=plan))
    asked = []
    monkeypatch.setattr(solver, "solve_changed", lambda *args, **rest: asked.append(rest) or plan)

    assert baseline.gain(lambda problem: problem).unlocks == 0
    assert len(asked) == 1
