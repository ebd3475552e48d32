"""What can't be allocated is refused, in a plain sentence."""

import numpy as np
import pytest
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from planning.solver import Edge, EdgeColumns, Fairness, Impossible, Person, RoleToFill, solve

NOTHING = Fairness(0)
ANN, BOB = Person("Ann", 1), Person("Bob", 1)
CAFE = RoleToFill("café", "Park", 0, 1)
TWO = Person("Ann", 2)
MONDAY = RoleToFill("a", "w", 0, 1, frozenset({"mon"})), RoleToFill("b", "w", 0, 1, frozenset({"mon"}))
ANN_BOTH = [Edge("Ann", "a", 1), Edge("Ann", "b", 1)]
SHARE = "A tier's share is negative or not finite."
CAFE_BOTH = [Edge("Ann", "café", 1), Edge("Bob", "café", 1)]


@pytest.mark.parametrize(
    ("problem", "wishes", "words"),
    [
        (([ANN, ANN], [], [], NOTHING), {}, "There are two people with the id 'Ann'."),
        (([], [CAFE, CAFE], [], NOTHING), {}, "There are two roles with the id 'café'."),
        (([Person("Ann", -1)], [], [], NOTHING), {}, "The limit of person 'Ann' is negative."),
        (
            ([Person("Ann", 1.5)], [], [], NOTHING),
            {},
            "A limit is not a whole number, or is far too large.",
        ),
        (
            ([], [RoleToFill("x", "w", 2, 1)], [], NOTHING),
            {},
            "The minimum of role 'x' is negative or above its maximum.",
        ),
        (
            ([], [RoleToFill("x", "w", -1, 1)], [], NOTHING),
            {},
            "The minimum of role 'x' is negative or above its maximum.",
        ),
        (
            ([ANN], [CAFE], [Edge("Cyd", "café", 1)], NOTHING),
            {},
            "An edge names person 'Cyd', but there is no person with this id.",
        ),
        (
            ([ANN], [CAFE], [Edge("Ann", "pub", 1)], NOTHING),
            {},
            "An edge names role 'pub', but there is no role with this id.",
        ),
        (
            ([ANN], [CAFE], [Edge("Ann", "café", 1)] * 2, NOTHING),
            {},
            "The pair of person 'Ann' and role 'café' is listed twice.",
        ),
        (
            ([ANN], [CAFE], [Edge("Ann", "café", 0.5)], NOTHING),
            {},
            "A score is not a whole number, or is far too large.",
        ),
        (
            ([ANN], [CAFE], [Edge("Ann", "café", 2**70)], NOTHING),
            {},
            "A score is not a whole number, or is far too large.",
        ),
        (
            ([ANN], [CAFE], [Edge("Ann", "café", -(10**10) - 1)], NOTHING),
            {},
            "A score is larger than 10,000,000,000.",
        ),
        (([], [], [], Fairness(10**11)), {}, "A minimum bonus is larger than 10,000,000,000."),
        (([], [], [], Fairness(0, (10**11,), (1,))), {}, "A tier bonus is larger than 10,000,000,000."),
        (
            ([], [RoleToFill("x", "w", 10**11, 10**11)], [], NOTHING),
            {},
            "A minimum is larger than 10,000,000,000.",
        ),
        (
            ([], [RoleToFill("x", "w", 0, 10**11)], [], NOTHING),
            {},
            "A maximum is larger than 10,000,000,000.",
        ),
        (([], [], [], Fairness(0, (1,), ())), {}, "There must be as many tier bonuses as tier shares."),
        (([], [], [], Fairness(0, (1,), (-0.1,))), {}, SHARE),
        (([], [], [], Fairness(0, (1,), (float("nan"),))), {}, SHARE),
        (([], [], [], Fairness(0, (1,), (float("inf"),))), {}, SHARE),
        (
            ([ANN], [CAFE], [], NOTHING),
            {"pinned": [("Ann", "café")]},
            "Person 'Ann' can't be pinned to role 'café', as there is no edge between them.",
        ),
        (
            ([ANN], [CAFE], [], NOTHING),
            {"pinned": [("Ann", "pub")]},
            "The pinned pair of person 'Ann' and role 'pub' names an unknown person or role.",
        ),
        (
            ([ANN], [CAFE], [], NOTHING),
            {"pinned": [("Cyd", "café")]},
            "The pinned pair of person 'Cyd' and role 'café' names an unknown person or role.",
        ),
        (
            ([ANN], [CAFE], [], NOTHING),
            {"apart": [("Ann", "Ann")]},
            "Person 'Ann' can't be kept apart from themselves.",
        ),
        (
            ([TWO], MONDAY, ANN_BOTH, NOTHING),
            {"pinned": [("Ann", "a")], "forbidden": [("Ann", "a")]},
            "The pair of person 'Ann' and role 'a' is both pinned and forbidden.",
        ),
        (
            ([ANN], MONDAY, ANN_BOTH, NOTHING),
            {"pinned": [("Ann", "a"), ("Ann", "b")]},
            "The pair of person 'Ann' and role 'a' is pinned beyond the person's limit.",
        ),
        (
            ([TWO], MONDAY, ANN_BOTH, NOTHING),
            {"pinned": [("Ann", "a"), ("Ann", "b")]},
            (
                "The pair of person 'Ann' and role 'b' is pinned, "
                "and so is another of their roles at the same time."
            ),
        ),
        (
            ([ANN, BOB], [CAFE], CAFE_BOTH, NOTHING),
            {"pinned": [("Ann", "café"), ("Bob", "café")]},
            "The pair of person 'Ann' and role 'café' is pinned beyond the role's maximum.",
        ),
        (
            ([ANN, BOB], [RoleToFill("café", "w", 0, 2)], CAFE_BOTH, NOTHING),
            {"pinned": [("Ann", "café"), ("Bob", "café")], "apart": [("Bob", "Ann")]},
            (
                "The pair of person 'Bob' and role 'café' is pinned, "
                "and so is somebody they must be kept apart from."
            ),
        ),
        (
            ([ANN], [RoleToFill("café", "w", 2, 2, hard_minimum=True)], [Edge("Ann", "café", 1)], NOTHING),
            {"pinned": [("Ann", "café")]},
            "No plan was found that keeps all pins and fills the pinned roles to their hard minimums.",
        ),
    ],
)
def test_what_cannot_be_is_refused(problem, wishes, words):
    with pytest.raises(Impossible) as refused:
        solve(*problem, **wishes)

    assert str(refused.value) == words


