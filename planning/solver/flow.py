"""The flow that bounds a problem, or one branch of it.

Nodes: the source, people, roles, wards, the sink, then a node with room for one for each enforced conflict
set. Units flow source → person → role → ward → sink, or straight from source to sink where that is better.
Roles and wards have arcs of falling worth. Where the worth of a place does not fall (a negative bonus, a
rising tier, a gap below a hard minimum), its least concave majorant is used instead. The lower limits of a
branch are demands of the nodes, so no large costs are needed to enforce them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import inf

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from planning.solver.conflict_sets import Mask, Whole
from planning.solver.model import Costs, Model
from planning.solver.residual import ResidualGraph, prices

Range = tuple[int, int]  # the least and the most
SCALE = 16  # units of cost per point, where fractions of a point are needed


@dataclass(frozen=True, slots=True)
class Branch:
    """A subset of all plans: without some edges, and with limits on the places filled in roles and wards."""

    without: frozenset[int] = frozenset()
    roles: Mapping[int, Range] = field(default_factory=dict)
    wards: Mapping[int, Range] = field(default_factory=dict)

    def dropping(self, edges: Iterable[int]) -> "Branch":
        """Return the branch without these edges as well."""
        return replace(self, without=self.without.union(edges))

    def with_role(self, role: int, least: int, most: int) -> "Branch":
        """Return the branch in which from `least` to `most` places of a role are filled."""
        return replace(self, roles={**self.roles, role: (least, most)})

    def with_ward(self, ward: int, least: int, most: int) -> "Branch":
        """Return the branch in which from `least` to `most` places of a ward are filled."""
        return replace(self, wards={**self.wards, ward: (least, most)})


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The best flow of a branch: its edges, an upper bound on all plans of the branch, and its limits.

    Between `low` and `high` places are filled in each role, and between `first` and `last` in each ward.
    `core_bound` is a bound on the plans that use no edge left out of the model.
    """

    chosen: Mask
    bound: int
    core_bound: int
    low: Whole
    high: Whole
    first: Whole
    last: Whole


