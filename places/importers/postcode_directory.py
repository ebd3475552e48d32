from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from places.importers.base import main_table
from places.importers.cells import BadCell, month, number
from places.importers.files import Table, find_columns
from places.importers.postcodes import EASTINGS, NORTHINGS, Listed, PostcodeImporter, read_code
from places.services.imports import POSTCODE_DIRECTORY

# The names vary by year and between the Directory (ONSPD) and the Lookup (NSPL).
COLUMNS = {
    "pcds": r"pcds",
    "oseast1m": r"oseast1m|east1m",
    "osnrth1m": r"osnrth1m|north1m",
    "laua": r"laua|oslaua|lad[0-9]{2}cd",
    "ward": r"osward|wd[0-9]{2}cd|ward",
    "doterm": r"doterm",
}


class PostcodeDirectoryImporter(PostcodeImporter):
    """The ONS Postcode Directory or Lookup, including postcodes that have ended."""

    kind = POSTCODE_DIRECTORY

    def check(self) -> None:
        """Find the table and its columns. Raises BadFile."""
        self.table = main_table(self.path)
        self.at = find_columns(self.table.header(), COLUMNS, self.table.name)

    def listed(self) -> Iterator[tuple[Table, int, list[str]]]:
        """Yield every row."""
        for line, cells in self.read(self.table):
            yield self.table, line, cells

    def district_of(self, cells: list[str]) -> str:
        """Return the district of a row."""
        return cells[self.at["laua"]]

    def code_of(self, cells: list[str]) -> str:
        """Return the postcode of a row as it is written there."""
        return cells[self.at["pcds"]]

    def has_ended(self, cells: list[str]) -> bool:
        """Return whether a row has the month in which its postcode ended."""
        with suppress(BadCell):
            return _first_day(cells[self.at["doterm"]]) is not None
        return False

    def read_row(self, cells: list[str]) -> Listed | None:
        """Return the postcode of a row, or None if it has no grid reference."""
        easting, northing = cells[self.at["oseast1m"]], cells[self.at["osnrth1m"]]
        if not easting or not northing:
            return None
        return Listed(
            code=read_code(self.code_of(cells)),
            district=self.district_of(cells),
            ward=cells[self.at["ward"]],
            easting=number(easting, "easting", *EASTINGS),
            northing=number(northing, "northing", *NORTHINGS),
            quality=None,
            ended_on=_first_day(cells[self.at["doterm"]]),
        )


def _first_day(text: str) -> date | None:
    """Return the first day of the month (“202406”) in which a postcode ended, or None."""
    if not text.strip():
        return None
    year, _dash, part = month(f"{text[:4]}-{text[4:]}").partition("-")
    return date(int(year), int(part), 1)
