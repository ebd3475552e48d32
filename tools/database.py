"""The database behind `serve`: its tables, the city's wards and strategies, and the demo city."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tools.child import environment
from tools.failure import AGAIN, Failure
from tools.packages import RUNTIME, python
from tools.steps import Runner, Stamp, Step, fingerprint

FILE = "db.sqlite3"


@dataclass(frozen=True)
class DatabaseStamp:
    """A stamp in the SQLite file itself: a new or restored database is never taken for a finished one."""

    file: Path
    name: str

    def read(self) -> str:
        if not self.file.exists():
            return ""
        with closing(sqlite3.connect(self.file)) as connection:
            try:
                row = connection.execute(
                    "SELECT stamp FROM run_py_step WHERE name = ?", [self.name]
                ).fetchone()
            except sqlite3.OperationalError:  # a database that run.py has not touched yet has no such table
                return ""
            except sqlite3.DatabaseError as error:
                what = f"{self.file} is damaged or no SQLite database"
                raise Failure(f"{what}: move it away, then {AGAIN}") from error
        return row[0] if row else ""

    def clear(self) -> None:
        """Leave the old stamp: it no longer fits the step's inputs, and writing replaces it."""

    def write(self, value: str) -> None:
        with closing(sqlite3.connect(self.file, timeout=20)) as connection, connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS run_py_step (name TEXT PRIMARY KEY, stamp TEXT NOT NULL)"
            )
            connection.execute("INSERT OR REPLACE INTO run_py_step VALUES (?, ?)", [self.name, value])


class NoStamp:
    """Remembers nothing: the steps on another database are asked again each time, and are quick when done."""

    def read(self) -> str:
        return ""

    def clear(self) -> None:
        pass

    def write(self, value: str) -> None:
        pass


def steps(root: Path, *, city: str | None, empty: bool) -> list[Step]:
    """Return the steps that fill the database; `city` is small, full, or None for the one that is there."""
    migrations = [*root.glob("*/migrations/*.py"), root / RUNTIME]
    found = [
        _command(root, "Database tables", fingerprint(root, migrations), "migrate"),
        _command(root, "Wards and postcodes", fingerprint(root, [root / "places"]), "load_places"),
        _command(root, "Strategies", fingerprint(root, [root / "strategy"]), "load_strategies"),
    ]
    return found if empty else [*found, _demo_city(root, city)]


def _demo_city(root: Path, city: str | None) -> Step:
    present = _stamp(root, "Demo city").read()
    if city and present and city != present:
        raise Failure(
            f"The database holds the {present} demo city: to start afresh with the {city} one, "
            f"delete {FILE} and run the same command again."
        )
    wanted = city or present or "small"
    return _command(root, "Demo city", wanted, "seed_demo", "--if-absent", "--city", wanted)


def _command(root: Path, name: str, inputs: str, *command: str) -> Step:
    def run_command(run: Runner) -> None:
        # What it leaves to the background is for the worker that comes after it.
        env = environment(DJANGO_DEBUG="1", DJANGO_TASK_WORKER="1")
        run([python(root), "manage.py", *command], env=env)

    return Step(name=name, inputs=inputs, stamp=_stamp(root, name), action=run_command)


def _stamp(root: Path, name: str) -> Stamp:
    from config.env import load  # not at the top: an old Python must get as far as its own plain sentence

    elsewhere = load(root).text("DATABASE_URL")
    return NoStamp() if elsewhere else DatabaseStamp(root / FILE, name)
