"""Back up and restore a SQLite database by SQLite's own online backup, while others use it."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from core.backups.outcomes import Failed

NAME = "database.sqlite3"
PAGES_AT_ONCE = 10_000  # about 40 MB
PATIENCE_SECONDS = 30.0
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
Say = Callable[[str], None]


def require_tools() -> None:
    """Do nothing: Python has all that is needed."""


def database_name() -> str:
    """Return the name that an operator types to have the database replaced."""
    return _live().name


def write(folder: Path, say: Say) -> dict[str, int]:
    """Write the database into a backup's folder, as it is at one moment; return the rows of each table."""
    with closing(sqlite3.connect(_live())) as source, closing(sqlite3.connect(folder / NAME)) as copy:
        _copy(source, copy, say)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing of it in another
        return _count(copy)


def rows() -> dict[str, int]:
    """Return the rows of each table, none for an empty database."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
        return _count(database)


def was_cut_off() -> bool:
    """Whether a restore died on the way. Here it leaves nothing behind that matters."""
    return False


@contextmanager
def replaced(folder: Path, say: Say) -> Iterator[None]:
    """Let what follows work on the database of a backup, and make it the database if that goes well.

    It lies in a file aside until then. The last step is one transaction, so that whoever has the database
    open sees the old one or the new one.
    """
    live = _live()
    aside = live.with_name(f"{live.name}.restoring")
    _remove(aside)
    _point_to(aside)
    try:
        aside.touch(mode=0o600)
        shutil.copyfile(folder / NAME, aside)
        yield
        connection.close()
        with closing(sqlite3.connect(aside)) as source, closing(sqlite3.connect(live)) as target:
            _copy(source, target, say)
    finally:
        _point_to(live)
        _remove(aside)


def _live() -> Path:
    return Path(connection.settings_dict["NAME"])


def _point_to(path: Path) -> None:
    connection.close()
    connection.settings_dict["NAME"] = str(path)


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, say: Say) -> None:
    """Copy a database as it is now. Raises Failed if others don't let it go on for some time."""
    source.execute("BEGIN")
    source.execute(TABLES).fetchone()  # from here on it reads this state, whatever others write
    progress = _Progress(say)
    target.execute("PRAGMA busy_timeout=1000")
    source.backup(target, pages=PAGES_AT_ONCE, progress=progress.note)


class _Progress:
    """Says how far a copy is, and stops one that does not get on."""

    def __init__(self, say: Say) -> None:
        self.say = say
        self.until = time.monotonic() + PATIENCE_SECONDS

    def note(self, status: int, left: int, total: int) -> None:
        """Take note of a step. Raises Failed after many that found the database in use."""
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            if time.monotonic() > self.until:
                raise Failed("Other processes use the database. Stop the site, its workers and run_due.")
            return
        self.until = time.monotonic() + PATIENCE_SECONDS
        self.say(f"  {total - left:,} of {total:,} pages")


def _count(database: sqlite3.Connection) -> dict[str, int]:
    names = [name for (name,) in database.execute(TABLES).fetchall()]
    return {
        name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608  # names of our own
        for name in names
    }


def _remove(path: Path) -> None:
    for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        each.unlink(missing_ok=True)
