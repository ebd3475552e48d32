"""Keeps counts of people from telling who they are (statistical disclosure control).

The rule is the one that NHS England uses for hospital figures (Disclosure Control Methodology, 2018): 0 is 0,
1 to 7 are not shown, anything above is rounded to the nearest 5. A total is worked out from true counts and
rounded on its own, so the parts of a table need not add up to it, and what is hidden can't be worked back.
"""

from collections.abc import Iterable

HIDDEN = "*"
LARGEST_HIDDEN = 7
STEP = 5


def rounded(count: int) -> int | None:
    """Return a count as it may be told, or None where it may not. Raises ValueError below nought."""
    if count < 0:
        raise ValueError(f"Nobody counts {count} people.")
    if 0 < count <= LARGEST_HIDDEN:
        return None
    return (2 * count + STEP) // (2 * STEP) * STEP


def shown(count: int) -> str:
    """Return a count in words that may be told: “0”, “15”, or “*” where it is too small."""
    told = rounded(count)
    return HIDDEN if told is None else f"{told:,}"


def total(counts: Iterable[int]) -> str:
    """Return the total of true counts, as it may be told."""
    return shown(sum(counts))


def share(part: int, whole: int) -> int | None:
    """Return a part of a whole in hundredths, or None where either is too small to be told.

    Both are rounded first, so that no smaller count shines through.
    """
    above, below = rounded(part), rounded(whole)
    if above is None or not below:
        return None
    return min(100, round(100 * above / below))
