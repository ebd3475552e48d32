"""What can't be allocated is refused, in a plain sentence."""

import numpy as np
import pytest
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from planning.solver import Edge, EdgeColumns, Fairness, Impossible, Person, Place, solve

NOTHING = Fairness(0)
ANN, BOB = Person("Ann", 1), Person("Bob", 1)
CAFE = Place("café", "Park", 0, 1)
TWO = Person("Ann", 2)
MONDAY = Place("a", "w", 0, 1, frozenset({"mon"})), Place("b", "w", 0, 1, frozenset({"mon"}))
ANN_BOTH = [Edge("Ann", "a", 1), Edge("Ann", "b", 1)]
SHARE = "A tier's share is below nought or without end."
CAFE_BOTH = [Edge("Ann", "café", 1), Edge("Bob", "café", 1)]


@pytest.mark.parametrize(
    ("problem", "wishes", "words"),
    [
        (([ANN, ANN], [], [], NOTHING), {}, "There are two people with the id 'Ann'."),
        (([], [CAFE, CAFE], [], NOTHING), {}, "There are two places with the id 'café'."),
        (([Person("Ann", -1)], [], [], NOTHING), {}, "The limit of person 'Ann' is below nought."),
        (
            ([Person("Ann", 1.5)], [], [], NOTHING),
            {},
            "A limit is not a whole number, or far too large a one.",
        ),
        (
            ([], [Place("x", "w", 2, 1)], [], NOTHING),
            {},
            "The minimum of place 'x' is below nought or above its maximum.",
        ),
        (
            ([], [Place("x", "w", -1, 1)], [], NOTHING),
            {},
            "The minimum of place 'x' is below nought or above its maximum.",
        ),
        (
            ([ANN], [CAFE], [Edge("Cyd", "café", 1)], NOTHING),
            {},
            "An edge names person 'Cyd', who is not among the person ids given.",
        ),
        (
            ([ANN], [CAFE], [Edge("Ann", "pub", 1)], NOTHING),
            {},
            "An edge names place 'pub', who is not among the place ids given.",
        ),
        (
            ([ANN], [CAFE], [Edge("Ann", "café", 1)] * 2, NOTHING),
            {},
            "The pair of person 'Ann' and place 'café' is listed twice.",
        ),
        (
            ([ANN], [CAFE], [Edge("Ann", "café", 0.5)], NOTHING),
            {},
            "A score is not a whole number, or far too large a one.",
        ),
        (
            ([ANN], [CAFE], [Edge("Ann", "café", 2**70)], NOTHING),
            {},
            "A score is not a whole number, or far too large a one.",
        ),
        (
            ([ANN], [CAFE], [Edge("Ann", "café", -(10**10) - 1)], NOTHING),
            {},
            "A score is beyond 10,000,000,000.",
        ),
        (([], [], [], Fairness(10**11)), {}, "A minimum bonus is beyond 10,000,000,000."),
        (([], [], [], Fairness(0, (10**11,), (1,))), {}, "A tier bonus is beyond 10,000,000,000."),
        (([], [Place("x", "w", 10**11, 10**11)], [], NOTHING), {}, "A minimum is beyond 10,000,000,000."),
        (([], [Place("x", "w", 0, 10**11)], [], NOTHING), {}, "A maximum is beyond 10,000,000,000."),
        (([], [], [], Fairness(0, (1,), ())), {}, "There must be as many tier bonuses as tier shares."),
        (([], [], [], Fairness(0, (1,), (-0.1,))), {}, SHARE),
        (([], [], [], Fairness(0, (1,), (float("nan"),))), {}, SHARE),
        (([], [], [], Fairness(0, (1,), (float("inf"),))), {}, SHARE),
        (
            ([ANN], [CAFE], [], NOTHING),
            {"pinned": [("Ann", "café")]},
            "Person 'Ann' can't be pinned to place 'café': there is no such edge.",
        ),
        (
            ([ANN], [CAFE], [], NOTHING),
            {"pinned": [("Ann", "pub")]},
            "A pin names person 'Ann' and place 'pub', who are not both there.",
        ),
        (
            ([ANN], [CAFE], [], NOTHING),
            {"pinned": [("Cyd", "café")]},
            "A pin names person 'Cyd' and place 'café', who are not both there.",
        ),
        (
            ([ANN], [CAFE], [], NOTHING),
            {"apart": [("Ann", "Ann")]},
            "Person 'Ann' can't be kept apart from themselves.",
        ),
        (
            ([TWO], MONDAY, ANN_BOTH, NOTHING),
            {"pinned": [("Ann", "a")], "forbidden": [("Ann", "a")]},
            "The pair of person 'Ann' and place 'a' is both pinned and forbidden.",
        ),
        (
            ([ANN], MONDAY, ANN_BOTH, NOTHING),
            {"pinned": [("Ann", "a"), ("Ann", "b")]},
            "The pair of person 'Ann' and place 'a' is pinned beyond the person's limit.",
        ),
        (
            ([TWO], MONDAY, ANN_BOTH, NOTHING),
            {"pinned": [("Ann", "a"), ("Ann", "b")]},
            (
                "The pair of person 'Ann' and place 'b' is pinned, "
                "and so is another place of theirs at the same time."
            ),
        ),
        (
            ([ANN, BOB], [CAFE], CAFE_BOTH, NOTHING),
            {"pinned": [("Ann", "café"), ("Bob", "café")]},
            "The pair of person 'Ann' and place 'café' is pinned beyond the place's maximum.",
        ),
        (
            ([ANN, BOB], [Place("café", "w", 0, 2)], CAFE_BOTH, NOTHING),
            {"pinned": [("Ann", "café"), ("Bob", "café")], "apart": [("Bob", "Ann")]},
            (
                "The pair of person 'Bob' and place 'café' is pinned, "
                "and so is somebody who is to be kept apart from them."
            ),
        ),
        (
            ([ANN], [Place("café", "w", 2, 2, hard_minimum=True)], [Edge("Ann", "café", 1)], NOTHING),
            {"pinned": [("Ann", "café")]},
            "No plan was found that keeps every pin and fills the pinned roles up to their hard minimums.",
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
        match=f"^The pair of person '{twice.person}' and place '{twice.place}' is listed twice",
    ):
        solve([ANN, BOB], MONDAY, listed, NOTHING)


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(Impossible, match=r"^The columns of the edges are not of one length\.$"):
        solve([ANN], [CAFE], EdgeColumns(["Ann"], ["café"], []), NOTHING)


@pytest.mark.parametrize(
    "scores", [[2**64 - 5], [0.5], np.array([2**64 - 5], dtype=np.uint64), np.array([1.0])]
)
def test_columns_of_scores_that_are_not_whole_numbers_are_refused(scores):
    with pytest.raises(Impossible, match=r"^A score is not a whole number, or far too large a one\.$"):
        solve([ANN], [CAFE], EdgeColumns(["Ann"], ["café"], scores), NOTHING)


def test_pins_that_only_together_leave_a_hard_minimum_empty():
    """The flow alone can't see it: Ann and Bob are apart, and Cyd can't be at both at the same time."""
    people = [Person("Ann", 1), Person("Cyd", 2), Person("Dan", 2)]
    places = [
        Place("a", "w", 2, 2, frozenset({1, 2}), hard_minimum=True),
        Place("b", "w", 2, 2, frozenset({2, 3}), hard_minimum=True),
        Place("c", "w", 1, 1, frozenset({3, 4, 1}), hard_minimum=True),
    ]
    edges = [
        Edge("Ann", "a", 0),
        Edge("Cyd", "a", 0),
        Edge("Cyd", "b", 0),
        Edge("Dan", "b", 0),
        Edge("Cyd", "c", 0),
    ]

    with pytest.raises(Impossible, match=r"^No plan was found"):
        solve(people, places, edges, NOTHING, pinned=[("Ann", "a"), ("Dan", "b")])


@pytest.mark.parametrize("missing", [-(2**63), -9, 0, 3, 10**6, 10**10, 2**63 - 1])
@pytest.mark.parametrize("names", [(1, 2), (1, 10**9), (-4, 1), (1, 2**63 - 2)])
def test_columns_that_name_nobody(missing, names):
    columns = EdgeColumns(np.array([1, missing]), np.array([7, 7]), np.array([1, 1]))

    with pytest.raises(
        Impossible, match=f"^An edge names person {missing}, who is not among the person ids given"
    ):
        solve([Person(name, 1) for name in names], [Place(7, "w", 0, 1)], columns, NOTHING)


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
