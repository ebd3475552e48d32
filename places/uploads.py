"""Keeps the files that officers bring, out of every web address's reach, until they have been read in.

One folder for each upload, named by its id, with one folder in it for each part (the index, the best fits).
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
    """Write an upload's files down by part; return the name that each has from now on."""
    names = {part: _plain_name(file.name or "") for part, file in files.items()}
    for part, file in files.items():
        path = path_of(upload, part, names[part])
        path.parent.mkdir(mode=OURS_ALONE, parents=True, exist_ok=True)
        with path.open("wb") as kept:
            kept.writelines(file.chunks())
    return names


def path_of(upload: Any, part: str, name: str) -> Path:
    """Return where a part of an upload is kept."""
    return Path(settings.UPLOADS_DIR) / str(upload) / part / name


def forget(upload: Any) -> None:
    """Delete an upload's files, if they are still there."""
    shutil.rmtree(Path(settings.UPLOADS_DIR) / str(upload), ignore_errors=True)


def _plain_name(name: str) -> str:
    """Return a name that every file system takes, and that leads nowhere else."""
    words = get_valid_filename(f"f{Path(name).name}")[1:].lstrip(".-")
    return words[-LONGEST_NAME:] or "file"
