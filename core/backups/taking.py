"""Take a backup: written aside first, so that nothing half-written is ever taken for one."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from core import erasures
from core.backups import tables, uploads
from core.backups.manifest import Manifest, digests
from core.backups.outcomes import Refused

CHANGES = "CHANGELOG.md"
UPLOADS = "uploads"
Say = Callable[[str], None]


def take(*, to: Path, now: datetime, say: Say) -> Path:
    """Write a backup into a new folder below one; return the new one. Raises Refused and Failed."""
    tables.kind().require_tools()
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole = to / f"safer-{now:%Y-%m-%dT%H%M%SZ}"
    half = whole.with_name(f".{whole.name}.half")
    if whole.exists():
        raise Refused(f"{whole} is there already.")
    half.mkdir(mode=0o700)
    try:
        _fill(half, now, say)
        _seal(half)
        half.rename(whole)
    finally:
        shutil.rmtree(half, ignore_errors=True)  # there only if it went wrong
    _sync(to)
    return whole


def _fill(folder: Path, now: datetime, say: Say) -> None:
    say("Copying the database …")
    migrations = tables.applied()
    rows = tables.kind().write(folder, say)
    say(f"  {len(rows)} tables, {sum(rows.values()):,} rows")
    say("Copying the uploaded files …")
    say(f"  {uploads.copy_to(folder / UPLOADS):,} files")
    say("Writing down what the backup holds …")
    Manifest(
        taken_at=now.isoformat(),
        kind=connection.vendor,
        version=_version(),
        migrations=migrations,
        rows=rows,
        erasures=erasures.lines_known(),
        files=digests(folder),
    ).write(folder)


def _version() -> str:
    """Return the version of this program: the newest heading of the list of changes."""
    lines = (settings.BASE_DIR / CHANGES).read_text(encoding="utf-8").splitlines()
    return next(line.removeprefix("## ") for line in lines if line.startswith("## "))


def _seal(folder: Path) -> None:
    """Let nobody but the owner read it, and see that all of it is on the disk."""
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o700 if path.is_dir() else 0o600)
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
