"""Prices for loose packs: a tighter bound than the flow's own.

A flow that may break packs counts too much. Charging each edge for its packs, and paying each pack's price
back once, keeps the bound and makes breaking dear; the prices that make the bound lowest are looked for by
steps along what is used too much (subgradient steps of Polyak's length).
"""

from collections.abc import Callable

import numpy as np

from planning.solver.conflict_sets import Loose, Whole
from planning.solver.flow import Relaxed

ROUNDS = 20
PATIENCE = 3  # rounds without a lower bound before the steps get shorter
SHORTEST = 0.05


def settle(
    loose: Loose,
    grain: int,
    first: Relaxed,
    relax: Callable[[Whole], Relaxed | None],
    worth: Callable[[], int],
) -> tuple[Whole, Relaxed]:
    """Return prices (in grains) and the flow under them, whose bound is the lowest found.

    `relax` gives the flow under some prices, or None when the means are spent; `worth` is the best plan's so
    far.
    """
    prices = np.zeros(loose.count, dtype=np.int64)
    best, now, best_prices = first, first, prices
    length, waited = 1.0, 0
    for _ in range(ROUNDS):
        least = worth()
        used = loose.usage(now.chosen) - 1
        used[(prices == 0) & (used < 0)] = 0
        steps = int((used**2).sum())
        if not steps or best.bound <= least or length < SHORTEST:
            break
        step = length * grain * (now.bound - least) / steps
        prices = np.maximum(0, prices + np.rint(step * used).astype(np.int64))
        below = relax(prices)
        if below is None:
            break
        now, waited = below, waited + 1
        if now.bound < best.bound:
            best, best_prices, waited = now, prices, 0
        if waited >= PATIENCE:
            length, waited = length / 2, 0
            prices = best_prices
    return best_prices, best
