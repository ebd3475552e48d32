"""The core of a problem: the few edges that decide its best plan.

Most people of a city could take many roles, and most of these edges are far from being used. The best flow
sets a price on each role: what a place in it is worth to others. An edge whose score is far below the price
of its role is left out. The bound of the search accounts for the edges left out, so a plan that is proven to
be the best one for the core is the best one for the whole problem. If this fails, the core grows.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from planning.solver.conflict_sets import Whole
from planning.solver.flow import Branch, Network
from planning.solver.model import Costs, Model
from planning.solver.records import Certificate, Core, Impossible, Parts, Plan
from planning.solver.search import Search

NO_PLAN = "No plan was found that keeps all pins and fills the pinned roles to their hard minimums."
EDGES_PER_PLACE = 10  # in the first core
GROWTH = 3  # how many times as large the next one is
LARGEST_SHARE = 0.25  # of all edges: a larger core would not save enough


class Found(NamedTuple):
    """The best plan found: the model it was found in, its edges there, its worth, and an upper bound."""

    model: Model
    chosen: Whole
    parts: Parts
    bound: int
    multipliers: Whole

    @property
    def plan(self) -> Plan:
        """The plan in ids."""
        model, chosen, parts, bound = self.model, self.chosen, self.parts, self.bound
        person = np.concatenate([model.edges.person[chosen], model.pinned.person])
        role = np.concatenate([model.edges.role[chosen], model.pinned.role])
        # Already in order if nothing is pinned.
        order = np.argsort(person * len(model.roles) + role, kind="stable")
        empty = (model.maximums - model.filled(chosen)).tolist()
        return Plan(
            assignments=tuple(
                zip(
                    map(model.people.__getitem__, person[order].tolist()),
                    map(model.roles.__getitem__, role[order].tolist()),
                    strict=True,
                )
            ),
            objective=parts.total,
            parts=parts,
            unfilled={name: count for name, count in zip(model.roles, empty, strict=True) if count},
            certificate=Certificate(bound == parts.total, bound, bound - parts.total),
        )


def best_plan(models: Iterable[Model], start: Core | None = None, until: float | None = None) -> Found:
    """Search cores of one problem, smallest first, until a plan is proven or the budget is spent.

    A larger core helps only if nothing better is left in the smaller one.
    """
    found: Found | None = None
    for model in models:
        search = Search(model, until)
        if start is not None:
            search.start_from(start)
        bound = search.run()
        if search.best is None:
            continue
        if found is None or search.worth > found.parts.total:
            least = bound if found is None else min(bound, found.bound)
            found = Found(model, *search.best, least, search.multipliers)
        else:
            found = found._replace(bound=min(bound, found.bound))
        if found.bound == found.parts.total or not search.is_closed:
            break
    if found is None:
        raise Impossible(NO_PLAN)
    return found


def cores(model: Model, prices: Costs | None = None) -> Iterator[Model]:
    """Return ever larger cores, and in the end the whole model. Prices of roles are found if not given."""
    size = int(EDGES_PER_PLACE * (model.maximums - model.taken).sum())
    largest = LARGEST_SHARE * len(model.edges)
    if model.is_falling and 0 < size < largest:
        values = values_of(model, role_prices(model) if prices is None else prices)
        while size < largest:
            yield model.among(values >= np.partition(values, -size)[-size])
            size *= GROWTH
    yield model


def values_of(model: Model, prices: Costs) -> Costs:
    """Return by how much the score of each edge exceeds the price of its role."""
    values: Costs = model.edges.score - prices[model.edges.role]
    return values


def role_prices(model: Model) -> Costs:
    """Return the price of a place in each role (in points) in the best flow; the bonuses must be falling."""
    network, branch = Network(model), Branch()
    multipliers = np.zeros(model.relaxed_sets.count, dtype=np.int64)
    root = network.relax(branch, multipliers)
    if root is None:
        return np.zeros(len(model.roles))
    prices: Costs = network.prices(root, branch, multipliers) / network.scale
    return prices