class Network:
    """The flows of one problem."""

    def __init__(self, model: Model) -> None:
        self.model = model
        edges = model.edges
        counts = np.bincount(edges.person, minlength=len(model.people))
        has_edges = counts > 0
        person = (np.cumsum(has_edges) - 1)[edges.person]
        self.supply = np.minimum(model.room, counts)[has_edges]
        self.first_person = 1
        self.first_role = self.first_person + len(self.supply)
        self.first_ward = self.first_role + len(model.roles)
        self.sink = self.first_ward + len(model.tiers)
        self.scale = 1 if model.is_falling and not model.relaxed_sets.count else SCALE
        tails, inner_tails, outer_tails = _inner(model.enforced[0], self.first_person + person, self.sink + 1)
        heads, inner_heads, outer_heads = _inner(
            model.enforced[1], self.first_role + edges.role, self.sink + 1 + len(inner_tails)
        )
        self.tails, self.heads = tails.astype(np.int32), heads.astype(np.int32)
        self.set_tails = np.concatenate([outer_tails, inner_heads])
        self.set_heads = np.concatenate([inner_tails, outer_heads])

    @property
    def size(self) -> int:
        """About how many arcs a flow has."""
        return len(self.tails) + len(self.supply) + len(self.model.roles)

    def relax(self, branch: Branch, multipliers: Whole) -> Relaxation | None:
        """Return the best flow of a branch, or None if the branch contains no plan.

        `multipliers` (in scaled units) are Lagrange multipliers of the relaxed sets: each chosen edge of a
        set costs its multiplier, which is paid back once per set. A plan that uses at most one edge of each
        set never loses by this, so the bound holds for any multipliers.
        """
        model = self.model
        ranges = self._ranges(branch)
        if ranges is None:
            return None
        low, high, first, last = ranges
        flow = SimpleMinCostFlow()
        self._add_edges(flow, branch, multipliers)
        self._add_roles(flow, low, high)
        self._add_wards(flow, first, last)
        wanted = low - model.taken
        wanted_in_wards = first - model.by_ward(low)
        spare = int(self.supply.sum() - wanted.sum() - wanted_in_wards.sum())
        demands = np.concatenate([wanted, wanted_in_wards, [spare]])
        flow.set_node_supply(0, int(self.supply.sum()))
        flow.set_nodes_supplies(np.arange(self.first_role, self.sink + 1, dtype=np.int32), -demands)
        status = flow.solve() if spare >= 0 else flow.INFEASIBLE
        if status == flow.INFEASIBLE:
            return None
        if status != flow.OPTIMAL:
            raise ArithmeticError(f"The flow ended as {status}.")
        chosen = flow.flows(np.arange(len(self.tails), dtype=np.int32)) > 0
        worth = int(multipliers.sum()) - flow.optimal_cost()
        bound = self._worth(low, first) + worth // self.scale
        relaxation = Relaxation(chosen, bound, bound, low, high, first, last)
        if model.is_whole:
            return relaxation
        worth += self._excess(relaxation, branch, multipliers)
        return replace(relaxation, bound=self._worth(low, first) + worth // self.scale)

    def is_certain(self, branch: Branch) -> bool:
        """Say whether a branch without a flow contains no plan, even with the edges left out of the model."""
        return not any(
            least > self.model.taken[role] and self.model.left_out[role] > -inf
            for role, (least, _) in branch.roles.items()
        )

    def prices(self, relaxation: Relaxation, branch: Branch, multipliers: Whole) -> Costs:
        """Return the price (in scaled units) of each role in the best flow of a branch."""
        worth = -self._costs(multipliers).astype(np.float64)
        worth[list(branch.without)] = -inf
        low, high = relaxation.low, relaxation.high
        return prices(ResidualGraph(self.model, relaxation.chosen, worth, self.scale, low, high))

    def _excess(self, relaxation: Relaxation, branch: Branch, multipliers: Whole) -> int:
        """Return what edges left out of the model could add to a flow (in scaled units) at most.

        One edge adds at most its worth less the price of its role.
        """
        gain = self.scale * self.model.left_out - self.prices(relaxation, branch, multipliers)
        return int(np.maximum(gain, 0) @ (relaxation.high - self.model.taken))

    def _costs(self, multipliers: Whole) -> Whole:
        """Return the cost of each edge, with the multipliers of its sets."""
        relaxed_sets = self.model.relaxed_sets
        costs = -self.scale * self.model.edges.score
        np.add.at(costs, relaxed_sets.edge, multipliers[relaxed_sets.conflict_set])
        return costs

    def split(self, branch: Branch, relaxation: Relaxation) -> list[Branch]:
        """Split a branch at a role, or otherwise a ward, that the flow overestimates, if there is one."""
        model = self.model
        filled = model.filled(relaxation.chosen)
        over_roles = self._over_roles(relaxation, filled)
        if model.minimum_bonus < 0 and over_roles.max(initial=0) > 0:
            role = int(over_roles.argmax())
            least, most = int(relaxation.low[role]), int(relaxation.high[role])
            last = min(int(filled[role]), most - 1)
            return [branch.with_role(role, least, last), branch.with_role(role, last + 1, most)]
        counts = model.by_ward(filled)
        over_wards = self._over_wards(relaxation, counts)
        if over_wards.max(initial=0) <= 0:
            return []
        ward = int(over_wards.argmax())
        least, most = int(relaxation.first[ward]), int(relaxation.last[ward])
        last = min(int(counts[ward]), most - 1)
        return [branch.with_ward(ward, least, last), branch.with_ward(ward, last + 1, most)]

    def _over_roles(self, relaxation: Relaxation, filled: Whole) -> Whole:
        """Return by how much (in scaled units) the flow overestimates each role."""
        model = self.model
        first, last = np.minimum(model.minimums, relaxation.low), np.minimum(model.minimums, filled)
        worth = self.scale * model.minimum_bonus * (last - first)
        over: Whole = self._chords(relaxation.low, relaxation.high) * (filled - relaxation.low) - worth
        return over

    def _chords(self, low: Whole, high: Whole) -> Whole:
        """Return the worth (in scaled units) of a place in each role where the bonus is negative."""
        gained = np.minimum(self.model.minimums, high) - np.minimum(self.model.minimums, low)
        chords: Whole = -(-self.scale * self.model.minimum_bonus * gained // np.maximum(high - low, 1))
        return chords

    def _over_wards(self, relaxation: Relaxation, filled: Whole) -> Whole:
        """Return by how much (in scaled units) the flow overestimates each ward."""
        tiers = self.model.tiers
        over = self.scale * (tiers.worth(relaxation.first) - tiers.worth(filled))
        left = filled - relaxation.first
        for ward, width, worth in zip(*self._steps(relaxation.first, relaxation.last).tolist(), strict=True):
            over[ward] += worth * min(width, left[ward])
            left[ward] -= min(width, left[ward])
        return over

    def _ranges(self, branch: Branch) -> tuple[Whole, Whole, Whole, Whole] | None:
        """Return the fewest and most places filled in each role, then in each ward, or None if impossible."""
        model = self.model
        low, high = model.taken.copy(), model.maximums.copy()
        for role, (least, most) in branch.roles.items():
            low[role], high[role] = max(low[role], least), min(high[role], most)
        low = np.where(model.is_hard & (low > 0), np.maximum(low, model.minimums), low)
        high[model.is_hard & (high < model.minimums)] = 0
        first, last = model.by_ward(low), model.by_ward(high)
        for ward, (least, most) in branch.wards.items():
            first[ward], last[ward] = max(first[ward], least), min(last[ward], most)
        if (low > high).any() or (first > last).any():
            return None
        return low, high, first, last

    def _add_edges(self, flow: SimpleMinCostFlow, branch: Branch, multipliers: Whole) -> None:
        """Add all arcs that do not depend on limits; those of the edges come first."""
        room = np.ones(len(self.tails), dtype=np.int64)
        room[list(branch.without)] = 0
        costs = self._costs(multipliers)
        flow.add_arcs_with_capacity_and_unit_cost(self.tails, self.heads, room, costs)
        flow.add_arcs_with_capacity_and_unit_cost(self.set_tails, self.set_heads, 1, 0)
        flow.add_arcs_with_capacity_and_unit_cost(
            0, self.first_person + np.arange(len(self.supply)), self.supply, 0
        )
        flow.add_arc_with_capacity_and_unit_cost(0, self.sink, int(self.supply.sum()), 0)

    def _add_roles(self, flow: SimpleMinCostFlow, low: Whole, high: Whole) -> None:
        """Add the arcs from roles to wards, those with the bonus first."""
        model = self.model
        tails = self.first_role + np.arange(len(low))
        heads = self.first_ward + model.ward_of
        if model.minimum_bonus < 0:
            flow.add_arcs_with_capacity_and_unit_cost(tails, heads, high - low, -self._chords(low, high))
        else:
            gained = np.minimum(model.minimums, high) - np.minimum(model.minimums, low)
            flow.add_arcs_with_capacity_and_unit_cost(tails, heads, gained, -self.scale * model.minimum_bonus)
            flow.add_arcs_with_capacity_and_unit_cost(tails, heads, high - low - gained, 0)

    def _add_wards(self, flow: SimpleMinCostFlow, first: Whole, last: Whole) -> None:
        """Add the arcs from wards to the sink."""
        wards, widths, worth = self._steps(first, last)
        flow.add_arcs_with_capacity_and_unit_cost(self.first_ward + wards, self.sink, widths, -worth)

    def _steps(self, first: Whole, last: Whole) -> Whole:
        """Return the steps of the wards' falling worth: ward, width and worth (in scaled units) of each."""
        tiers = self.model.tiers
        if not tiers.is_falling:
            return self._steps_over(first, last)
        steps = np.empty((3, len(tiers), len(tiers.bonuses) + 1), dtype=np.int64)
        wards, widths, worth = steps
        wards[:] = np.arange(len(tiers))[:, None]
        widths[:, :-1] = tiers.widths(first, last)
        widths[:, -1] = last - first - widths[:, :-1].sum(axis=1)
        worth[:, :-1], worth[:, -1] = self.scale * tiers.bonuses, 0
        return steps.reshape(3, -1)

    def _steps_over(self, first: Whole, last: Whole) -> Whole:
        """Return the steps of the least concave majorant of the wards' worth."""
        tiers = self.model.tiers
        ends = np.sort(np.column_stack([first, last, tiers.above, tiers.upto]))
        ends = np.clip(ends, first[:, None], last[:, None])
        heights = np.stack([tiers.worth(column) for column in ends.T], axis=1)
        corners = [
            (ward, one, other)
            for ward, row in enumerate(np.stack([ends, heights], axis=2).tolist())
            for one, other in pairwise(_hull(row))
        ]
        steps = [
            (ward, right - left, -(self.scale * (low - high) // (right - left)))
            for ward, (left, low), (right, high) in corners
        ]
        return np.array(steps, dtype=np.int64).reshape(-1, 3).T

    def _worth(self, low: Whole, first: Whole) -> int:
        """Return the worth before any unit flows."""
        model = self.model
        minimums = model.minimum_bonus * int(np.minimum(model.minimums, low).sum())
        return int(model.pinned.score.sum()) + minimums + int(model.tiers.worth(first).sum())


def _hull(points: list[list[int]]) -> list[list[int]]:
    """Return the corners of the upper concave hull of the points, which are ascending in x."""
    corners: list[list[int]] = []
    for right, high in points:
        if corners and corners[-1][0] == right:
            continue
        while len(corners) > 1:
            (left, low), (middle, between) = corners[-2:]
            if (between - low) * (right - left) > (high - low) * (middle - left):
                break
            corners.pop()
        corners.append([right, high])
    return corners


def _inner(enforced: Whole, outer: Whole, first: int) -> tuple[Whole, Whole, Whole]:
    """Route edges through the nodes of their enforced conflict sets.

    `enforced` is the set of each edge (or -1), `outer` the node of each edge without sets, and `first` the
    node of the first set. Returns the node of each edge, then the nodes of the sets and the nodes behind
    them.
    """
    edges = np.flatnonzero(enforced >= 0)
    if not len(edges):
        return outer, edges, edges
    sizes = np.bincount(enforced[edges])
    before = np.zeros(len(sizes), dtype=np.int64)
    before[enforced[edges]] = outer[edges]
    shared = np.flatnonzero(sizes > 1)
    sets = first + np.arange(len(shared))
    node_of = np.zeros(len(sizes), dtype=np.int64)
    node_of[shared] = sets
    through = edges[sizes[enforced[edges]] > 1]
    nodes = outer.copy()
    nodes[through] = node_of[enforced[through]]
    return nodes, sets, before[shared]
