from pathlib import Path
from typing import Any

from places.importers import PopulationImporter
from places.management.importing import ImportCommand


class Command(ImportCommand):
    """Import ward population."""

    help = "Import ward population: a CSV of code, year and people."

    def importer(self, path: Path, options: dict[str, Any], **common: Any) -> PopulationImporter:
        """Return the importer for the file."""
        return PopulationImporter(path, **common)
