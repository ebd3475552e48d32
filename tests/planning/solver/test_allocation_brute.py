"""The allocation against every plan there is, on thousands of small problems."""

import random
from contextlib import suppress

import pytest

from planning.solver import Impossible
from planning.solver.search import Search
from tests.planning.allocations import any_problem, best_worth, faults, worth

pytestmark = [pytest.mark.once, pytest.mark.no_cover]

BATCHES = 10
PROBLEMS = 550  # a batch


@pytest.mark.parametrize("batch", range(BATCHES), ids=["first", *["further"] * (BATCHES - 1)])
def test_solve_equals_trying_every_plan(batch):
    for seed in range(batch * PROBLEMS, (batch + 1) * PROBLEMS):
        problem = any_problem(random.Random(seed))
        truth = best_worth(problem)
        if truth is None:
            with pytest.raises(Impossible):
                problem.solve()
            continue

        plan = problem.solve()

        assert faults(problem, plan.assignments) == [], seed
        assert plan.objective == plan.parts.total == worth(problem, plan.assignments), seed
        assert plan.certificate.is_optimal, seed
        assert plan.objective == plan.certificate.bound == truth, seed
        assert plan.certificate.gap == 0


def test_problems_are_not_all_easy(monkeypatch):
    """Most problems must be flows, and enough of them not: else the test above shows less than it says."""
    flows = []
    relax = Search.relax
    monkeypatch.setattr(Search, "relax", lambda self, *args: flows.append(seed) or relax(self, *args))
    for seed in range(PROBLEMS):
        with suppress(Impossible):
            any_problem(random.Random(seed)).solve()

    searched = {seed for seed in flows if flows.count(seed) > 1}

    assert len(searched) > PROBLEMS / 10


@pytest.mark.parametrize("flows", [1, 2, 3, 5])
def test_bound_holds_where_the_search_is_cut_short(monkeypatch, flows):
    monkeypatch.setattr("planning.solver.search.MOST_FLOWS", flows)
    monkeypatch.setattr("planning.solver.search.LEAST_FLOWS", flows)
    bounded = 0
    for seed in range(150):
        problem = any_problem(random.Random(seed))._replace(pinned=[])
        plan, truth = problem.solve(), best_worth(problem)
        bounded += not plan.certificate.is_optimal

        assert faults(problem, plan.assignments) == []
        assert worth(problem, plan.assignments) == plan.objective <= truth <= plan.certificate.bound
        assert plan.certificate.gap == plan.certificate.bound - plan.objective
        assert plan.certificate.is_optimal == (plan.certificate.gap == 0)
    assert bounded
