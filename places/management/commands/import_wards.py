from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from places.importers import WardBoundaryImporter
from places.management.importing import ImportCommand, day


class Command(ImportCommand):
    """Import ward boundaries."""

    help = "Import ward boundaries of the ONS: GeoJSON, in WGS84 or EPSG:27700."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the day on which new wards come into force."""
        super().add_arguments(parser)
        parser.add_argument(
            "--valid-from", type=day, help="the first day of wards that are new, like 2023-05-04"
        )

    def importer(self, path: Path, options: dict[str, Any], **common: Any) -> WardBoundaryImporter:
        """Return the importer for the file."""
        return WardBoundaryImporter(path, valid_from=options["valid_from"], **common)
