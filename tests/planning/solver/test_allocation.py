"""The allocation by example: what it chooses, what it refuses, and what its parts do."""

import random
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.city import city
from planning.solver import (
    Certificate,
    Edge,
    EdgeColumns,
    Fairness,
    Forced,
    Parts,
    Person,
    Plan,
    RoleToFill,
    forced,
    losses,
    parsing,
    search,
    solve,
)
from planning.solver.conflict_sets import RelaxedSets, find_cliques, find_conflict_sets, tag
from planning.solver.flow import Branch, Network
from planning.solver.model import build_model
from tests.planning.allocations import any_problem, best_worth

NOTHING = Fairness(0)
ANN, BOB = Person("Ann", 1), Person("Bob", 1)
CAFE, GARDEN = RoleToFill("café", "Park", 0, 1), RoleToFill("garden", "Park", 0, 1)


def pairs(plan):
    return set(plan.assignments)


def test_nothing_at_all():
    assert solve([], [], [], NOTHING) == Plan((), 0, Parts(0, 0, 0), {}, Certificate(True, 0, 0))


def test_the_sum_decides_not_the_best_pair():
    edges = [
        Edge("Ann", "café", 10),
        Edge("Ann", "garden", 9),
        Edge("Bob", "café", 8),
        Edge("Bob", "garden", 1),
    ]

    plan = solve([ANN, BOB], [CAFE, GARDEN], edges, NOTHING)

    assert plan.assignments == (("Ann", "garden"), ("Bob", "café"))
    assert plan.objective == 17
    assert plan.unfilled == {}


def test_a_pair_that_costs_is_left_out():
    plan = solve([ANN], [CAFE], [Edge("Ann", "café", -1)], NOTHING)

    assert plan.assignments == ()
    assert plan.unfilled == {"café": 1}


def test_a_pair_that_costs_is_taken_for_the_bonus():
    role = RoleToFill("café", "Park", 1, 2)

    plan = solve([ANN], [role], [Edge("Ann", "café", -1)], Fairness(2))

    assert plan.parts == Parts(scores=-1, minimums=2, tiers=0)
    assert plan.objective == plan.parts.total == 1
    assert plan.unfilled == {"café": 1}


def test_tiers_by_floor_of_the_demand_closed_roles_included():
    open_, closed = RoleToFill("open", "Park", 0, 3), RoleToFill("closed", "Park", 2, 2, hard_minimum=True)
    people = [Person(number, 1) for number in range(3)]
    edges = [Edge(number, "open", 0) for number in range(3)]

    plan = solve(people, [open_, closed], edges, Fairness(0, (100, 10), (0.5, 0.79)))

    assert plan.parts.tiers == 2 * 100 + 1 * 10  # of five places half is two, and 0.79 of them three


def test_a_bonus_for_the_last_place_only_counts_a_little_for_each():
    """Less than a sixteenth of it, rounded up: rounded down, nothing would seem to be gained."""
    people = [Person(number, 1) for number in range(20)]
    edges = [Edge(number, "hall", 0) for number in range(20)]

    plan = solve(people, [RoleToFill("hall", "Park", 0, 20)], edges, Fairness(0, (0, 1), (0.95, 1.0)))

    assert plan.objective == 1
    assert len(plan.assignments) == 20


def test_nobody_has_two_roles_at_the_same_time():
    roles = [
        RoleToFill("a", "w", 0, 1, frozenset({"mon"})),
        RoleToFill("b", "w", 0, 1, frozenset({"mon", "tue"})),
    ]
    edges = [Edge("Ann", "a", 5), Edge("Ann", "b", 6)]

    assert pairs(solve([Person("Ann", 2)], roles, edges, NOTHING)) == {("Ann", "b")}


def test_slots_that_cross_are_decided_by_the_pair_that_is_worth_more():
    roles = [
        RoleToFill("monday", "w", 0, 1, frozenset({1})),
        RoleToFill("both", "w", 0, 1, frozenset({1, 2})),
        RoleToFill("tuesday", "w", 0, 1, frozenset({2})),
    ]
    edges = [Edge("Ann", "monday", 5), Edge("Ann", "both", 9), Edge("Ann", "tuesday", 5)]

    plan = solve([Person("Ann", 3)], roles, edges, NOTHING)

    assert pairs(plan) == {("Ann", "monday"), ("Ann", "tuesday")}
    assert plan.certificate == Certificate(True, 10, 0)


def test_a_hard_minimum_closes_a_role():
    role = RoleToFill("café", "Park", 2, 3, hard_minimum=True)

    plan = solve([ANN, BOB], [role], [Edge("Ann", "café", 5)], NOTHING)

    assert plan.assignments == ()
    assert plan.unfilled == {"café": 3}