@pytest.mark.parametrize("again", [0, 1, 2, 3])
@pytest.mark.parametrize("in_order", [True, False])
def test_a_pair_listed_twice_is_refused_wherever_it_stands(again, in_order):
    edges = [Edge("Ann", "a", 1), Edge("Ann", "b", 1), Edge("Bob", "a", 1), Edge("Bob", "b", 1)]
    twice = edges[again]
    listed = [*edges[:again], twice, *edges[again:]] if in_order else [*edges[::-1], twice]

    with pytest.raises(
        Impossible,
        match=f"^The pair of person '{twice.person}' and role '{twice.role}' is listed twice",
    ):
        solve([ANN, BOB], MONDAY, listed, NOTHING)


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(Impossible, match=r"^The columns of the edges have different lengths\.$"):
        solve([ANN], [CAFE], EdgeColumns(["Ann"], ["café"], []), NOTHING)


@pytest.mark.parametrize(
    "scores", [[2**64 - 5], [0.5], np.array([2**64 - 5], dtype=np.uint64), np.array([1.0])]
)
def test_columns_of_scores_that_are_not_whole_numbers_are_refused(scores):
    with pytest.raises(Impossible, match=r"^A score is not a whole number, or is far too large\.$"):
        solve([ANN], [CAFE], EdgeColumns(["Ann"], ["café"], scores), NOTHING)


def test_pins_that_only_together_leave_a_hard_minimum_empty():
    """The flow alone can't see it: Ann and Bob are apart, and Cyd can't be at both at the same time."""
    people = [Person("Ann", 1), Person("Cyd", 2), Person("Dan", 2)]
    roles = [
        RoleToFill("a", "w", 2, 2, frozenset({1, 2}), hard_minimum=True),
        RoleToFill("b", "w", 2, 2, frozenset({2, 3}), hard_minimum=True),
        RoleToFill("c", "w", 1, 1, frozenset({3, 4, 1}), hard_minimum=True),
    ]
    edges = [
        Edge("Ann", "a", 0),
        Edge("Cyd", "a", 0),
        Edge("Cyd", "b", 0),
        Edge("Dan", "b", 0),
        Edge("Cyd", "c", 0),
    ]

    with pytest.raises(Impossible, match=r"^No plan was found"):
        solve(people, roles, edges, NOTHING, pinned=[("Ann", "a"), ("Dan", "b")])


@pytest.mark.parametrize("missing", [-(2**63), -9, 0, 3, 10**6, 10**10, 2**63 - 1])
@pytest.mark.parametrize("names", [(1, 2), (1, 10**9), (-4, 1), (1, 2**63 - 2)])
def test_columns_that_name_nobody(missing, names):
    columns = EdgeColumns(np.array([1, missing]), np.array([7, 7]), np.array([1, 1]))

    with pytest.raises(
        Impossible, match=f"^An edge names person {missing}, but there is no person with this id"
    ):
        solve([Person(name, 1) for name in names], [RoleToFill(7, "w", 0, 1)], columns, NOTHING)


def test_a_flow_that_fails_is_never_taken_for_a_plan(monkeypatch):
    class Broken(SimpleMinCostFlow):
        def solve(self):
            return self.BAD_COST_RANGE

    monkeypatch.setattr("planning.solver.flow.SimpleMinCostFlow", Broken)

    with pytest.raises(ArithmeticError, match="BAD_COST_RANGE"):
        solve([ANN], [CAFE], [Edge("Ann", "café", 1)], NOTHING)


def test_columns_of_whole_numbers_name_nobody_where_nobody_is_there():
    columns = np.array([7]), np.array([1]), np.array([5])

    with pytest.raises(Impossible, match="names person 7"):
        solve([], [], EdgeColumns(*columns), Fairness(1))


def test_nothing_at_all_as_columns_is_solved_by_nothing():
    nothing = np.zeros(0, dtype=np.int64)

    assert solve([], [], EdgeColumns(nothing, nothing, nothing), Fairness(1)).assignments == ()
