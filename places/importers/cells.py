"""Parse single values of a row. Each function takes the text and a description, and raises BadCell."""

import math
import re
from collections.abc import Collection

from django.utils.translation import gettext as _

from core.cleaning import printable

MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")
LONGEST_QUOTE = 40


class BadCell(ValueError):
    """A value that is not valid. The message is for the person with the file."""


def number(text: str, what: str, low: float, high: float) -> float:
    """Return a finite number between two bounds."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise BadCell(
            _("{what} must be a number from {low} to {high}, not “{text}”").format(
                what=what, low=f"{low:,.12g}", high=f"{high:,.12g}", text=quoted(text)
            )
        )
    return value


def whole(text: str, what: str, low: int, high: int) -> int:
    """Return a whole number between two bounds. “2.0” and “1,234” are accepted."""
    value = number(text.replace(",", ""), what, low, high)
    if value != int(value):
        raise BadCell(_("{what} must be a whole number, not “{text}”").format(what=what, text=quoted(text)))
    return int(value)


def month(text: str) -> str:
    """Return a month, written “2025-10”."""
    if not MONTH.fullmatch(text):
        raise BadCell(_("The month must be like 2025-10, not “{text}”").format(text=quoted(text)))
    return text


def one_of(text: str, what: str, known: Collection[str]) -> str:
    """Return a value that must be one of the known ones."""
    if text not in known:
        raise BadCell(_("We do not know {what} “{text}”").format(what=what, text=quoted(text)))
    return text


def quoted(text: str) -> str:
    """Return a value for use in a message: shortened, and without unprintable characters."""
    return printable(text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…")
