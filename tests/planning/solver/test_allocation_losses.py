"""What forcing each of many pairs loses: the same as solving again with the pair pinned."""

import random
from dataclasses import replace

import pytest

from planning.solver import (
    Certificate,
    Edge,
    EdgeColumns,
    Fairness,
    Impossible,
    Person,
    RoleToFill,
    forced,
    losses,
    solve,
)
from planning.solver.pair_losses import PairLosses
from tests.planning.allocations import any_problem

NOTHING = Fairness(0)
ANN, BOB = Person("Ann", 1), Person("Bob", 1)
CAFE, GARDEN = RoleToFill("café", "Park", 0, 1), RoleToFill("garden", "Park", 0, 1)
EDGES = [
    Edge("Ann", "café", 10),
    Edge("Ann", "garden", 9),
    Edge("Bob", "café", 8),
    Edge("Bob", "garden", 1),
]
PROBLEM = [ANN, BOB], [CAFE, GARDEN], EDGES, NOTHING


def by_solving_again(plan, pair, problem, **wishes):
    try:
        return forced(plan, pair, *problem, **wishes).loss
    except Impossible:
        return None


@pytest.fixture
def read_off(monkeypatch):
    """Keep what was read off a plan, as against solved again."""
    pairs, real = [], PairLosses.loss
    monkeypatch.setattr(PairLosses, "loss", lambda self, pair: pairs.append(pair) or real(self, pair))
    return pairs


def test_losses_of_many_pairs(read_off):
    pairs = [(person.id, role.id) for person in PROBLEM[0] for role in PROBLEM[1]]

    assert losses(solve(*PROBLEM), iter(pairs), *map(iter, PROBLEM[:3]), NOTHING) == {
        ("Ann", "café"): 6,
        ("Ann", "garden"): 0,
        ("Bob", "café"): 0,
        ("Bob", "garden"): 6,
    }
    assert read_off == pairs


def test_losses_of_columns():
    columns = EdgeColumns(*([getattr(edge, name) for edge in EDGES] for name in ("person", "role", "score")))

    found = losses(solve(*PROBLEM), [("Bob", "garden")], *PROBLEM[:2], columns, NOTHING)

    assert found == {("Bob", "garden"): 6}


def test_losses_of_who_is_not_there_of_pins_and_of_what_pins_exclude(read_off):
    wishes = {"pinned": [("Ann", "café")]}
    pairs = [["Ann", "café"], ["Bob", "café"], ["Bob", "pub"], ["Cyd", "café"], ["Bob", "garden"]]

    found = losses(solve(*PROBLEM, **wishes), pairs, *PROBLEM, **wishes)

    assert list(found.values()) == [0, None, None, None, 0]
    assert len(read_off) == len(pairs)


def test_losses_lift_the_ban_on_a_pair(read_off):
    wishes = {"forbidden": [["Ann", "garden"]]}

    plan = solve(*PROBLEM, **wishes)

    assert losses(plan, [("Ann", "garden")], *PROBLEM, **wishes) == {("Ann", "garden"): 11 - 17}
    assert read_off == []


@pytest.mark.parametrize("batch", range(6), ids=["first", *["further"] * 5])
def test_losses_equal_solving_again(batch, read_off):
    asked = 0
    for seed in range(batch * 100, (batch + 1) * 100):
        problem = any_problem(random.Random(seed))
        wishes = {"pinned": problem.pinned, "forbidden": problem.forbidden, "apart": problem.apart}
        try:
            plan = problem.solve()
        except Impossible:
            continue
        pairs = [(person.id, role.id) for person in problem.people for role in problem.roles]
        asked += len(pairs)

        found = losses(plan, pairs, *problem[:4], **wishes)

        assert found == {pair: by_solving_again(plan, pair, problem[:4], **wishes) for pair in pairs}, seed
    assert asked / 5 < len(read_off) < asked * 4 / 5


def test_losses_in_a_town(read_off):
    """Long ways round: many people, few roles, everything hangs together."""
    chance = random.Random(9)
    roles = [RoleToFill(number, number % 4, 2, 6, frozenset({number % 7})) for number in range(24)]
    people = [Person(number, chance.choice([1, 1, 2, 3])) for number in range(150)]
    edges = [
        Edge(person.id, role.id, chance.randint(-20, 100))
        for person in people
        for role in chance.sample(roles, 8)
    ]
    apart = [(number, number + 1) for number in range(0, 150, 3)]
    problem = people, roles, edges, Fairness(60, (80, 30), (0.5, 0.8))
    plan = solve(*problem, apart=apart)
    pairs = [(edge.person, edge.role) for edge in chance.sample(edges, 200)]

    found = losses(plan, pairs, *problem, apart=apart)

    assert found == {pair: by_solving_again(plan, pair, problem, apart=apart) for pair in pairs}
    assert len(read_off) == len(pairs)
    assert min(found.values()) == 0 < max(found.values())


def test_losses_of_a_plan_without_proof_are_solved(read_off):
    plan = replace(solve(*PROBLEM), certificate=Certificate(False, 20, 3))

    assert losses(plan, [("Ann", "café")], *PROBLEM) == {("Ann", "café"): 6}
    assert read_off == []


def test_losses_refuse_the_plan_of_another_problem():
    other = solve([ANN, BOB], [CAFE, GARDEN], EDGES[:1], NOTHING)
    strange = replace(solve(*PROBLEM), assignments=(("Ann", "pub"),))

    with pytest.raises(Impossible, match=r"^The plan is not the best one for this problem\.$"):
        losses(other, [("Ann", "café"), ("Bob", "café")], *PROBLEM)
    with pytest.raises(Impossible, match=r"^The plan does not belong to this problem\.$"):
        losses(strange, [("Ann", "café")], *PROBLEM)
