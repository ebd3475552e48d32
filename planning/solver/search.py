"""The search for the best plan where a flow is not enough: dives, multipliers, then branch and bound."""

import heapq
from collections.abc import Hashable
from dataclasses import dataclass
from itertools import count
from time import monotonic
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from planning.solver.conflict_sets import Whole
from planning.solver.flow import Branch, Network, Relaxation
from planning.solver.model import Model
from planning.solver.multipliers import FROM_GOOD_ONES, FROM_NOTHING, tighten
from planning.solver.records import Core, Parts

MOST_FLOWS = 2_000  # solved in one search
MOST_ARCS = 4_000_000  # of all flows of one search together, so that planning a city stays quick
LEAST_FLOWS = 6
DIVES = 12  # flows solved in one dive
# A dive closes a fifth of the roles below their hard minimum at a time, the emptiest first. The others have
# to reach their minimum if they are filled to this share of it: one dive for each share.
SHARE_CLOSED = 5
FILLED_ENOUGH = (0.3, 0.5, 0.7)
FEW_ROLES = 4  # below their hard minimum: so few are decided before multipliers are looked for

Flows: TypeAlias = dict[Hashable, Relaxation | None]


@dataclass(frozen=True, slots=True)
class Node:
    """A branch still to be searched, with its flow under some multipliers, and bounds on its plans."""

    branch: Branch
    relaxation: Relaxation
    multipliers: Whole
    bound: int
    core_bound: int

    def below(self, relaxation: Relaxation, multipliers: Whole, branch: Branch) -> "Node":
        """Return a node of a part of this one, or of the same branch with other multipliers."""
        bound, core_bound = min(self.bound, relaxation.bound), min(self.core_bound, relaxation.core_bound)
        return Node(branch, relaxation, multipliers, bound, core_bound)


