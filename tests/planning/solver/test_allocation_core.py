"""The core of a problem decides its best plan, also after a change: the same as trying every plan."""

import random
from dataclasses import replace

import numpy as np
import pytest

from planning.solver import (
    Edge,
    EdgeColumns,
    Fairness,
    Impossible,
    Person,
    RoleToFill,
    core,
    find_core,
    solve,
    solve_changed,
)
from planning.solver.model import build_model
from planning.solver.residual import ResidualGraph, prices
from planning.solver.search import Search
from tests.planning.allocations import Problem, any_problem, any_role, best_worth, faults, worth

PROBLEMS = 100  # a batch
CHANGED_PROBLEMS = 50  # a batch
BATCHES = ["first", *["further"] * 5]
NOTHING = Fairness(0)


@pytest.fixture(params=[0.3, 0.6, 1])
def small_cores(request, monkeypatch):
    """Let cores have so many edges for each place."""
    monkeypatch.setattr(core, "EDGES_PER_PLACE", request.param)
    monkeypatch.setattr(core, "GROWTH", 2)
    monkeypatch.setattr(core, "LARGEST_SHARE", 1)


@pytest.fixture
def searched(monkeypatch):
    """Keep the models that are searched."""
    models, real = [], core.Search
    monkeypatch.setattr(core, "Search", lambda model, until: models.append(model) or real(model, until))
    return models


@pytest.mark.parametrize("batch", range(len(BATCHES)), ids=BATCHES)
def test_solve_by_cores_equals_trying_every_plan(batch, small_cores, searched):
    for seed in range(batch * PROBLEMS, (batch + 1) * PROBLEMS):
        problem = any_problem(random.Random(seed))
        truth = best_worth(problem)
        if truth is None:
            with pytest.raises(Impossible):
                problem.solve()
            continue

        plan = problem.solve()

        assert faults(problem, plan.assignments) == [], seed
        assert plan.objective == plan.certificate.bound == truth, seed
    assert {model.is_whole for model in searched} == {True, False}


def changed(problem, chance):
    """Change a problem a little; return which roles have all their edges replaced as well."""
    people, roles, edges = list(problem.people), list(problem.roles), list(problem.edges)
    kind = chance.choice(["edges", "role", "minimum", "new", "strangers"])
    pairs = {(edge.person, edge.role) for edge in edges}
    missing = [(one.id, role.id) for one in people for role in roles if (one.id, role.id) not in pairs]
    new = [Edge(*pair, chance.randint(-5, 20)) for pair in missing if chance.random() < 0.5]
    if kind == "edges":
        return problem._replace(edges=edges + new), new, set()
    if kind == "strangers":
        strangers = [Person(f"new{number}", 1) for number in range(chance.randint(1, 3))]
        some = [role for role in roles if chance.random() < 0.6]
        new = [Edge(person.id, role.id, chance.randint(0, 20)) for person in strangers for role in some]
        return problem._replace(people=people + strangers, edges=edges + new), new, set()
    if kind == "minimum" or not roles:
        roles = [replace(role, hard_minimum=False) for role in roles]
        return problem._replace(roles=roles), [], set()
    number = len(roles) if kind == "new" else chance.randrange(len(roles))
    new = [Edge(person.id, number, chance.randint(-5, 20)) for person in people if chance.random() < 0.8]
    others = [edge for edge in edges if edge.role != number]
    roles = [role for role in roles if role.id != number] + [any_role(chance, number, 4)]
    return problem._replace(roles=roles, edges=others + new), new, {number}


def is_falling(problem):
    """Say whether no place is worth more than the one filled before it."""
    return build_model(*problem[:4], (), (), (), {}).is_falling


def rows(edges):
    return [Edge(*row) for row in zip(edges.people, edges.roles, edges.scores, strict=True)]


@pytest.mark.parametrize("batch", range(len(BATCHES)), ids=BATCHES)
def test_a_changed_problem_equals_trying_every_plan(batch, small_cores):
    proven = left_out = 0
    for seed in range(batch * CHANGED_PROBLEMS, (batch + 1) * CHANGED_PROBLEMS):
        chance = random.Random(seed)
        before = any_problem(chance)._replace(pinned=[], forbidden=[])
        known = find_core(*before[:4], apart=before.apart)
        assert known.plan.objective == known.plan.certificate.bound == best_worth(before), seed
        after, new, replaced = changed(before, chance)
        truth = best_worth(after)
        kept = [edge for edge in rows(known.edges) if edge.role not in replaced]
        others = {role: score for role, score in known.left_out.items() if role not in replaced}

        whole = solve_changed(known, *after[:4], apart=after.apart, left_out={})
        assert faults(after, whole.assignments) == [], seed
        assert whole.objective == whole.certificate.bound == truth, seed
        if others and not is_falling(after):
            continue

        plan = solve_changed(
            known, after.people, after.roles, kept + new, after.fairness, apart=after.apart, left_out=others
        )

        assert faults(after, plan.assignments) == [], seed
        assert worth(after, plan.assignments) == plan.objective <= truth <= plan.certificate.bound, seed
        proven += plan.certificate.is_optimal
        left_out += bool(others)
    assert proven > CHANGED_PROBLEMS / 2 < left_out + proven


