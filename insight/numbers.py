"""Writes figures as people read them."""

from collections.abc import Iterable

from django.utils.formats import number_format

PERCENT = "%"


def decimals_for(values: Iterable[float | None]) -> int:
    """Return how many decimals numbers that stand together need: none where all are whole, or else one."""
    return int(any(value is not None and not float(value).is_integer() for value in values))


def in_words(value: float | None, decimals: int, unit: str = "") -> str:
    """Write a number with commas; a share of a hundred has its sign. Nothing known is an empty text.

    Django cuts decimals off, so that the number is rounded first.
    """
    if value is None:
        return ""
    written = number_format(round(value, decimals), decimals, use_l10n=True, force_grouping=True)
    return f"{written}%" if unit == PERCENT else written
