"""What forcing pairs loses where the plan is a flow: shortest ways through what the plan leaves open.

Forcing a pair moves one unit round: on from the pair's place (which fills up, or lets somebody go), and at
last back to its person (who had room, or gives something up). Each step changes the plan's worth by a known
amount, so the cheapest way round is exactly what the pair loses. People lie between two places of theirs, so
the ways are looked for among places, wards and one node for all that is left out: a small graph, however many
people there are.
"""

from math import inf
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from planning.solver.conflict_sets import Mask, Whole
from planning.solver.model import Layout
from planning.solver.parsing import Edges
from planning.solver.records import Impossible, Pair, Plan

Costs: TypeAlias = NDArray[np.float64]  # whole numbers far below where floats lose them; endless: no way


class Residual:
    """The steps by which the best plan of a problem that is a flow can change, and what each costs."""

    def __init__(self, layout: Layout, plan: Plan) -> None:
        self.layout = layout
        edges, (by_person, by_place) = layout.edges, layout.homes
        self._people = {name: number for number, name in enumerate(layout.people)}
        self._places = {name: number for number, name in enumerate(layout.places)}
        self._keys = self._key(edges)
        self._pinned = set(self._key(layout.pinned).tolist())
        self.chosen = chosen = self._chosen(plan)
        self.is_spare = layout.room > np.bincount(edges.person[chosen], minlength=len(layout.people))
        self.is_busy = _is_used(by_person, chosen)
        self.first_ward = len(layout.places)
        self.out = self.first_ward + len(layout.tiers)
        self.head = edges.place.copy()
        circles, numbers = np.unique(by_place[by_place >= 0], return_inverse=True)
        self.head[by_place >= 0] = self.out + 1 + numbers
        size = self.out + 1 + len(circles)
        self.steps = np.full((size, size), inf)
        self._add_circles(_is_used(by_place, chosen))
        self._add_places()
        self._add_people()
        self._ways: dict[int, Costs] = {}

    def loss(self, pair: Pair) -> int | None:
        """Return what the plan loses by one more pair, or None where no plan has it."""
        person, place = self._people.get(pair[0]), self._places.get(pair[1])
        if person is None or place is None:
            return None
        key = person * len(self._places) + place
        edge = int(np.searchsorted(self._keys, key))
        if edge < len(self._keys) and self._keys[edge] == key:
            return self._loss(edge)
        return 0 if key in self._pinned else None

    def _key(self, edges: Edges) -> Whole:
        keys: Whole = edges.person * len(self._places) + edges.place
        return keys

    def _chosen(self, plan: Plan) -> Mask:
        """Find the plan's pairs among the edges."""
        keys = [
            self._people[person] * len(self._places) + self._places[place]
            for person, place in plan.assignments
            if person in self._people and place in self._places
        ]
        chosen = np.isin(self._keys, keys)
        if self.layout.parts(chosen, self.layout.filled(chosen)) != plan.parts:
            raise Impossible("The plan is not one of this problem.")
        return chosen

    def _loss(self, edge: int) -> int:
        layout = self.layout
        if self.chosen[edge]:
            return 0
        way = self._from(int(self.head[edge]))
        person = layout.edges.person[edge]
        first, last = np.searchsorted(layout.edges.person, [person, person + 1])
        given = first + np.flatnonzero(self.chosen[first:last])
        if self.is_busy[edge]:
            given = given[layout.homes[0][given] == layout.homes[0][edge]]
        ends = (way[self.head[given]] + layout.edges.score[given]).tolist()
        if self.is_spare[person] and not self.is_busy[edge]:
            ends.append(float(way[self.out]))
        return int(min(ends)) - int(layout.edges.score[edge])  # somebody can always give way

    def _from(self, node: int) -> Costs:
        """Return what the cheapest way to each node costs, step by step until nothing gets cheaper."""
        if node not in self._ways:
            way, changed = self.steps[node], np.arange(len(self.steps))
            for _ in range(len(self.steps)):
                shorter = np.minimum(way, (way[changed, None] + self.steps[changed]).min(axis=0))
                changed = np.flatnonzero(shorter < way)
                way = shorter
                if not len(changed):
                    break
            else:
                raise Impossible("The plan is not the best one of this problem.")
            self._ways[node] = way
        return self._ways[node]

    def _add(self, tails: Whole | int, heads: Whole | int, costs: Whole | int) -> None:
        where = np.broadcast_arrays(tails, heads)
        np.minimum.at(self.steps, (where[0], where[1]), costs)

    def _add_circles(self, is_used: Mask) -> None:
        """People kept apart take turns: a circle in use passes a unit back, another one passes it on."""
        circled = self.layout.homes[1] >= 0
        head, place = self.head, self.layout.edges.place
        used, free = circled & is_used, circled & ~is_used
        self._add(place[used], head[used], 0)
        self._add(head[free], place[free], 0)

    def _add_places(self) -> None:
        """A role takes or loses one, and its ward and all that is left out the other way round."""
        layout = self.layout
        places = np.arange(len(layout.places))
        wards = self.first_ward + np.arange(len(layout.tiers))
        ward_of = self.first_ward + layout.ward_of
        filled = layout.filled(self.chosen)
        more, fewer = filled < layout.maximums, filled > layout.taken
        bonus = layout.minimum_bonus
        self._add(places[more], ward_of[more], -bonus * (filled < layout.minimums)[more])
        self._add(ward_of[fewer], places[fewer], bonus * (filled <= layout.minimums)[fewer])
        counts = layout.by_ward(filled)
        worth = layout.tiers.worth(counts)
        self._add(wards, self.out, worth - layout.tiers.worth(counts + 1))
        some = counts > 0
        self._add(self.out, wards[some], (worth - layout.tiers.worth(np.maximum(counts - 1, 0)))[some])

    def _add_people(self) -> None:
        """Somebody moves from one role to another, gives one up, or takes one more."""
        person, score = self.layout.edges.person, self.layout.edges.score
        by_person = self.layout.homes[0]
        had = np.flatnonzero(self.chosen)
        first, last = (np.searchsorted(person, person[had], side) for side in ("left", "right"))
        sizes = last - first
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        had_before, taken = np.repeat(had, sizes), np.repeat(first, sizes) + within
        fits = ~self.is_busy[taken] | (by_person[taken] == by_person[had_before])
        fits &= ~self.chosen[taken]
        had_before, taken = had_before[fits], taken[fits]
        self._add(self.head[had_before], self.head[taken], score[had_before] - score[taken])
        self._add(self.head[had], self.out, score[had])
        more = np.flatnonzero(self.is_spare[person] & ~self.is_busy & ~self.chosen)
        self._add(self.out, self.head[more], -score[more])


def _is_used(home: Whole, chosen: Mask) -> Mask:
    """Say which edges' home pack has a chosen edge."""
    used: Mask = (home >= 0) & np.isin(home, home[chosen])
    return used