def a_town(chance):
    """Make up people who can take many roles, at times that cross, some with hard minimums."""
    roles = [
        RoleToFill(number, number % 4, 2, 3, frozenset(chance.sample(range(6), 2)), number % 5 == 0)
        for number in range(20)
    ]
    people = [Person(number, chance.choice([1, 1, 2, 3])) for number in range(300)]
    edges = [
        Edge(person.id, role.id, chance.randint(0, 1000))
        for person in people
        for role in chance.sample(roles, 10)
    ]
    return Problem(people, roles, edges, Fairness(400, (600, 200), (0.5, 0.8)), [], [], [(0, 1), (1, 2)])


@pytest.mark.parametrize("seed", range(3))
def test_the_core_of_a_town_is_small_and_proves_its_plan(seed, searched):
    town = a_town(random.Random(seed))

    found = find_core(*town[:4], apart=town.apart)

    assert found.plan.certificate.is_optimal
    assert len(found.edges.people) < len(town.edges) / 2
    assert not any(model.is_whole for model in searched)


@pytest.mark.parametrize("seed", range(3))
def test_a_change_of_a_town_is_found_from_its_core(seed, searched):
    town = a_town(random.Random(seed))
    found = find_core(*town[:4], apart=town.apart)
    searched.clear()
    people, extra = [*town.people, Person("new", 1)], [Edge("new", role.id, 2_000) for role in town.roles]

    plan = solve_changed(
        found,
        people,
        town.roles,
        [*rows(found.edges), *extra],
        town.fairness,
        apart=town.apart,
        left_out=found.left_out,
    )

    assert max(len(model.edges) for model in searched) < len(town.edges) / 2
    anew = solve(people, town.roles, [*town.edges, *extra], town.fairness, apart=town.apart)
    assert plan.certificate.is_optimal
    assert plan.objective == anew.objective > found.plan.objective


def test_edges_far_below_the_price_of_their_role_are_left_out_of_a_change(monkeypatch, searched):
    monkeypatch.setattr(core, "EDGES_PER_PLACE", 1)
    monkeypatch.setattr(core, "LARGEST_SHARE", 1)
    people = [Person(number, 1) for number in range(8)]
    roles = [RoleToFill("café", "Park", 0, 2)]
    edges = EdgeColumns(range(8), ["café"] * 8, [10, 9, 8, 7, 6, 5, 4, 3])
    found = find_core(people, roles, edges, NOTHING)
    searched.clear()
    new = Edge("new", "café", -50)

    plan = solve_changed(
        found, [*people, Person("new", 1)], roles, [*rows(found.edges), new], NOTHING, left_out=found.left_out
    )

    assert plan == found.plan
    assert len(searched[0].edges) == len(found.edges.people)


def test_edges_are_not_left_out_where_bonuses_rise():
    people, roles = [Person("Ann", 1)], [RoleToFill("café", "Park", 0, 2)]
    rising = Fairness(0, (1, 2), (0.5, 1.0))
    found = find_core(people, roles, [Edge("Ann", "café", 5)], rising)

    with pytest.raises(ValueError, match=r"^Edges can only be left out where the bonuses fall"):
        solve_changed(found, people, roles, [Edge("Ann", "café", 5)], rising, left_out={"café": 1})


def test_a_plan_that_breaks_the_rules_of_the_changed_problem_is_no_start():
    """Ann's pin needs someone else in the café as well, and nobody was there before."""
    people, edges = [Person("Ann", 1), Person("Bob", 1)], [Edge("Ann", "café", 1), Edge("Bob", "café", 1)]
    before = find_core([Person("Ann", 1)], [], [], NOTHING)
    role = RoleToFill("café", "Park", 2, 2, hard_minimum=True)
    found = Search(build_model(people, [role], edges, NOTHING, [("Ann", "café")], (), (), {}))

    found.start_from(before)

    assert found.best is None


def test_a_flow_that_is_not_the_best_one_has_no_prices():
    """Ann and Bob would rather have each other's role."""
    people = [Person("Ann", 1), Person("Bob", 1)]
    roles = [RoleToFill("café", "Park", 0, 1), RoleToFill("garden", "Park", 0, 1)]
    edges = [Edge(person.id, role.id, 5) for person in people for role in roles]
    model = build_model(people, roles, edges, NOTHING, (), (), (), {})
    chosen, worth = np.array([True, False, False, True]), np.array([1.0, 9.0, 9.0, 1.0])

    with pytest.raises(ArithmeticError, match=r"^The flow has no prices"):
        prices(ResidualGraph(model, chosen, worth, 1, model.taken, model.maximums))


def test_a_core_without_falling_bonuses_is_the_whole_problem():
    people, roles = [Person("Ann", 1)], [RoleToFill("café", "Park", 0, 1)]

    found = find_core(people, roles, [Edge("Ann", "café", 5)], Fairness(-1))

    assert found.plan.objective == 5
    assert (found.left_out, found.prices) == ({}, {})
