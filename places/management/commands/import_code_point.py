from pathlib import Path
from typing import Any

from places.importers import CodePointImporter
from places.management.importing import ImportCommand


class Command(ImportCommand):
    """Import OS Code-Point Open."""

    help = "Import OS Code-Point Open: the delivered zip, or one CSV."

    def importer(self, path: Path, options: dict[str, Any], **common: Any) -> CodePointImporter:
        """Return the importer for the file."""
        return CodePointImporter(path, **common)
