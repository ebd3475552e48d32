"""Statistical disclosure control: counts of people that can't identify anyone.

The rule is the one that NHS England uses for hospital figures (Disclosure Control Methodology, 2018): 0 is
shown, 1 to 7 are hidden, and larger counts are rounded to the nearest 5. Totals are worked out from true
counts and rounded separately, so the parts of a table need not add up to them, and hidden counts can't be
worked out.
"""

from collections.abc import Iterable

HIDDEN = "*"
LARGEST_HIDDEN = 7
STEP = 5


def rounded(count: int) -> int | None:
    """Return a count rounded for publication, or None if it must be hidden. Raises ValueError below zero."""
    if count < 0:
        raise ValueError(f"Nobody counts {count} people.")
    if 0 < count <= LARGEST_HIDDEN:
        return None
    return (2 * count + STEP) // (2 * STEP) * STEP


def shown(count: int) -> str:
    """Return a count as text for publication: “0”, “15”, or “*” if it is too small."""
    told = rounded(count)
    return HIDDEN if told is None else f"{told:,}"


def total(counts: Iterable[int]) -> str:
    """Return the total of true counts, as text for publication."""
    return shown(sum(counts))


def share(part: int, whole: int) -> int | None:
    """Return a part of a whole as a percentage, or None if either is too small to publish.

    Both are rounded first, so that the percentage can't reveal a smaller count.
    """
    above, below = rounded(part), rounded(whole)
    if above is None or not below:
        return None
    return min(100, round(100 * above / below))
