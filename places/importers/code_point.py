from collections.abc import Iterator

from places.importers.cells import number, whole
from places.importers.files import Table, find_columns, tables
from places.importers.postcodes import EASTINGS, NORTHINGS, Listed, PostcodeImporter, read_code
from places.locating import PostcodeError, normalise
from places.services.imports import CODE_POINT

# Without a header, as delivered by Ordnance Survey (Code-Point Open, column headers in Doc/)
DELIVERED = {"postcode": 0, "quality": 1, "easting": 2, "northing": 3, "district": 8, "ward": 9}
DELIVERED_WIDTH = 10
NAMED = {
    "postcode": r"postcode",
    "quality": r"positional[ _]quality([ _]indicator)?",
    "easting": r"eastings?",
    "northing": r"northings?",
    "district": r"(admin[ _])?district([ _]code)?",
    "ward": r"(admin[ _])?ward([ _]code)?",
}
NO_POSITION = 90  # Code-Point Open's quality for a postcode without a position


class CodePointImporter(PostcodeImporter):
    """OS Code-Point Open: the delivered zip (a CSV for each postcode area), or one of its CSVs."""

    kind = CODE_POINT

    def check(self) -> None:
        """Find the tables and their columns. Raises BadFile."""
        self.tables = [table for table in tables(self.path) if not _is_description(table)]
        self.columns = {table.name: _columns(table) for table in self.tables}

    def listed(self) -> Iterator[tuple[Table, int, list[str]]]:
        """Yield every row of every area."""
        for table in self.tables:
            self.at = self.columns[table.name]
            for line, cells in self.read(table, skip=0 if self.at is DELIVERED else 1):
                yield table, line, cells

    def district_of(self, cells: list[str]) -> str:
        """Return the district of a row."""
        return cells[self.at["district"]]

    def code_of(self, cells: list[str]) -> str:
        """Return the postcode of a row as it is written there."""
        return cells[self.at["postcode"]]

    def read_row(self, cells: list[str]) -> Listed | None:
        """Return the postcode of a row, or None if Ordnance Survey has no position for it."""
        quality = whole(cells[self.at["quality"]], "quality", 10, NO_POSITION)
        if quality == NO_POSITION:
            return None
        return Listed(
            code=read_code(self.code_of(cells)),
            district=self.district_of(cells),
            ward=cells[self.at["ward"]],
            easting=number(cells[self.at["easting"]], "easting", *EASTINGS),
            northing=number(cells[self.at["northing"]], "northing", *NORTHINGS),
            quality=quality,
        )


def _is_description(table: Table) -> bool:
    """Return whether a file in the zip only describes the columns."""
    return "header" in table.name.rpartition("/")[2].lower()


def _columns(table: Table) -> dict[str, int]:
    header = table.header()
    try:
        normalise(header[0])
    except PostcodeError:
        return find_columns(header, NAMED, table.name)
    return DELIVERED if len(header) == DELIVERED_WIDTH else find_columns(header, NAMED, table.name)
