"""Back up and restore a PostgreSQL database by its own tools, `pg_dump` and `pg_restore`."""

import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.backends.postgresql.client import DatabaseClient

from core.backups.outcomes import Failed, Refused

NAME = "database.dump"
ASIDE = "before_restore"  # the schema in which the present tables wait until the restore is done
DATA_OF = re.compile(r'(?:dumping contents of|processing data for) table "(?:\w+\.)?(\w+)"')
Say = Callable[[str], None]


def require_tools() -> None:
    """Raise Refused unless PostgreSQL's tools are here and can read this server."""
    server = connection.cursor().connection.info.server_version // 10_000
    for tool in ("pg_dump", "pg_restore"):
        path = shutil.which(tool)
        if path is None:
            raise Refused(
                f"{tool} is missing: install PostgreSQL’s client programs, version {server} or later."
            )
        version = _version(path)
        if version < server:
            raise Refused(
                f"{tool} is of version {version}, the server of {server}: install {server} or later."
            )


def database_name() -> str:
    """Return the name that an operator types to have the database replaced."""
    return str(connection.settings_dict["NAME"])


def write(folder: Path, say: Say) -> dict[str, int]:
    """Write the database into a backup's folder, as it is at one moment; return the rows of each table."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        found = rows()
        asked = ["--format=custom", f"--snapshot={snapshot}", f"--exclude-schema={ASIDE}"]
        _run("pg_dump", *asked, "--no-owner", "--no-privileges", f"--file={folder / NAME}", say=say)
    return found


def rows() -> dict[str, int]:
    """Return the rows of each table, none for an empty database."""
    with connection.cursor() as cursor:
        return {name: _count(cursor, name) for name in sorted(connection.introspection.table_names(cursor))}


def was_cut_off() -> bool:
    """Whether a restore died on the way. What was there before it is then still aside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [ASIDE])
        return cursor.fetchone() is not None


@contextmanager
def replaced(folder: Path, say: Say) -> Iterator[None]:
    """Let what follows work on the database of a backup, for good if that goes well.

    The present tables wait in a schema aside until then, and come back from there if anything goes wrong.
    """
    if was_cut_off():
        _put_back()
    _put_aside()
    try:
        asked = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments"]
        _run("pg_restore", *asked, str(folder / NAME), say=say)
        yield
    except BaseException:
        connection.close()
        _put_back()
        raise
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {ASIDE} CASCADE")


def _count(cursor: Any, name: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608  # names of our own
    return int(cursor.fetchone()[0])


def _put_aside() -> None:
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '10s'")
            names = connection.introspection.table_names(cursor)
            cursor.execute(f"CREATE SCHEMA {ASIDE}")
            for name in names:
                cursor.execute(f"ALTER TABLE {connection.ops.quote_name(name)} SET SCHEMA {ASIDE}")
    except OperationalError as error:
        raise Refused("Other processes use the database. Stop the site, its workers and run_due.") from error


def _put_back() -> None:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)} CASCADE")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [ASIDE])
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {ASIDE}.{connection.ops.quote_name(name)} SET SCHEMA {schema}")
        cursor.execute(f"DROP SCHEMA {ASIDE}")


def _version(tool: str) -> int:
    """Return the first number of a tool's version, as in “pg_dump (PostgreSQL) 15.20”."""
    said = subprocess.run([tool, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603  # of PostgreSQL
    return int(re.findall(r"\d+", said)[0])


def _run(tool: str, *arguments: str, say: Say) -> None:
    """Run a tool and say which table it is at. The password goes by its environment. Raises Failed."""
    where, variables = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    *options, name = where[1:]
    command = [tool, *options, f"--dbname={name}", "--no-password", "--verbose", *arguments]
    with subprocess.Popen(  # noqa: S603  # a tool of PostgreSQL's, with values of the settings
        command,
        env={**os.environ, **(variables or {}), "LC_ALL": "C"},
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
    ) as process:
        complaints = _follow(process, say)
    if process.returncode:
        raise Failed(f"{tool} ended with {process.returncode}. {complaints}")


def _follow(process: Any, say: Say) -> str:
    """Say which tables a tool gets to; return its last complaints, without the values that they may quote."""
    complaints: deque[str] = deque(maxlen=3)
    for line in process.stderr:
        if found := DATA_OF.search(line):
            say(f"  {found[1]}")
        elif "error:" in line:
            complaints.append(line.strip())
    return " ".join(complaints)
