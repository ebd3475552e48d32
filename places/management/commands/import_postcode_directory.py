from pathlib import Path
from typing import Any

from places.importers import PostcodeDirectoryImporter
from places.management.importing import ImportCommand


class Command(ImportCommand):
    """Import the ONS Postcode Directory."""

    help = "Import the ONS Postcode Directory (ONSPD) or Lookup (NSPL): zip or CSV."

    def importer(self, path: Path, options: dict[str, Any], **common: Any) -> PostcodeDirectoryImporter:
        """Return the importer for the file."""
        return PostcodeDirectoryImporter(path, **common)
