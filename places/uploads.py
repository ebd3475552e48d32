"""Store officers' uploaded files, out of reach of any web address, until they are imported.

Each upload has a folder named by its id, with a folder inside for each part (the index, the best fits).
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import get_valid_filename

LONGEST_NAME = 80
OURS_ALONE = 0o700


def keep(upload: Any, files: Mapping[str, UploadedFile]) -> dict[str, str]:
    """Store an upload's files by part; return the name that each is stored under."""
    names = {part: _plain_name(file.name or "") for part, file in files.items()}
    for part, file in files.items():
        path = path_of(upload, part, names[part])
        path.parent.mkdir(mode=OURS_ALONE, parents=True, exist_ok=True)
        with path.open("wb") as kept:
            kept.writelines(file.chunks())
    return names


def path_of(upload: Any, part: str, name: str) -> Path:
    """Return the path of a part of an upload."""
    return Path(settings.UPLOADS_DIR) / str(upload) / part / name


def forget(upload: Any) -> None:
    """Delete an upload's files, if they still exist."""
    shutil.rmtree(Path(settings.UPLOADS_DIR) / str(upload), ignore_errors=True)


def _plain_name(name: str) -> str:
    """Return a name that every file system accepts and that can't point to another folder."""
    words = get_valid_filename(f"f{Path(name).name}")[1:].lstrip(".-")
    return words[-LONGEST_NAME:] or "file"
