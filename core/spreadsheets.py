"""Writes tables that people open in a spreadsheet."""

import csv
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

# A spreadsheet runs a cell that begins with one of these as a formula (OWASP, CSV injection). They may be
# wide, small or raised ones, which Unicode takes for the same, and the minus sign is a letter of its own.
FORMULA = frozenset("=+-@\u2212")
CONTROL = ("\t", "\r", "\n")
# Letters and signs that show nothing. Unicode puts the other invisible ones into groups of their own.
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
INVISIBLE = ("Z", "C", "M")  # spaces, controls and formats, and marks on a letter that is not there


def safe_cell(value: Any) -> Any:
    """Return a value that a spreadsheet shows and never runs; numbers stay numbers."""
    if isinstance(value, str) and (value.startswith(CONTROL) or _starts_formula(value)):
        return f"'{value}"
    return value


def _starts_formula(text: str) -> bool:
    """Whether the first letter that can be seen begins a formula."""
    seen = next((letter for letter in text if not _is_invisible(letter)), "")
    return not FORMULA.isdisjoint(unicodedata.normalize("NFKC", seen)[:1])


def _is_invisible(letter: str) -> bool:
    return letter in BLANK or unicodedata.category(letter).startswith(INVISIBLE)


def write_table(file: Any, rows: Iterable[Iterable[Any]]) -> None:
    """Write rows as CSV to a text file or a response."""
    csv.writer(file).writerows([safe_cell(value) for value in row] for row in rows)


def csv_response(filename: str, header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """Return a table as a CSV file to download."""
    response = HttpResponse(
        "\ufeff",  # so that Excel reads it as UTF-8
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
    write_table(response, [header, *rows])
    return response
