"""What a backup says about itself, and whether its files are still those that were written."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from core.backups.outcomes import Refused

NAME = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """When a backup was taken, of which kind of database and state of the tables, and all that it holds."""

    taken_at: str
    kind: str
    version: str
    migrations: list[str]
    rows: dict[str, int]  # by table
    erasures: int  # lines of the log of erasures, which is not in the backup
    files: dict[str, str]  # the SHA-256 of each file, by its path in the folder

    @property
    def moment(self) -> datetime:
        """When the backup was begun."""
        return datetime.fromisoformat(self.taken_at)

    def write(self, folder: Path) -> None:
        """Put it into a backup's folder."""
        text = json.dumps(asdict(self), indent=2, sort_keys=True)
        (folder / NAME).write_text(f"{text}\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    """Return the manifest of a whole backup whose files are as they were written. Raises Refused."""
    try:
        manifest = Manifest(**json.loads((folder / NAME).read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Refused(f"{folder} is not a whole backup: it has no {NAME}.") from error
    except (TypeError, ValueError) as error:
        raise Refused(f"{NAME} in {folder} can’t be read: it is damaged, or of a newer version.") from error
    _require_same(manifest.files, digests(folder))
    return manifest


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file in a backup's folder, but for the manifest."""
    files = sorted(path for path in folder.rglob("*") if not path.is_dir() and path != folder / NAME)
    return {str(path.relative_to(folder)): _digest(path) for path in files}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _require_same(written: dict[str, str], found: dict[str, str]) -> None:
    differing = sorted(name for name in {*written, *found} if written.get(name) != found.get(name))
    if differing:
        raise Refused(
            f"The backup is damaged, use another one. Changed, missing or added since it was taken: "
            f"{', '.join(differing[:5])}."
        )
