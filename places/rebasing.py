"""Convert figures from one version of the wards to another, by the postcodes that two wards share.

If a boundary moves, a figure of an old ward is divided among the wards that took over its land, in proportion
to its live postcodes. The city's total stays the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many live postcodes an old ward shares with a new one. Wards are identified by GSS code."""

    old: str
    new: str
    postcodes: int


class NoSuccessor(ValueError):
    """A ward has a figure, but no ward of the other version shares a postcode with it."""


def rebase(figures: Mapping[str, float], overlaps: Iterable[Overlap]) -> dict[str, float]:
    """Return counts by new ward from counts by old ward.

    The sum stays the same except for rounding (at most 1e-9 of it). Use it for counts such as residents or
    crimes, not for rates or scores: see `rebase_means`. Raises NoSuccessor rather than lose a figure.
    """
    parts = defaultdict(list)
    shares = shares_of_old(overlaps)
    for old, figure in figures.items():
        if old not in shares:
            raise NoSuccessor(f"No ward shares a postcode with {old}.")
        for new, share in shares[old].items():
            parts[new].append(figure * share)
    return {new: fsum(parts[new]) for new in sorted(parts)}


def rebase_means(
    means: Mapping[str, float], weights: Mapping[str, float], overlaps: Iterable[Overlap]
) -> dict[str, float]:
    """Return means (scores, rates) by new ward. `weights` says how much of each old ward they cover.

    The city's weighted mean stays the same. A new ward without any weight is left out.
    """
    links = list(overlaps)
    covered = rebase({ward: weights[ward] for ward in means}, links)
    summed = rebase({ward: mean * weights[ward] for ward, mean in means.items()}, links)
    return {ward: summed[ward] / covered[ward] for ward in summed if covered[ward]}


def shares_of_old(overlaps: Iterable[Overlap]) -> dict[str, dict[str, float]]:
    """Return, for each old ward, the share (0 to 1) of its postcodes that each new ward took over."""
    links = list(overlaps)
    postcodes: defaultdict[str, int] = defaultdict(int)
    for link in links:
        postcodes[link.old] += link.postcodes
    shares: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for link in links:
        shares[link.old][link.new] = link.postcodes / postcodes[link.old]
    return dict(shares)


def backwards(overlaps: Iterable[Overlap]) -> list[Overlap]:
    """Return the overlaps with old and new swapped, to convert figures of new wards to old ones."""
    return [Overlap(link.new, link.old, link.postcodes) for link in overlaps]
