"""The residual graph of an optimal flow: the steps by which it can change, and what each costs.

A unit that arrives at a role has to go on: it fills a place, or someone in the role moves to another of
their roles or leaves. So paths lead through roles, wards and one node for everything unused. People are steps
between roles, not nodes: the size of the graph does not depend on the number of people.
"""

from math import inf

import numpy as np

from planning.solver.conflict_sets import Mask, Whole
from planning.solver.model import Costs, Model


class ResidualGraph:
    """The steps of a flow that is optimal for the worth of its edges, with limits on the places filled.

    All worth is in units of `scale` per point, which `worth` already contains.
    """

    def __init__(self, model: Model, chosen: Mask, worth: Costs, scale: int, low: Whole, high: Whole) -> None:
        self.model, self.chosen, self.worth, self.scale = model, chosen, worth, scale
        edges, (by_person, by_role) = model.edges, model.enforced
        self.is_spare = model.room > np.bincount(edges.person[chosen], minlength=len(model.people))
        self.is_busy = _is_used(by_person, chosen)
        self.first_ward = len(model.roles)
        self.out = self.first_ward + len(model.tiers)
        self.head = edges.role.copy()
        in_clique = by_role >= 0
        cliques, numbers = np.unique(by_role[in_clique], return_inverse=True)
        self.head[in_clique] = self.out + 1 + numbers
        self.size = self.out + 1 + len(cliques)
        self._steps: list[tuple[Whole, Whole, Costs]] = []
        self._add_cliques(in_clique, _is_used(by_role, chosen))
        self._add_roles(low, high)
        self._add_people()

    @property
    def steps(self) -> tuple[Whole, Whole, Costs]:
        """All steps, as columns: from which node, to which node, at what cost."""
        tails, heads, costs = (np.concatenate(column) for column in zip(*self._steps, strict=True))
        return tails, heads, costs

    def _add(self, tails: Whole | int, heads: Whole | int, costs: Costs | Whole | int) -> None:
        broadcast = np.broadcast_arrays(tails, heads, costs)
        self._steps.append((broadcast[0], broadcast[1], broadcast[2]))

    def _add_cliques(self, in_clique: Mask, is_used: Mask) -> None:
        """A clique in use can give its unit back; an unused one can pass a unit on to its role."""
        head, role = self.head, self.model.edges.role
        used, free = in_clique & is_used, in_clique & ~is_used
        self._add(role[used], head[used], 0)
        self._add(head[free], role[free], 0)

    def _add_roles(self, low: Whole, high: Whole) -> None:
        """A role can fill or empty a place, with its ward."""
        model = self.model
        roles = np.arange(len(model.roles))
        wards = self.first_ward + np.arange(len(model.tiers))
        ward_of = self.first_ward + model.ward_of
        filled = model.filled(self.chosen)
        more, fewer = filled < high, filled > low
        bonus = self.scale * model.minimum_bonus
        self._add(roles[more], ward_of[more], -bonus * (filled < model.minimums)[more])
        self._add(ward_of[fewer], roles[fewer], bonus * (filled <= model.minimums)[fewer])
        counts = model.by_ward(filled)
        worth = model.tiers.worth(counts)
        self._add(wards, self.out, self.scale * (worth - model.tiers.worth(counts + 1)))
        some = counts > 0
        lost = worth - model.tiers.worth(np.maximum(counts - 1, 0))
        self._add(self.out, wards[some], self.scale * lost[some])

    def _add_people(self) -> None:
        """Someone can move from one role to another, give one up, or take one more."""
        person, worth = self.model.edges.person, self.worth
        by_person = self.model.enforced[0]
        had = np.flatnonzero(self.chosen)
        first, last = (np.searchsorted(person, person[had], side) for side in ("left", "right"))
        sizes = last - first
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        had_before, taken = np.repeat(had, sizes), np.repeat(first, sizes) + within
        fits = ~self.is_busy[taken] | (by_person[taken] == by_person[had_before])
        fits &= ~self.chosen[taken]
        had_before, taken = had_before[fits], taken[fits]
        self._add(self.head[had_before], self.head[taken], worth[had_before] - worth[taken])
        self._add(self.head[had], self.out, worth[had])
        more = np.flatnonzero(self.is_spare[person] & ~self.is_busy & ~self.chosen)
        self._add(self.out, self.head[more], -worth[more])


def prices(graph: ResidualGraph) -> Costs:
    """Return the price of a place in each role: what the flow loses by one more person in it.

    The price is infinite where a role can take nobody. Relative to these prices nobody can improve their
    choice: no unused edge of the flow is worth more than the price of its role.
    """
    tails, heads, costs = graph.steps
    onwards = tails != graph.out
    tails, heads, costs = tails[onwards], heads[onwards], costs[onwards]
    distances = np.full(graph.size, inf)
    distances[graph.out] = 0
    for _ in range(graph.size):  # Bellman–Ford
        shorter = distances.copy()
        np.minimum.at(shorter, tails, distances[heads] + costs)
        if (shorter == distances).all():
            return distances[: len(graph.model.roles)]
        distances = shorter
    raise ArithmeticError("The flow has no prices, as it is not the best one.")


def _is_used(enforced: Whole, chosen: Mask) -> Mask:
    """Say which edges' enforced set has a chosen edge."""
    used: Mask = (enforced >= 0) & np.isin(enforced, enforced[chosen])
    return used
