"""The search for the best plan where flows alone don't decide: a dive, prices, then branch and bound."""

import heapq
from itertools import count
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from planning.solver.conflict_sets import Whole
from planning.solver.flow import Branch, Network, Relaxed
from planning.solver.model import Layout
from planning.solver.multipliers import settle
from planning.solver.records import Impossible, Parts

MOST_FLOWS = 2_000  # that a search looks at
MOST_ARCS = 4_000_000  # ... and in all of them together, so that a city's plan stays quick
LEAST_FLOWS = 6
DIVES = 12  # flows of a dive, each on the way down
SHARE_CLOSED = 5  # a dive closes a fifth of the roles below their hard minimum at a time, the emptiest first
FILLED_ENOUGH = (
    0.3,
    0.5,
    0.7,
)  # ... and keeps the others open that are filled so far: one dive for each share
NO_PLAN = "No plan was found that keeps every pin and fills the pinned roles up to their hard minimums."


class Search:
    """The best plan found so far of one problem, and the means that are left for finding a better one."""

    def __init__(self, layout: Layout, time_limit: float | None) -> None:
        self.layout = layout
        self.network = Network(layout)
        self.best: tuple[Whole, Parts] | None = None
        self.worth = 0
        self._flows_left = max(LEAST_FLOWS, min(MOST_FLOWS, MOST_ARCS // (self.network.size + 1)))
        self._until = None if time_limit is None else monotonic() + time_limit
        self._prices = np.zeros(layout.loose.count, dtype=np.int64)

    def run(self) -> tuple[Whole, Parts, int]:
        """Return the best plan (or a good one within the means), its worth, and what no plan's exceeds."""
        root = self._relax(Branch())
        if root is not None and self._is_open(root.bound):
            shares = FILLED_ENOUGH if self.layout.is_hard.any() else FILLED_ENOUGH[:1]
            for share in shares:
                self._dive(root, share)
            if self.best is not None and self.layout.loose.count:
                self._prices, root = settle(
                    self.layout.loose, self.network.grain, root, self._relax_at, lambda: self.worth
                )
        bound = 0 if root is None else self._close(root)
        if self.best is None:
            raise Impossible(NO_PLAN)
        return *self.best, bound

    def _relax(self, branch: Branch) -> Relaxed | None:
        """Look at one more flow, and keep the plan that can be made of it."""
        self._flows_left -= 1
        relaxed = self.network.relax(branch, self._prices_in(branch))
        if relaxed is not None:
            self._keep(relaxed)
        return relaxed

    def _relax_at(self, prices: Whole) -> Relaxed | None:
        """Look at the whole problem's flow under other prices, if the means allow."""
        if not self._may_go_on():
            return None
        self._prices = prices
        return self._relax(Branch())

    def _keep(self, relaxed: Relaxed) -> None:
        """Keep the plan that is left of a flow without what it breaks, if it is the best."""
        layout, chosen = self.layout, np.flatnonzero(relaxed.chosen)
        lost = layout.loose.losers(relaxed.chosen, layout.edges.score)
        if len(lost):
            chosen = np.setdiff1d(chosen, lost)
        filled = layout.filled(chosen)
        few = layout.too_few(filled)
        if few.any():
            chosen = chosen[~few[layout.edges.place[chosen]]]
            filled = layout.filled(chosen)
        parts = layout.parts(chosen, filled)
        if not layout.too_few(filled).any() and self._is_open(parts.total):
            self.best, self.worth = (chosen, parts), parts.total

    def _is_open(self, bound: int) -> bool:
        """Say whether what is bounded so could hold a better plan."""
        return self.best is None or bound > self.worth

    def _may_go_on(self) -> bool:
        is_in_time = self._until is None or self.best is None or monotonic() < self._until
        return self._flows_left > 0 and is_in_time

    def _dive(self, relaxed: Relaxed | None, share: float) -> None:
        """Settle what a flow breaks or leaves too empty, again and again, for a good plan.

        Broken packs give up edges; of the roles below their hard minimum the emptiest are closed, and the
        others have to reach it where they are filled up to `share` of it.
        """
        loose, score = self.layout.loose, self.layout.edges.score
        branch = safe = Branch()  # the safe one opens nothing, so that it holds a plan for sure
        for _ in range(DIVES):
            if relaxed is None or not self._may_go_on():
                return
            lost = loose.losers(relaxed.chosen, score).tolist()
            few, shares = self._too_few(relaxed)
            if not len(lost) + len(few):
                return
            emptiest = few[: -(-len(few) // SHARE_CLOSED)]
            safe = self._closing(safe.dropping(lost), emptiest)
            branch = self._closing(branch.dropping(lost), emptiest)
            for place in few[len(emptiest) :][shares[len(emptiest) :] >= share].tolist():
                branch = self._opened(branch, place)
            relaxed = self._relax(branch)
            if relaxed is None:  # more is to be filled than people can
                share = (1 + share) / 2
                branch = safe = self._closing(safe, few[: -(-len(few) // 2)])
                relaxed = self._relax(branch)

    def _closing(self, branch: Branch, places: Whole) -> Branch:
        """Return the part in which some roles are closed."""
        for place in places.tolist():
            branch = branch.with_place(place, 0, 0)
        return branch

    def _too_few(self, relaxed: Relaxed) -> tuple[Whole, NDArray[np.float64]]:
        """Return the roles open below their hard minimum, and the shares of it that are filled, rising."""
        filled = self.layout.filled(relaxed.chosen)
        few = np.flatnonzero(self.layout.too_few(filled))
        shares = filled[few] / self.layout.minimums[few]
        order = np.argsort(shares, kind="stable")
        return few[order], shares[order]

    def _opened(self, branch: Branch, place: int) -> Branch:
        """Return the part in which a role reaches its hard minimum."""
        return branch.with_place(place, int(self.layout.minimums[place]), int(self.layout.maximums[place]))

    def _close(self, root: Relaxed) -> int:
        """Split the branch with the highest bound until none can hold a better plan, or the means end."""
        heap, numbers = [(-root.bound, 0, Branch(), root)], count(1)
        while heap and self._is_open(-heap[0][0]):
            if not self._may_go_on():
                return -heap[0][0]
            bound, _, branch, relaxed = heapq.heappop(heap)
            for part in self._split(branch, relaxed):
                below = self._relax(part)
                if below is not None and self._is_open(below.bound):
                    heapq.heappush(heap, (max(bound, -below.bound), next(numbers), part, below))
        return self.worth

    def _split(self, branch: Branch, relaxed: Relaxed) -> list[Branch]:
        """Split a branch so that its flow is in neither part."""
        layout, chosen = self.layout, relaxed.chosen
        filled = layout.filled(chosen)
        few = np.where(layout.too_few(filled), filled, 0)
        if few.any():
            place = int(few.argmax())
            return [branch.with_place(place, 0, 0), self._opened(branch, place)]
        loose = layout.loose
        broken = loose.broken(chosen)
        if broken.any():
            edges, times = np.unique(loose.edge[broken], return_counts=True)
            return self._split_by(branch, int(edges[times.argmax()]))
        return self.network.split(branch, relaxed) or self._split_by_price(branch, relaxed)

    def _split_by(self, branch: Branch, edge: int) -> list[Branch]:
        """Split into the plans without an edge and those with it, which lack its rivals."""
        return [branch.dropping([edge]), branch.dropping(self.layout.loose.rivals(edge).tolist())]

    def _split_by_price(self, branch: Branch, relaxed: Relaxed) -> list[Branch]:
        """Split by the dearest pack that the flow leaves unused: its price is all that keeps the bound up."""
        layout, loose = self.layout, self.layout.loose
        prices = self._prices_in(branch)
        pack = int(np.where(loose.usage(relaxed.chosen) == 0, prices, 0).argmax())
        edges = np.setdiff1d(loose.edge[loose.pack == pack], list(branch.without))
        return self._split_by(branch, int(edges[layout.edges.score[edges].argmax()]))

    def _prices_in(self, branch: Branch) -> Whole:
        """Return the packs' prices in a branch: none for packs of which it has left one edge at the most."""
        is_left = np.ones(len(self.layout.edges), dtype=bool)
        is_left[list(branch.without)] = False
        return np.where(self.layout.loose.usage(is_left) > 1, self._prices, 0)
