"""What forcing pairs loses where the problem is a flow: shortest paths in the residual graph of the plan.

Forcing a pair sends one unit round a cycle: on from the role of the pair (which fills a place, or lets
someone go), and in the end back to its person (who had room, or gives up another role). Each step changes
the worth of the plan by a known amount, so the cheapest cycle is exactly what the pair loses.
"""

from math import inf

import numpy as np

from planning.solver.conflict_sets import Mask, Whole
from planning.solver.model import Costs, Model
from planning.solver.parsing import Edges
from planning.solver.records import Impossible, Pair, Plan
from planning.solver.residual import ResidualGraph


class PairLosses:
    """What each pair loses against an optimal plan. The problem must be a flow."""

    def __init__(self, model: Model, plan: Plan) -> None:
        self.model = model
        self._people = {name: number for number, name in enumerate(model.people)}
        self._roles = {name: number for number, name in enumerate(model.roles)}
        self._keys = self._key(model.edges)
        self._pinned = set(self._key(model.pinned).tolist())
        self._graph = graph = ResidualGraph(
            model, self._chosen(plan), model.edges.score.astype(np.float64), 1, model.taken, model.maximums
        )
        self._costs = np.full((graph.size, graph.size), inf)
        tails, heads, costs = graph.steps
        np.minimum.at(self._costs, (tails, heads), costs)
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
        chosen = self.model.find(plan.assignments)
        if self.model.parts(chosen, self.model.filled(chosen)) != plan.parts:
            raise Impossible("The plan does not belong to this problem.")
        return chosen

    def _loss(self, edge: int) -> int:
        model, graph = self.model, self._graph
        if graph.chosen[edge]:
            return 0
        distances = self._from(int(graph.head[edge]))
        person = model.edges.person[edge]
        first, last = np.searchsorted(model.edges.person, [person, person + 1])
        given = first + np.flatnonzero(graph.chosen[first:last])
        if graph.is_busy[edge]:
            given = given[model.enforced[0][given] == model.enforced[0][edge]]
        ends = (distances[graph.head[given]] + model.edges.score[given]).tolist()
        if graph.is_spare[person] and not graph.is_busy[edge]:
            ends.append(float(distances[graph.out]))
        return int(min(ends)) - int(model.edges.score[edge])  # there is always a path: someone can give way

    def _from(self, node: int) -> Costs:
        """Return the cost of the shortest path to each node (Bellman–Ford)."""
        if node not in self._distances:
            costs = self._costs
            distances, changed = costs[node], np.arange(len(costs))
            for _ in range(len(costs)):
                shorter = np.minimum(distances, (distances[changed, None] + costs[changed]).min(axis=0))
                changed = np.flatnonzero(shorter < distances)
                distances = shorter
                if not len(changed):
                    break
            else:
                raise Impossible("The plan is not the best one for this problem.")
            self._distances[node] = distances
        return self._distances[node]
