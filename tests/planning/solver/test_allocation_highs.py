"""The allocation against HiGHS: 300 problems of 200 people and 40 roles, as whole-number programs.

The programs say the objective in their own way: no flow, no bounds, every rule a row.
"""

import random
from itertools import combinations
from math import floor

import numpy as np
import pytest

from benchmarks.highs import Program, by_highs
from planning.solver import Edge, Fairness, Person, RoleToFill
from tests.planning.allocations import Problem, faults, worth

BATCHES = 6
PROBLEMS = 50  # a batch
SECONDS = 20  # for HiGHS and one program

pytestmark = [pytest.mark.once, pytest.mark.no_cover]


class Rows:
    """A program that grows by columns and rows, minimising what is wanted the other way round."""

    def __init__(self):
        self.costs, self.high, self.is_whole = [], [], []
        self.entries, self.row_high = [], []

    def column(self, worth, high, *, is_whole=False):
        self.costs.append(-worth)
        self.high.append(high)
        self.is_whole.append(is_whole)
        return len(self.costs) - 1

    def row(self, entries, high):
        """Keep the sum of factors times columns at or below `high`."""
        self.entries += [(column, len(self.row_high), factor) for column, factor in entries]
        self.row_high.append(high)

    def program(self):
        entries = np.array(sorted(self.entries), dtype=float).reshape(-1, 3)
        columns = entries[:, 0].astype(int)
        return Program(
            costs=np.array(self.costs, dtype=float),
            low=np.zeros(len(self.costs)),
            high=np.array(self.high, dtype=float),
            row_low=np.full(len(self.row_high), -np.inf),
            row_high=np.array(self.row_high, dtype=float),
            starts=np.searchsorted(columns, np.arange(len(self.costs) + 1)),
            rows=entries[:, 1].astype(int),
            values=entries[:, 2],
            is_whole=np.array(self.is_whole),
        )


def program_of(problem: Problem) -> Program:
    """Write a problem (with falling bonuses) as a whole-number program."""
    rows = Rows()
    by_person = {person.id: {} for person in problem.people}
    by_role = {role.id: {} for role in problem.roles}
    for edge in problem.edges:
        pair = (edge.person, edge.role)
        column = rows.column(edge.score, pair not in problem.forbidden, is_whole=True)
        if pair in problem.pinned:
            rows.row([(column, -1)], -1)
        by_person[edge.person][edge.role] = by_role[edge.role][edge.person] = column
    for person in problem.people:
        add_person(rows, problem, person, by_person[person.id])
    for role in problem.roles:
        add_role(rows, problem, role, by_role[role.id])
    for ward in {role.ward for role in problem.roles}:
        add_ward(rows, problem, [role for role in problem.roles if role.ward == ward], by_role)
    return rows.program()


def add_person(rows, problem, person, theirs):
    """Add one person's limit, and that they are in one role at a time."""
    slots = {role.id: role.slots for role in problem.roles}
    rows.row([(column, 1) for column in theirs.values()], person.limit)
    for slot in frozenset().union(*(slots[role] for role in theirs)):
        rows.row([(column, 1) for role, column in theirs.items() if slot in slots[role]], 1)


def add_role(rows, problem, role, takes):
    """Add one role's maximum, minimum and bonus, and who is apart in it."""
    is_open = rows.column(0, 1, is_whole=True)
    counted = rows.column(problem.fairness.minimum_bonus, role.minimum)
    rows.row([*((column, 1) for column in takes.values()), (is_open, -role.maximum)], 0)
    rows.row([(counted, 1), *((column, -1) for column in takes.values())], 0)
    if role.hard_minimum:
        rows.row([(is_open, role.minimum), *((column, -1) for column in takes.values())], 0)
    for one, other in problem.apart:
        if one in takes and other in takes:
            rows.row([(takes[one], 1), (takes[other], 1)], 1)


def add_ward(rows, problem, roles, by_role):
    """Add one ward's tiers."""
    demand = sum(role.maximum for role in roles)
    above, tiers = 0, []
    for bonus, share in zip(problem.fairness.tier_bonuses, problem.fairness.tier_shares, strict=True):
        tiers.append((rows.column(bonus, floor(share * demand) - above), 1))
        above = floor(share * demand)
    rows.row([*tiers, *((column, -1) for role in roles for column in by_role[role.id].values())], 0)


def a_town(chance: random.Random) -> Problem:
    """Make up 200 people and 40 roles in five wards, with slots, hard minimums, pins and people apart."""
    roles = [
        RoleToFill(
            number,
            chance.randrange(5),
            minimum := chance.randint(1, 6),
            minimum + chance.randint(0, 6),
            frozenset(chance.sample(range(14), chance.choice([0, 1, 1, 2]))),
            chance.random() < 0.5,
        )
        for number in range(40)
    ]
    people = [Person(number, chance.choice([0, 1, 1, 1, 2, 2, 3])) for number in range(200)]
    scarce = chance.choice([3, 6, 12])
    pairs = [
        (person.id, role.id) for person in people for role in chance.sample(roles, chance.randint(1, scarce))
    ]
    free = [pair for pair in pairs if not roles[pair[1]].hard_minimum and people[pair[0]].limit]
    pinned = chance.sample(free, 3)
    if len(dict(pinned)) < 3 or len({role for _, role in pinned}) < 3:
        pinned = []
    return Problem(
        people,
        roles,
        [Edge(*pair, chance.randint(-50, 1000)) for pair in pairs],
        Fairness(chance.choice([0, 100, 400]), (chance.choice([200, 600]), 100), (0.5, 0.8)),
        pinned,
        [pair for pair in chance.sample(pairs, 20) if pair not in pinned],
        [pair for pair in combinations(chance.sample(range(200), 5), 2) if not set(pair) & set(dict(pinned))],
    )


@pytest.mark.parametrize("batch", range(BATCHES))
def test_solve_equals_a_whole_number_program(batch):
    problems = [a_town(random.Random(batch * PROBLEMS + number)) for number in range(PROBLEMS)]
    answers = by_highs([program_of(problem) for problem in problems], seconds=SECONDS)

    for problem, answer in zip(problems, answers, strict=True):
        plan = problem.solve()

        assert answer.value is not None
        assert faults(problem, plan.assignments) == []
        assert worth(problem, plan.assignments) == plan.objective
        assert plan.objective <= round(-answer.value) <= plan.certificate.bound
        assert plan.certificate.is_optimal == (plan.objective == plan.certificate.bound)
