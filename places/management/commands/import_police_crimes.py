from pathlib import Path
from typing import Any

from places.importers import PoliceImporter
from places.management.importing import ImportCommand


class Command(ImportCommand):
    """Import street-level crime."""

    help = "Import street-level crime of data.police.uk: zip or CSV."

    def importer(self, path: Path, options: dict[str, Any], **common: Any) -> PoliceImporter:
        """Return the importer for the file."""
        return PoliceImporter(path, **common)