def test_a_hard_minimum_draws_someone_from_a_better_role():
    role = RoleToFill("café", "Park", 2, 3, hard_minimum=True)
    edges = [Edge("Ann", "café", 5), Edge("Bob", "café", 1), Edge("Bob", "garden", 4)]

    plan = solve([ANN, BOB], [role, GARDEN], edges, NOTHING)

    assert pairs(plan) == {("Ann", "café"), ("Bob", "café")}


def test_pins_forbidden_and_apart():
    role = RoleToFill("café", "Park", 0, 2)
    edges = [
        Edge("Ann", "café", 5),
        Edge("Bob", "café", 6),
        Edge("Ann", "garden", 1),
        Edge("Bob", "garden", 9),
    ]

    def chosen(**wishes):
        return pairs(solve([ANN, BOB], [role, GARDEN], edges, NOTHING, **wishes))

    assert chosen() == {("Ann", "café"), ("Bob", "garden")}
    assert chosen(pinned=[("Ann", "garden")]) == {("Ann", "garden"), ("Bob", "café")}
    assert chosen(forbidden=[("Ann", "café")]) == {("Bob", "garden")}
    assert chosen(pinned=[("Bob", "café"), ("Bob", "café")]) == {("Ann", "café"), ("Bob", "café")}
    assert chosen(pinned=[("Bob", "café")], apart=[("Bob", "Ann")]) == {("Ann", "garden"), ("Bob", "café")}


def test_assignments_are_in_order_of_person_and_role_pinned_or_not():
    people, roles = [Person("Bob", 2), Person("Ann", 2)], [GARDEN, CAFE]
    roles = [RoleToFill(role.id, "Park", 0, 2) for role in roles]
    edges = [Edge(person.id, role.id, 1) for person in people for role in roles]

    plan = solve(people, roles, edges, NOTHING, pinned=[("Ann", "café"), ("Bob", "garden")])

    assert plan.assignments == (("Ann", "café"), ("Ann", "garden"), ("Bob", "café"), ("Bob", "garden"))


def test_a_pin_into_a_hard_minimum_fills_it():
    role = RoleToFill("café", "Park", 2, 2, hard_minimum=True)
    edges = [Edge("Ann", "café", 0), Edge("Bob", "café", 0), Edge("Bob", "garden", 9)]

    plan = solve([ANN, BOB], [role, GARDEN], edges, NOTHING, pinned=[("Ann", "café")])

    assert pairs(plan) == {("Ann", "café"), ("Bob", "café")}


def test_forbidden_and_apart_may_name_who_is_not_there():
    plan = solve(
        [ANN],
        [CAFE],
        [Edge("Ann", "café", 1)],
        NOTHING,
        forbidden=[("Ann", "garden"), ("Cyd", "café")],
        apart=[("Ann", "Cyd"), ("Cyd", "Dan")],
    )

    assert pairs(plan) == {("Ann", "café")}


def test_large_numbers_are_counted_exactly():
    most = 10**10
    people = [Person(number, 2) for number in range(8)]
    roles = [RoleToFill(number, 0, 2, 6, frozenset({number, number + 1})) for number in range(3)]
    edges = [Edge(person.id, role.id, most - person.id) for person in people for role in roles]

    plan = solve(people, roles, edges, Fairness(most, (most, most - 1), (0.5, 0.8)))

    # Six people have both roles that do not clash, the other two the one between.
    assert plan.parts == Parts(
        scores=14 * most - 2 * sum(range(6)) - 6 - 7, minimums=6 * most, tiers=9 * most + 5 * (most - 1)
    )
    assert plan.certificate.is_optimal


def small(column):
    return np.array(column, dtype=np.int8 if max(map(abs, column)) < 100 else None)


@pytest.mark.parametrize("kind", [list, np.array, small])
@pytest.mark.parametrize("names", [(1, 2), (1, 10**9), (-4, 3), (-(2**63), 1 - 2**63), (2**70, 2**80)])
def test_columns_are_read_like_edges(kind, names):
    people = [Person(name, 1) for name in names]
    roles = [RoleToFill(7, "w", 0, 1), RoleToFill(8, "w", 0, 1)]
    columns = [names[1], names[0], names[0]], [7, 7, 8], [3, 4, 5]
    edges = [Edge(*row) for row in zip(*columns, strict=True)]

    assert solve(people, roles, EdgeColumns(*map(kind, columns)), NOTHING) == solve(
        people, roles, edges, NOTHING
    )


