"""What forcing pairs loses where the problem is a flow: shortest paths in the residual graph of the plan.

Forcing a pair sends one unit round a cycle: on from the role of the pair (which fills a place, or lets
somebody go), and in the end back to its person (who had room, or gives up another role). Each step changes
the worth of the plan by a known amount, so the cheapest cycle is exactly what the pair loses. A step through
a person leads from one of their roles to another. So paths are searched among roles, wards and one node for
everything unused: the size of this graph does not depend on the number of people.
"""

from math import inf
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from planning.solver.conflict_sets import Mask, Whole
from planning.solver.model import Model
from planning.solver.parsing import Edges
from planning.solver.records import Impossible, Pair, Plan

Costs: TypeAlias = NDArray[
    np.float64
]  # whole numbers small enough to be exact; infinite where there is no path


class Residual:
    """The steps by which an optimal plan can change, and what each costs. The problem must be a flow."""

    def __init__(self, model: Model, plan: Plan) -> None:
        self.model = model
        edges, (by_person, by_role) = model.edges, model.enforced
        self._people = {name: number for number, name in enumerate(model.people)}
        self._roles = {name: number for number, name in enumerate(model.roles)}
        self._keys = self._key(edges)
        self._pinned = set(self._key(model.pinned).tolist())
        self.chosen = chosen = self._chosen(plan)
        self.is_spare = model.room > np.bincount(edges.person[chosen], minlength=len(model.people))
        self.is_busy = _is_used(by_person, chosen)
        self.first_ward = len(model.roles)
        self.out = self.first_ward + len(model.tiers)
        self.head = edges.role.copy()
        cliques, numbers = np.unique(by_role[by_role >= 0], return_inverse=True)
        self.head[by_role >= 0] = self.out + 1 + numbers
        size = self.out + 1 + len(cliques)
        self.costs = np.full((size, size), inf)
        self._add_cliques(_is_used(by_role, chosen))
        self._add_roles()
        self._add_people()
        self._distances: dict[int, Costs] = {}

    def loss(self, pair: Pair) -> int | None:
        """Return what the plan loses if this pair is in it, or None if no plan contains the pair."""
        person, role = self._people.get(pair[0]), self._roles.get(pair[1])
        if person is None or role is None:
            return None
        key = person * len(self._roles) + role
        edge = int(np.searchsorted(self._keys, key))
        if edge < len(self._keys) and self._keys[edge] == key:
            return self._loss(edge)
        return 0 if key in self._pinned else None

    def _key(self, edges: Edges) -> Whole:
        keys: Whole = edges.person * len(self._roles) + edges.role
        return keys

    def _chosen(self, plan: Plan) -> Mask:
        """Return which edges the plan uses."""
        keys = [
            self._people[person] * len(self._roles) + self._roles[role]
            for person, role in plan.assignments
            if person in self._people and role in self._roles
        ]
        chosen = np.isin(self._keys, keys)
        if self.model.parts(chosen, self.model.filled(chosen)) != plan.parts:
            raise Impossible("The plan does not belong to this problem.")
        return chosen

    def _loss(self, edge: int) -> int:
        model = self.model
        if self.chosen[edge]:
            return 0
        distances = self._from(int(self.head[edge]))
        person = model.edges.person[edge]
        first, last = np.searchsorted(model.edges.person, [person, person + 1])
        given = first + np.flatnonzero(self.chosen[first:last])
        if self.is_busy[edge]:
            given = given[model.enforced[0][given] == model.enforced[0][edge]]
        ends = (distances[self.head[given]] + model.edges.score[given]).tolist()
        if self.is_spare[person] and not self.is_busy[edge]:
            ends.append(float(distances[self.out]))
        return int(min(ends)) - int(model.edges.score[edge])  # there is always a path: somebody can give way

    def _from(self, node: int) -> Costs:
        """Return the cost of the shortest path to each node (Bellman–Ford)."""
        if node not in self._distances:
            distances, changed = self.costs[node], np.arange(len(self.costs))
            for _ in range(len(self.costs)):
                shorter = np.minimum(distances, (distances[changed, None] + self.costs[changed]).min(axis=0))
                changed = np.flatnonzero(shorter < distances)
                distances = shorter
                if not len(changed):
                    break
            else:
                raise Impossible("The plan is not the best one for this problem.")
            self._distances[node] = distances
        return self._distances[node]

    def _add(self, tails: Whole | int, heads: Whole | int, costs: Whole | int) -> None:
        where = np.broadcast_arrays(tails, heads)
        np.minimum.at(self.costs, (where[0], where[1]), costs)

    def _add_cliques(self, is_used: Mask) -> None:
        """A clique in use can give its unit back; an unused one can pass a unit on to its role."""
        in_clique = self.model.enforced[1] >= 0
        head, role = self.head, self.model.edges.role
        used, free = in_clique & is_used, in_clique & ~is_used
        self._add(role[used], head[used], 0)
        self._add(head[free], role[free], 0)

    def _add_roles(self) -> None:
        """A role can fill or empty a place, with its ward."""
        model = self.model
        roles = np.arange(len(model.roles))
        wards = self.first_ward + np.arange(len(model.tiers))
        ward_of = self.first_ward + model.ward_of
        filled = model.filled(self.chosen)
        more, fewer = filled < model.maximums, filled > model.taken
        bonus = model.minimum_bonus
        self._add(roles[more], ward_of[more], -bonus * (filled < model.minimums)[more])
        self._add(ward_of[fewer], roles[fewer], bonus * (filled <= model.minimums)[fewer])
        counts = model.by_ward(filled)
        worth = model.tiers.worth(counts)
        self._add(wards, self.out, worth - model.tiers.worth(counts + 1))
        some = counts > 0
        self._add(self.out, wards[some], (worth - model.tiers.worth(np.maximum(counts - 1, 0)))[some])

    def _add_people(self) -> None:
        """Somebody can move from one role to another, give one up, or take one more."""
        person, score = self.model.edges.person, self.model.edges.score
        by_person = self.model.enforced[0]
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


def _is_used(enforced: Whole, chosen: Mask) -> Mask:
    """Say which edges' enforced set has a chosen edge."""
    used: Mask = (enforced >= 0) & np.isin(enforced, enforced[chosen])
    return used
