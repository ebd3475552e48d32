"""The flow that bounds a problem, or one branch of it.

Nodes: the source, people, places, wards, the sink, then a node with room for one for each pack that is its
edges' home. Units run source → person → place → ward → sink, and past all of them where that is better.
Places and wards have arcs of falling worth: where what a place is worth does not fall (a bonus below nought,
a rising tier, a gap below a hard minimum), the least falling worth that is nowhere below it stands in. A
branch's least numbers are demands of the nodes, so no large costs are needed to force anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from planning.solver.conflict_sets import Mask, Whole
from planning.solver.model import Layout

Range = tuple[int, int]  # the least and the most
GRAIN = 16  # where worth must be split finer than whole numbers, the flow counts in sixteenths


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of all plans: without some edges, with so many places filled in some roles and wards."""

    without: frozenset[int] = frozenset()
    places: Mapping[int, Range] = field(default_factory=dict)
    wards: Mapping[int, Range] = field(default_factory=dict)

    def dropping(self, edges: Iterable[int]) -> "Branch":
        """Return the part without some more edges."""
        return replace(self, without=self.without.union(edges))

    def with_place(self, place: int, least: int, most: int) -> "Branch":
        """Return the part in which a role has so many places filled."""
        return replace(self, places={**self.places, place: (least, most)})

    def with_ward(self, ward: int, least: int, most: int) -> "Branch":
        """Return the part in which a ward has so many places filled."""
        return replace(self, wards={**self.wards, ward: (least, most)})


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The best flow of a branch: its edges, a worth no plan of the branch exceeds, and the ranges it kept
    (of roles from `low` to `high`, of wards from `first` to `last`)."""

    chosen: Mask
    bound: int
    low: Whole
    high: Whole
    first: Whole
    last: Whole


class Network:
    """The flows of one problem."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        edges = layout.edges
        self.first_person = 1
        self.first_place = self.first_person + len(layout.people)
        self.first_ward = self.first_place + len(layout.places)
        self.sink = self.first_ward + len(layout.tiers)
        self.grain = 1 if layout.is_falling and not layout.loose.count else GRAIN
        self.supply = np.minimum(layout.room, np.bincount(edges.person, minlength=len(layout.people)))
        tails, inner_tails, outer_tails = _inner(
            layout.homes[0], self.first_person + edges.person, self.sink + 1
        )
        heads, inner_heads, outer_heads = _inner(
            layout.homes[1], self.first_place + edges.place, self.sink + 1 + len(inner_tails)
        )
        self.tails, self.heads = tails.astype(np.int32), heads.astype(np.int32)
        self.pack_tails = np.concatenate([outer_tails, inner_heads])
        self.pack_heads = np.concatenate([inner_tails, outer_heads])

    @property
    def size(self) -> int:
        """About how many arcs a flow has."""
        return len(self.tails) + len(self.supply) + len(self.layout.places)

    def relax(self, branch: Branch, prices: Whole) -> Relaxed | None:
        """Return the best flow of a branch, or None where the branch holds no plan.

        `prices` (in grains) are what a plan pays for each loose pack's chosen edges and gets back once a
        pack: whoever takes one edge at the most loses nothing by it, so the bound holds for any prices.
        """
        layout = self.layout
        ranges = self._ranges(branch)
        if ranges is None:
            return None
        low, high, first, last = ranges
        flow = SimpleMinCostFlow()
        self._add_edges(flow, branch, prices)
        self._add_places(flow, low, high)
        self._add_wards(flow, first, last)
        wanted = low - layout.taken
        wanted_in_wards = first - layout.by_ward(low)
        spare = int(self.supply.sum() - wanted.sum() - wanted_in_wards.sum())
        demands = np.concatenate([wanted, wanted_in_wards, [spare]])
        flow.set_node_supply(0, int(self.supply.sum()))
        flow.set_nodes_supplies(np.arange(self.first_place, self.sink + 1, dtype=np.int32), -demands)
        status = flow.solve() if spare >= 0 else flow.INFEASIBLE
        if status == flow.INFEASIBLE:
            return None
        if status != flow.OPTIMAL:
            raise ArithmeticError(f"The flow ended as {status}.")
        bound = self._worth(low, first) + (int(prices.sum()) - flow.optimal_cost()) // self.grain
        chosen = flow.flows(np.arange(len(self.tails), dtype=np.int32)) > 0
        return Relaxed(chosen, bound, low, high, first, last)

    def split(self, branch: Branch, relaxed: Relaxed) -> list[Branch]:
        """Split a branch at a role, or else a ward, for which the flow counts more than its worth, if any."""
        layout = self.layout
        filled = layout.filled(relaxed.chosen)
        over_places = self._over_places(relaxed, filled)
        if layout.minimum_bonus < 0 and over_places.max(initial=0) > 0:
            place = int(over_places.argmax())
            least, most = int(relaxed.low[place]), int(relaxed.high[place])
            last = min(int(filled[place]), most - 1)
            return [branch.with_place(place, least, last), branch.with_place(place, last + 1, most)]
        counts = layout.by_ward(filled)
        over_wards = self._over_wards(relaxed, counts)
        if over_wards.max(initial=0) <= 0:
            return []
        ward = int(over_wards.argmax())
        least, most = int(relaxed.first[ward]), int(relaxed.last[ward])
        last = min(int(counts[ward]), most - 1)
        return [branch.with_ward(ward, least, last), branch.with_ward(ward, last + 1, most)]

    def _over_places(self, relaxed: Relaxed, filled: Whole) -> Whole:
        """Return how much (in grains) the flow counts too much for each role."""
        layout = self.layout
        first, last = np.minimum(layout.minimums, relaxed.low), np.minimum(layout.minimums, filled)
        worth = self.grain * layout.minimum_bonus * (last - first)
        over: Whole = self._chords(relaxed.low, relaxed.high) * (filled - relaxed.low) - worth
        return over

    def _chords(self, low: Whole, high: Whole) -> Whole:
        """Return what a place in each role counts (in grains) where the bonus is below nought."""
        gained = np.minimum(self.layout.minimums, high) - np.minimum(self.layout.minimums, low)
        chords: Whole = -(-self.grain * self.layout.minimum_bonus * gained // np.maximum(high - low, 1))
        return chords

    def _over_wards(self, relaxed: Relaxed, filled: Whole) -> Whole:
        """Return how much (in grains) the flow counts too much for each ward."""
        tiers = self.layout.tiers
        over = self.grain * (tiers.worth(relaxed.first) - tiers.worth(filled))
        left = filled - relaxed.first
        for ward, width, worth in zip(*self._steps(relaxed.first, relaxed.last).tolist(), strict=True):
            over[ward] += worth * min(width, left[ward])
            left[ward] -= min(width, left[ward])
        return over

    def _ranges(self, branch: Branch) -> tuple[Whole, Whole, Whole, Whole] | None:
        """Return the least and most filled in each role, then in each ward, or None where that can't be."""
        layout = self.layout
        low, high = layout.taken.copy(), layout.maximums.copy()
        for place, (least, most) in branch.places.items():
            low[place], high[place] = max(low[place], least), min(high[place], most)
        low = np.where(layout.is_hard & (low > 0), np.maximum(low, layout.minimums), low)
        high[layout.is_hard & (high < layout.minimums)] = 0
        first, last = layout.by_ward(low), layout.by_ward(high)
        for ward, (least, most) in branch.wards.items():
            first[ward], last[ward] = max(first[ward], least), min(last[ward], most)
        if (low > high).any() or (first > last).any():
            return None
        return low, high, first, last

    def _add_edges(self, flow: SimpleMinCostFlow, branch: Branch, prices: Whole) -> None:
        """Add everything that does not depend on ranges; the edges come first."""
        edges, loose = self.layout.edges, self.layout.loose
        room = np.ones(len(edges), dtype=np.int64)
        room[list(branch.without)] = 0
        costs = -self.grain * edges.score
        np.add.at(costs, loose.edge, prices[loose.pack])
        flow.add_arcs_with_capacity_and_unit_cost(self.tails, self.heads, room, costs)
        flow.add_arcs_with_capacity_and_unit_cost(self.pack_tails, self.pack_heads, 1, 0)
        flow.add_arcs_with_capacity_and_unit_cost(
            0, self.first_person + np.arange(len(self.supply)), self.supply, 0
        )
        flow.add_arc_with_capacity_and_unit_cost(0, self.sink, int(self.supply.sum()), 0)

    def _add_places(self, flow: SimpleMinCostFlow, low: Whole, high: Whole) -> None:
        """Add the arcs from places to wards, the dearer units first."""
        layout = self.layout
        tails = self.first_place + np.arange(len(low))
        heads = self.first_ward + layout.ward_of
        if layout.minimum_bonus < 0:
            flow.add_arcs_with_capacity_and_unit_cost(tails, heads, high - low, -self._chords(low, high))
        else:
            gained = np.minimum(layout.minimums, high) - np.minimum(layout.minimums, low)
            flow.add_arcs_with_capacity_and_unit_cost(
                tails, heads, gained, -self.grain * layout.minimum_bonus
            )
            flow.add_arcs_with_capacity_and_unit_cost(tails, heads, high - low - gained, 0)

    def _add_wards(self, flow: SimpleMinCostFlow, first: Whole, last: Whole) -> None:
        """Add the arcs from wards to the sink."""
        wards, widths, worth = self._steps(first, last)
        flow.add_arcs_with_capacity_and_unit_cost(self.first_ward + wards, self.sink, widths, -worth)

    def _steps(self, first: Whole, last: Whole) -> Whole:
        """Return the steps of the wards' falling worth: each one's ward, width and worth (in grains)."""
        tiers = self.layout.tiers
        if not tiers.is_falling:
            return self._steps_over(first, last)
        steps = np.empty((3, len(tiers), len(tiers.bonuses) + 1), dtype=np.int64)
        wards, widths, worth = steps
        wards[:] = np.arange(len(tiers))[:, None]
        widths[:, :-1] = tiers.widths(first, last)
        widths[:, -1] = last - first - widths[:, :-1].sum(axis=1)
        worth[:, :-1], worth[:, -1] = self.grain * tiers.bonuses, 0
        return steps.reshape(3, -1)

    def _steps_over(self, first: Whole, last: Whole) -> Whole:
        """Return the least falling steps that are nowhere below what the wards are worth."""
        tiers = self.layout.tiers
        ends = np.sort(np.column_stack([first, last, tiers.above, tiers.upto]))
        ends = np.clip(ends, first[:, None], last[:, None])
        heights = np.stack([tiers.worth(column) for column in ends.T], axis=1)
        corners = [
            (ward, one, other)
            for ward, row in enumerate(np.stack([ends, heights], axis=2).tolist())
            for one, other in pairwise(_hull(row))
        ]
        steps = [
            (ward, right - left, -(self.grain * (low - high) // (right - left)))
            for ward, (left, low), (right, high) in corners
        ]
        return np.array(steps, dtype=np.int64).reshape(-1, 3).T

    def _worth(self, low: Whole, first: Whole) -> int:
        """Return what is counted before any unit flows."""
        layout = self.layout
        minimums = layout.minimum_bonus * int(np.minimum(layout.minimums, low).sum())
        return int(layout.pinned.score.sum()) + minimums + int(layout.tiers.worth(first).sum())


def _hull(points: list[list[int]]) -> list[list[int]]:
    """Return the corners of the lowest line over the points (rising in x) that bends down only."""
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


def _inner(home: Whole, outer: Whole, first: int) -> tuple[Whole, Whole, Whole]:
    """Route edges through their packs.

    `home` is each edge's pack (or -1), `outer` its node without packs, `first` the first pack's node. Returns
    each edge's node, then the packs' nodes and the nodes they stand before.
    """
    edges = np.flatnonzero(home >= 0)
    if not len(edges):
        return outer, edges, edges
    sizes = np.bincount(home[edges])
    before = np.zeros(len(sizes), dtype=np.int64)
    before[home[edges]] = outer[edges]
    shared = np.flatnonzero(sizes > 1)
    packs = first + np.arange(len(shared))
    node_of = np.zeros(len(sizes), dtype=np.int64)
    node_of[shared] = packs
    through = edges[sizes[home[edges]] > 1]
    nodes = outer.copy()
    nodes[through] = node_of[home[through]]
    return nodes, packs, before[shared]
