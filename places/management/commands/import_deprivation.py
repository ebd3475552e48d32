from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from places.importers import DeprivationImporter
from places.management.importing import ImportCommand


class Command(ImportCommand):
    """Import the Indices of Deprivation."""

    help = "Import the Indices of Deprivation by LSOA, brought to wards."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the year and the two optional files."""
        super().add_arguments(parser)
        parser.add_argument(
            "--year", type=int, default=2025, help="the year of the index (default: %(default)s)"
        )
        parser.add_argument("--best-fit", type=Path, metavar="PATH", help="a CSV of LSOA and ward")
        parser.add_argument("--residents", type=Path, metavar="PATH", help="a CSV of LSOA and residents")

    def importer(self, path: Path, options: dict[str, Any], **common: Any) -> DeprivationImporter:
        """Return the importer for the files."""
        return DeprivationImporter(
            path, year=options["year"], best_fit=options["best_fit"], residents=options["residents"], **common
        )