class Search:
    """The best plan found so far for one problem, and the budget left to find a better one."""

    def __init__(self, model: Model, until: float | None = None) -> None:
        self.model = model
        self.network = Network(model)
        self.best: tuple[Whole, Parts] | None = None
        self.worth = 0
        self.is_closed = False  # whether no plan that uses only edges of the model can be better
        self._flows_left = max(LEAST_FLOWS, min(MOST_FLOWS, MOST_ARCS // (self.network.size + 1)))
        self._until = until
        self.multipliers = np.zeros(model.relaxed_sets.count, dtype=np.int64)  # the latest tight ones

    def start_from(self, core: Core) -> None:
        """Start with the best plan that can be made of the edges of a similar plan, and its multipliers."""
        self.multipliers = self.model.multipliers(core.multipliers)
        known = self.model.find(core.plan.assignments)
        part = Search(self.model.only(known))
        part.relax(Branch(), part.multipliers)
        if part.best is not None:
            chosen, parts = part.best
            self._offer(np.flatnonzero(known)[chosen], parts)

    def run(self) -> int:
        """Look for the best plan within the budget. Returns an upper bound on all plans."""
        is_new = self.best is None
        root = self.relax(Branch(), self.multipliers)
        if is_new and root is not None and self._is_open(root.core_bound):
            shares = FILLED_ENOUGH if self.model.is_hard.any() else FILLED_ENOUGH[:1]
            flows: Flows = {}
            for share in shares:
                self._dive(root, share, flows)
        return self.worth if root is None else self._close(root)

    def relax(self, branch: Branch, multipliers: Whole) -> Relaxation | None:
        """Solve one more flow, and keep the plan made from it if it is the best."""
        self._flows_left -= 1
        relaxation = self.network.relax(branch, self._multipliers_in(branch, multipliers))
        if relaxation is not None:
            self._keep(relaxation)
        return relaxation

    def _keep(self, relaxation: Relaxation) -> None:
        """Drop what violates a rule from a flow, and keep the plan that is left if it is the best."""
        model, chosen = self.model, np.flatnonzero(relaxation.chosen)
        lost = model.relaxed_sets.to_drop(relaxation.chosen, model.edges.score)
        if len(lost):
            chosen = np.setdiff1d(chosen, lost)
        filled = model.filled(chosen)
        few = model.too_few(filled)
        if few.any():
            chosen = chosen[~few[model.edges.role[chosen]]]
            filled = model.filled(chosen)
        if not model.too_few(filled).any():
            self._offer(chosen, model.parts(chosen, filled))

    def _offer(self, chosen: Whole, parts: Parts) -> None:
        """Keep a plan if it is the best so far."""
        if self._is_open(parts.total):
            self.best, self.worth = (chosen, parts), parts.total

    def _is_open(self, bound: int) -> bool:
        """Say whether a branch with this bound could contain a better plan."""
        return self.best is None or bound > self.worth

    def _may_go_on(self) -> bool:
        is_in_time = self._until is None or self.best is None or monotonic() < self._until
        return self._flows_left > 0 and is_in_time

    def _dive(self, relaxation: Relaxation | None, share: float, flows: "Flows") -> None:
        """Repair violations round after round until the flow is a plan.

        Violated sets drop edges. Of the roles below their hard minimum, the emptiest are closed, and those
        filled to at least `share` of it have to reach it. `flows` are those of earlier dives.
        """

        def relax(branch: Branch) -> Relaxation | None:
            key = branch.without, frozenset(branch.roles.items())
            if key not in flows:
                flows[key] = self.relax(branch, self.multipliers)
            return flows[key]

        relaxed_sets, score = self.model.relaxed_sets, self.model.edges.score
        branch = safe = Branch()  # the safe one forces no role open, so it is certain to contain a plan
        for _ in range(DIVES):
            if relaxation is None or not self._may_go_on():
                return
            lost = relaxed_sets.to_drop(relaxation.chosen, score).tolist()
            few, shares = self._too_few(relaxation)
            if not len(lost) + len(few):
                return
            emptiest = few[: -(-len(few) // SHARE_CLOSED)]
            safe = self._closing(safe.dropping(lost), emptiest)
            branch = self._closing(branch.dropping(lost), emptiest)
            for role in few[len(emptiest) :][shares[len(emptiest) :] >= share].tolist():
                branch = self._opened(branch, role)
            relaxation = relax(branch)
            if relaxation is None:  # there are not enough people for all the minimums
                share = (1 + share) / 2
                branch = safe = self._closing(safe, few[: -(-len(few) // 2)])
                relaxation = relax(branch)

    def _closing(self, branch: Branch, roles: Whole) -> Branch:
        """Return the branch in which some roles are closed."""
        for role in roles.tolist():
            branch = branch.with_role(role, 0, 0)
        return branch

    def _too_few(self, relaxation: Relaxation) -> tuple[Whole, NDArray[np.float64]]:
        """Return the roles below their hard minimum, and the share of it that is filled, ascending."""
        filled = self.model.filled(relaxation.chosen)
        few = np.flatnonzero(self.model.too_few(filled))
        shares = filled[few] / self.model.minimums[few]
        order = np.argsort(shares, kind="stable")
        return few[order], shares[order]

    def _opened(self, branch: Branch, role: int) -> Branch:
        """Return the branch in which a role reaches its hard minimum."""
        return branch.with_role(role, int(self.model.minimums[role]), int(self.model.maximums[role]))

    def _close(self, root: Relaxation) -> int:
        """Split the branch with the highest bound until none can be better or the budget is spent."""
        first = Node(Branch(), root, self.multipliers, root.bound, root.core_bound)
        heap, numbers = [(-root.core_bound, 0, first)], count(1)
        done = [self.worth]  # bounds of the branches that need no further splitting
        while heap and self._is_open(-heap[0][0]) and self._may_go_on():
            node = heapq.heappop(heap)[2]
            for part in self._parts(node, done):
                heapq.heappush(heap, (-part.core_bound, next(numbers), part))
        self.is_closed = not heap or not self._is_open(-heap[0][0])
        return max(*done, self.worth, *(node.bound for _, _, node in heap))

    def _parts(self, node: Node, done: list[int]) -> list[Node]:
        """Tighten the bound of a node, and split it if it could still contain a better plan."""
        few = int(self.model.too_few(self.model.filled(node.relaxation.chosen)).sum())
        if not 0 < few <= FEW_ROLES:
            node = self._tightened(node)
            if not self._is_open(node.core_bound):
                return [node]
        parts = []
        for branch in self._split(node):
            relaxation = self.relax(branch, node.multipliers)
            if relaxation is not None:
                parts.append(node.below(relaxation, node.multipliers, branch))
            elif not self.network.is_certain(branch):
                done.append(node.bound)
        return parts

    def _tightened(self, node: Node) -> Node:
        """Return a node with better multipliers."""

        def relax(multipliers: Whole) -> Relaxation | None:
            return self.relax(node.branch, multipliers) if self._may_go_on() else None

        effort = FROM_GOOD_ONES if node.multipliers.any() else FROM_NOTHING
        multipliers, relaxation = tighten(
            self.model.relaxed_sets,
            self.network.scale,
            (node.multipliers, node.relaxation),
            relax,
            lambda: self.worth,
            effort,
        )
        self.multipliers = multipliers
        return node.below(relaxation, multipliers, node.branch)

    def _split(self, node: Node) -> list[Branch]:
        """Split a branch so that neither part contains its flow."""
        model, branch, chosen = self.model, node.branch, node.relaxation.chosen
        filled = model.filled(chosen)
        few = np.where(model.too_few(filled), filled, 0)
        if few.any():
            role = int(few.argmax())
            return [branch.with_role(role, 0, 0), self._opened(branch, role)]
        relaxed_sets = model.relaxed_sets
        violated = relaxed_sets.violated(chosen)
        if violated.any():
            edges, times = np.unique(relaxed_sets.edge[violated], return_counts=True)
            return self._split_by(branch, int(edges[times.argmax()]))
        return self.network.split(branch, node.relaxation) or self._split_by_multiplier(node)

    def _split_by(self, branch: Branch, edge: int) -> list[Branch]:
        """Split into the plans without an edge, and those with it, which are without its rivals."""
        return [branch.dropping([edge]), branch.dropping(self.model.relaxed_sets.rivals(edge).tolist())]

    def _split_by_multiplier(self, node: Node) -> list[Branch]:
        """Split at the unused set with the highest multiplier, as this multiplier alone raises the bound."""
        model, relaxed_sets, branch = self.model, self.model.relaxed_sets, node.branch
        multipliers = self._multipliers_in(branch, node.multipliers)
        is_unused = relaxed_sets.usage(node.relaxation.chosen) == 0
        conflict_set = int(np.where(is_unused, multipliers, 0).argmax())
        edges = np.setdiff1d(
            relaxed_sets.edge[relaxed_sets.conflict_set == conflict_set], list(branch.without)
        )
        return self._split_by(branch, int(edges[model.edges.score[edges].argmax()]))

    def _multipliers_in(self, branch: Branch, multipliers: Whole) -> Whole:
        """Return the multipliers in a branch: zero for sets with at most one edge left in it."""
        if not branch.without:
            return multipliers
        is_left = np.ones(len(self.model.edges), dtype=bool)
        is_left[list(branch.without)] = False
        return np.where(self.model.relaxed_sets.usage(is_left) > 1, multipliers, 0)