def test_ids_of_numpy_are_numbers_like_others():
    names = np.array([10, 2, 3])
    people, roles = [Person(name, 1) for name in names], [RoleToFill(name, "w", 0, 1) for name in names]

    plan = solve(people, roles, EdgeColumns(names, names[::-1], [1, 1, 1]), NOTHING)

    assert plan.assignments == ((2, 2), (3, 10), (10, 3))


def test_columns_of_other_ids():
    columns = EdgeColumns(np.array(["Ann", "Bob"]), np.array(["café", "garden"]), np.array([1, 2]))

    assert solve([ANN, BOB], [CAFE, GARDEN], columns, NOTHING).objective == 3


def test_columns_without_rows():
    columns = EdgeColumns(*(np.array([], dtype=int) for _ in range(3)))

    assert solve([Person(1, 1)], [CAFE], columns, NOTHING).assignments == ()


def test_edges_are_read_some_thousands_at_a_time():
    problem = city(1_000, 100, 1)
    columns = problem.edges.people, problem.edges.roles, problem.edges.scores
    edges = [Edge(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]

    assert len(edges) > parsing.BLOCK
    assert solve(problem.people, problem.roles, edges, NOTHING) == solve(*problem, NOTHING)


def test_edges_may_come_once_only():
    plan = solve(
        iter([ANN]), iter([CAFE]), iter([Edge("Ann", "café", 1)]), NOTHING, pinned=iter([("Ann", "café")])
    )

    assert plan.objective == 1


def test_forced_says_what_a_pair_would_lose():
    edges = [
        Edge("Ann", "café", 10),
        Edge("Ann", "garden", 9),
        Edge("Bob", "café", 8),
        Edge("Bob", "garden", 1),
    ]
    problem = [ANN, BOB], [CAFE, GARDEN], edges, NOTHING
    plan = solve(*problem)

    other = forced(plan, ("Bob", "garden"), *problem)

    assert other == Forced(solve(*problem, pinned=[("Bob", "garden")]), 17 - 11)


def test_forced_lifts_a_ban_on_the_pair_and_keeps_the_rest():
    edges = [
        Edge("Ann", "café", 10),
        Edge("Ann", "garden", 9),
        Edge("Bob", "café", 8),
        Edge("Bob", "garden", 1),
    ]
    problem = [ANN, BOB], [CAFE, GARDEN], edges, NOTHING
    wishes = {"pinned": [("Bob", "garden")], "forbidden": [("Ann", "café"), ("Ann", "garden")]}

    other = forced(
        solve(*problem, **wishes), ("Ann", "café"), *problem, **wishes, apart=[("Ann", "Bob")], time_limit=9
    )

    assert pairs(other.plan) == {("Ann", "café"), ("Bob", "garden")}
    assert other.loss == 1 - 11


def crossing(size):
    """People who could all take roles on Mondays, on Tuesdays and on both."""
    roles = [
        RoleToFill(number, 0, 0, size // 4 + 1, frozenset(days))
        for number, days in enumerate([{1}, {2}, {1, 2}, {2, 3}, {3}, {1, 3}])
    ]
    people = [Person(number, 2) for number in range(size)]
    edges = [
        Edge(person.id, role.id, (person.id * 37 + role.id * 61) % 50 + 10 * len(role.slots))
        for person in people
        for role in roles
    ]
    return people, roles, edges, NOTHING


def test_time_limit_ends_the_search_for_proof_only():
    hasty = solve(*crossing(40), time_limit=0)
    full = solve(*crossing(40))

    assert hasty.assignments
    assert hasty.objective <= full.objective <= full.certificate.bound <= hasty.certificate.bound
    assert not hasty.certificate.is_optimal


def test_time_limit_ends_the_search_of_what_a_pair_loses():
    problem = crossing(40)
    plan = solve(*problem)

    hasty = forced(plan, (0, 2), *problem, time_limit=0)

    assert not hasty.plan.certificate.is_optimal
    assert hasty == forced(plan, (0, 2), *problem, time_limit=0)
    assert losses(plan, [(0, 2)], *problem, time_limit=0) == {(0, 2): hasty.loss}
    assert hasty.loss > forced(plan, (0, 2), *problem).loss


def test_a_multiplier_splits_a_branch_by_an_edge_that_it_has_left():
    """Monday's set is larger, so it is enforced for Ann's first edge, and a flow may violate Tuesday's."""
    slots = [{"mon", "tue"}, {"mon"}, {"mon"}, {"mon"}, {"tue"}, {"tue"}]
    roles = [RoleToFill(number, "Park", 0, 1, frozenset(each)) for number, each in enumerate(slots)]
    edges = [Edge("Ann", role.id, 9 - role.id) for role in roles]
    problem = search.Search(build_model([Person("Ann", 3)], roles, edges, NOTHING, (), (), (), {}))
    branch, multipliers = Branch(without=frozenset({0})), np.array([1])
    relaxation = problem.relax(branch, multipliers)
    unused = replace(relaxation, chosen=np.zeros_like(relaxation.chosen))

    parts = problem._split_by_multiplier(search.Node(branch, unused, multipliers, 0, 0))

    assert [part.without for part in parts] == [{0, 4}, {0, 5}]


def test_a_gap_that_only_multipliers_leave_is_closed():
    """The flow violates nothing, but multipliers of unused sets keep its bound too high."""
    problem = any_problem(random.Random(1830))

    assert problem.solve().certificate == Certificate(True, best_worth(problem), 0)


@pytest.mark.parametrize("flows", [3, 9])
def test_few_flows_leave_a_bound(monkeypatch, flows):
    full = solve(*crossing(40))
    monkeypatch.setattr(search, "MOST_FLOWS", flows)
    monkeypatch.setattr(search, "LEAST_FLOWS", flows)

    short = solve(*crossing(40))

    assert short.objective <= full.objective <= full.certificate.bound <= short.certificate.bound


def test_cliques_cover_every_pair_with_people_all_apart():
    apart = {(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (4, 5), (3, 5), (0, 6)}

    found = find_cliques(apart)

    assert found == [[0, 1, 2], [0, 6], [2, 3], [3, 4, 5]]


def test_the_largest_pack_is_an_edges_home_and_the_first_of_equals():
    tags_of = {1: [0], 2: [0, 1], 3: [1], 4: [1], 5: [2, 3], 6: [2, 3], 7: [4]}  # the first item has none
    item = np.arange(8)

    enforced, relaxed_sets = find_conflict_sets(
        np.zeros(8, dtype=np.int64), item, tag(tags_of, 8, 5), item >= 0
    )

    assert enforced.tolist() == [-1, 0, 1, 1, 1, 2, 2, -1]
    assert relaxed_sets.edge.tolist() == [1, 2]  # together in set 0, but their enforced sets differ
    assert (relaxed_sets.conflict_set.tolist(), relaxed_sets.count) == ([0, 0], 1)


def test_those_worth_least_are_given_up_and_the_last_of_equals():
    """Edges 0 and 1 can't both be, nor 1 and 2, nor 3 and 4."""
    relaxed_sets = RelaxedSets(np.array([0, 1, 1, 2, 3, 4]), np.array([0, 0, 1, 1, 2, 2]), np.arange(3))
    chosen = np.ones(5, dtype=bool)

    assert relaxed_sets.to_drop(chosen, np.array([5, 9, 5, 4, 4])).tolist() == [0, 2, 4]
    assert relaxed_sets.to_drop(chosen, np.array([9, 5, 9, 4, 6])).tolist() == [1, 3]


@pytest.mark.parametrize(
    ("branch", "bound"),
    [
        (Branch(), 30),
        (Branch(without=frozenset({1})), 20),
        (Branch().with_role(0, 2, 3), 30),
        (Branch().with_role(0, 0, 1), 10),
        (Branch().with_ward(0, 1, 2), 20),
        (Branch().with_role(0, 3, 3).with_ward(0, 0, 2), None),
        (Branch().with_ward(0, 4, 4), None),
        (Branch().with_role(0, 2, 1), None),
        (Branch(without=frozenset({0, 1})).with_role(0, 2, 3), None),
    ],
)
def test_a_branch_is_bounded_within_its_ranges(branch, bound):
    people = [Person(number, 1) for number in range(3)]
    edges = [Edge(number, "café", 10) for number in range(3)]
    model = build_model(people, [RoleToFill("café", "w", 1, 3)], edges, NOTHING, (), (), (), {})

    relaxation = Network(model).relax(branch, np.zeros(0, dtype=np.int64))

    assert (relaxation and relaxation.bound) == bound


def test_a_dive_that_ends_early_leaves_a_plan(monkeypatch):
    monkeypatch.setattr(search, "DIVES", 1)

    assert solve(*crossing(40)).objective == solve(*crossing(40)).certificate.bound


def test_a_dive_that_asks_for_too_much_steps_back(monkeypatch):
    """More roles near their hard minimum than people can fill: to close some must come to mind."""
    monkeypatch.setattr(search, "MOST_FLOWS", 12)
    problem = city(1_000, 60, 1, crossing=0.4, hard=0.6)

    plan = solve(*problem, Fairness(400, (600, 200), (0.5, 0.8)))

    assert 0 < plan.certificate.gap < plan.certificate.bound / 8


def test_a_time_limit_that_is_not_reached_changes_nothing():
    assert solve(*crossing(40), time_limit=600) == solve(*crossing(40))
