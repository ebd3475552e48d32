"""Lagrange multipliers for relaxed conflict sets: a tighter bound than that of the plain flow.

A flow that may violate sets overestimates the best plan. Charging each edge the multipliers of its sets, and
paying each multiplier back once, keeps the bound valid and makes violations expensive. The multipliers that
minimise the bound are found by the subgradient method with Polyak's step length.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from planning.solver.conflict_sets import RelaxedSets, Whole
from planning.solver.flow import Relaxation

ROUNDS = 20


class Effort(NamedTuple):
    """When to give up: steps are halved after so many rounds without a lower bound, down to the shortest."""

    patience: int
    shortest: float


FROM_NOTHING, FROM_GOOD_ONES = Effort(3, 0.05), Effort(2, 1)


def tighten(
    relaxed_sets: RelaxedSets,
    scale: int,
    start: tuple[Whole, Relaxation],
    relax: Callable[[Whole], Relaxation | None],
    worth: Callable[[], int],
    effort: Effort,
) -> tuple[Whole, Relaxation]:
    """Return multipliers (in scaled units) and their flow, which has the lowest bound found.

    `relax` returns the flow for given multipliers, or None when the budget is spent. `worth` returns the
    worth of the best plan so far.
    """
    multipliers, now = start
    best_multipliers, best = start
    length, waited = 1.0, 0
    for _ in range(ROUNDS):
        least = worth()
        used = relaxed_sets.usage(now.chosen) - 1
        used[(multipliers == 0) & (used < 0)] = 0
        steps = int((used**2).sum())
        if not steps or best.core_bound <= least or length < effort.shortest:
            break
        step = length * scale * (now.core_bound - least) / steps
        multipliers = np.maximum(0, multipliers + np.rint(step * used).astype(np.int64))
        below = relax(multipliers)
        if below is None:
            break
        now, waited = below, waited + 1
        if now.core_bound < best.core_bound:
            best, best_multipliers, waited = now, multipliers, 0
        if waited >= effort.patience:
            length, waited = length / 2, 0
            multipliers, now = best_multipliers, best
    return best_multipliers, best
