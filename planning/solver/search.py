"""The search for the best plan where a flow is not enough: dives, multipliers, then branch and bound."""

import heapq
from itertools import count
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from planning.solver.conflict_sets import Whole
from planning.solver.flow import Branch, Network, Relaxation
from planning.solver.model import Model
from planning.solver.multipliers import tighten
from planning.solver.records import Impossible, Parts

MOST_FLOWS = 2_000  # solved in one search
MOST_ARCS = 4_000_000  # of all flows of one search together, so that planning a city stays quick
LEAST_FLOWS = 6
DIVES = 12  # flows solved in one dive
# A dive closes a fifth of the roles below their hard minimum at a time, the emptiest first. The others have
# to reach their minimum if they are filled to this share of it: one dive for each share.
SHARE_CLOSED = 5
FILLED_ENOUGH = (0.3, 0.5, 0.7)
NO_PLAN = "No plan was found that keeps all pins and fills the pinned roles to their hard minimums."


class Search:
    """The best plan found so far for one problem, and the budget left to find a better one."""

    def __init__(self, model: Model, time_limit: float | None) -> None:
        self.model = model
        self.network = Network(model)
        self.best: tuple[Whole, Parts] | None = None
        self.worth = 0
        self._flows_left = max(LEAST_FLOWS, min(MOST_FLOWS, MOST_ARCS // (self.network.size + 1)))
        self._until = None if time_limit is None else monotonic() + time_limit
        self._multipliers = np.zeros(model.relaxed_sets.count, dtype=np.int64)

    def run(self) -> tuple[Whole, Parts, int]:
        """Return the best plan found within the budget, its worth, and an upper bound on all plans."""
        root = self._relax(Branch())
        if root is not None and self._is_open(root.bound):
            shares = FILLED_ENOUGH if self.model.is_hard.any() else FILLED_ENOUGH[:1]
            for share in shares:
                self._dive(root, share)
            if self.best is not None and self.model.relaxed_sets.count:
                self._multipliers, root = tighten(
                    self.model.relaxed_sets, self.network.scale, root, self._relax_at, lambda: self.worth
                )
        bound = 0 if root is None else self._close(root)
        if self.best is None:
            raise Impossible(NO_PLAN)
        return *self.best, bound

    def _relax(self, branch: Branch) -> Relaxation | None:
        """Solve one more flow, and keep the plan made from it if it is the best."""
        self._flows_left -= 1
        relaxation = self.network.relax(branch, self._multipliers_in(branch))
        if relaxation is not None:
            self._keep(relaxation)
        return relaxation

    def _relax_at(self, multipliers: Whole) -> Relaxation | None:
        """Solve the flow of the whole problem with other multipliers, if the budget allows."""
        if not self._may_go_on():
            return None
        self._multipliers = multipliers
        return self._relax(Branch())

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
        parts = model.parts(chosen, filled)
        if not model.too_few(filled).any() and self._is_open(parts.total):
            self.best, self.worth = (chosen, parts), parts.total

    def _is_open(self, bound: int) -> bool:
        """Say whether a branch with this bound could contain a better plan."""
        return self.best is None or bound > self.worth

    def _may_go_on(self) -> bool:
        is_in_time = self._until is None or self.best is None or monotonic() < self._until
        return self._flows_left > 0 and is_in_time

    def _dive(self, relaxation: Relaxation | None, share: float) -> None:
        """Repair violations round after round until the flow is a plan.

        Violated sets drop edges. Of the roles below their hard minimum, the emptiest are closed, and those
        filled to at least `share` of it have to reach it.
        """
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
            relaxation = self._relax(branch)
            if relaxation is None:  # there are not enough people for all the minimums
                share = (1 + share) / 2
                branch = safe = self._closing(safe, few[: -(-len(few) // 2)])
                relaxation = self._relax(branch)

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
        heap, numbers = [(-root.bound, 0, Branch(), root)], count(1)
        while heap and self._is_open(-heap[0][0]):
            if not self._may_go_on():
                return -heap[0][0]
            bound, _, branch, relaxation = heapq.heappop(heap)
            for part in self._split(branch, relaxation):
                below = self._relax(part)
                if below is not None and self._is_open(below.bound):
                    heapq.heappush(heap, (max(bound, -below.bound), next(numbers), part, below))
        return self.worth

    def _split(self, branch: Branch, relaxation: Relaxation) -> list[Branch]:
        """Split a branch so that neither part contains its flow."""
        model, chosen = self.model, relaxation.chosen
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
        return self.network.split(branch, relaxation) or self._split_by_multiplier(branch, relaxation)

    def _split_by(self, branch: Branch, edge: int) -> list[Branch]:
        """Split into the plans without an edge, and those with it, which are without its rivals."""
        return [branch.dropping([edge]), branch.dropping(self.model.relaxed_sets.rivals(edge).tolist())]

    def _split_by_multiplier(self, branch: Branch, relaxation: Relaxation) -> list[Branch]:
        """Split at the unused set with the highest multiplier, as this multiplier alone raises the bound."""
        model, relaxed_sets = self.model, self.model.relaxed_sets
        multipliers = self._multipliers_in(branch)
        conflict_set = int(np.where(relaxed_sets.usage(relaxation.chosen) == 0, multipliers, 0).argmax())
        edges = np.setdiff1d(
            relaxed_sets.edge[relaxed_sets.conflict_set == conflict_set], list(branch.without)
        )
        return self._split_by(branch, int(edges[model.edges.score[edges].argmax()]))

    def _multipliers_in(self, branch: Branch) -> Whole:
        """Return the multipliers in a branch: zero for sets with at most one edge left in it."""
        is_left = np.ones(len(self.model.edges), dtype=bool)
        is_left[list(branch.without)] = False
        return np.where(self.model.relaxed_sets.usage(is_left) > 1, self._multipliers, 0)
