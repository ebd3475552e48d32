"""Writes tables that people open in a spreadsheet."""

import csv
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

# A spreadsheet runs a cell that begins with one of these as a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # full-width ones too


def safe_cell(value: Any) -> Any:
    """Return a value that a spreadsheet shows and never runs; numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" \ufeff").startswith(FORMULA):
        return f"'{value}"
    return value


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
