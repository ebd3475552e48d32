"""Choose the importer for an uploaded file."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from places import uploads
from places.importers.base import Importer, Progress
from places.importers.code_point import CodePointImporter
from places.importers.deprivation import DeprivationImporter
from places.importers.police import PoliceImporter
from places.importers.population import PopulationImporter
from places.importers.postcode_directory import PostcodeDirectoryImporter
from places.importers.ward_boundaries import WardBoundaryImporter
from places.models import Upload

IMPORTERS: Mapping[str, Callable[..., Importer[Any]]] = {
    importer.kind: importer
    for importer in (
        CodePointImporter,
        PostcodeDirectoryImporter,
        WardBoundaryImporter,
        DeprivationImporter,
        PoliceImporter,
        PopulationImporter,
    )
}
DAYS = ("on", "valid_from")  # options stored as text in JSON


def importer_of(upload: Upload, *, progress: Progress) -> Importer[Any]:
    """Return the importer for an upload, the same one that the command uses."""
    paths = {part: uploads.path_of(upload.pk, part, name) for part, name in upload.files.items()}
    options = {
        name: date.fromisoformat(value) if name in DAYS else value for name, value in upload.options.items()
    }
    return IMPORTERS[upload.kind](paths.pop("file"), **paths, **options, progress=progress)
