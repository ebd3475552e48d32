"""The tests' database: its tables are made once for each state of the migrations, and copied from then on."""

import ast
import fcntl
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.db import connections

FOLDER = settings.BASE_DIR / "build" / "test-databases"
KEPT = 4  # templates, so that going back to another branch finds its own


@contextmanager
def migrated_database(connection) -> Iterator[None]:
    """Point a connection to a database of this process's own, which holds what the migrations make."""
    before = connection.settings_dict["NAME"]
    copy = copy_on_sqlite if connection.vendor == "sqlite" else copy_on_postgresql
    with copy(connection):
        yield
        connection.close()
    _point(connection, before)


def address_for_processes(connection, path: Path) -> str:
    """Return the address of a database that other processes reach: on SQLite a file, else the tests' own."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{path}"
    facts = connection.settings_dict
    where = f"{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
    return f"postgres://{facts['USER']}:{facts['PASSWORD']}@{where}"


@contextmanager
def copy_for_processes(connection, folder: Path) -> Iterator[str]:
    """Copy a database as it is now, for other processes; yield the address of the copy.

    What happens in the copy leaves no trace in the database itself.
    """
    copy = _file_for_processes if connection.vendor == "sqlite" else _server_copy_for_processes
    with copy(connection, folder) as address:
        yield address


@contextmanager
def _file_for_processes(connection, folder: Path) -> Iterator[str]:
    path = folder / "copy.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
    yield f"sqlite:///{path}"


@contextmanager
def _server_copy_for_processes(connection, _folder: Path) -> Iterator[str]:
    facts = connection.settings_dict
    name = f"{facts['NAME']}_race"
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{facts["NAME"]}"')
    person = f"{facts['USER']}:{facts['PASSWORD']}".rstrip(":")
    try:
        yield f"postgres://{person}@{facts['HOST'] or 'localhost'}:{facts['PORT'] or 5432}/{name}"
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def fingerprint(root: Path = settings.BASE_DIR) -> str:
    """Return a hash of all that makes the tables: Django, every app's migrations, and what ours import."""
    digest = hashlib.sha256(django.__version__.encode())
    migrations = [
        file for config in apps.get_app_configs() for file in Path(config.path).glob("migrations/*.py")
    ]
    imported = imported_modules(root, root.glob("*/migrations/*.py"))
    for file in sorted({*migrations, *imported}):
        digest.update("\0".join(["", *file.parts[-3:], ""]).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def imported_modules(root: Path, files: Iterable[Path]) -> set[Path]:
    """Return the modules below a folder that some files import, and those that these import in their turn."""
    found: set[Path] = set()
    waiting = list(files)
    while waiting:
        new = set(_imports(root, waiting.pop())) - found
        found |= new
        waiting += new
    return found


def _imports(root: Path, file: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(file.read_bytes())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}", *(f"{node.module}.{alias.name}" for alias in node.names)]
        for name in names:
            path = root.joinpath(*name.split("."))
            yield from filter(Path.is_file, (path.with_suffix(".py"), path / "__init__.py"))


@contextmanager
def copy_on_sqlite(connection) -> Iterator[None]:
    """Copy the template's file into a database in memory. Whoever finds no template makes both."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    template = FOLDER / f"{fingerprint()}.sqlite3"
    with _one_process_at_a_time(FOLDER / "lock"):
        is_there = template.exists()
        if not is_there:
            _migrate(connection)
            _keep(connection, template)
    if is_there:
        _point(connection, connection.creation._get_test_db_name())
        connection.ensure_connection()
        with closing(sqlite3.connect(template)) as source:
            source.backup(connection.connection)
    yield


@contextmanager
def _one_process_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # until the file is closed, be it by the death of the process
        yield


def _keep(connection, template: Path) -> None:
    """Write the template, which bears its name only when it is whole, and let the oldest go."""
    half = template.with_name("half")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(half)) as copy:
        connection.connection.backup(copy)
    half.replace(template)
    for old in sorted(template.parent.glob("*.sqlite3"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
        old.unlink()


@contextmanager
def copy_on_postgresql(connection) -> Iterator[None]:
    """Copy the template, a database on the same server, under a name that no other process uses now.

    Advisory locks keep processes apart. They end with the connection that took them, so that the name of
    a killed process is free, and whoever takes it next replaces what was left behind.
    """
    prefix = f"test_{connection.settings_dict['NAME']}"
    with connection._nodb_cursor() as cursor:
        name = _free_name(cursor, prefix)
        cursor.execute("SELECT pg_advisory_lock(hashtext(%s))", [prefix])
        template = _template(connection, cursor, f"{prefix}_template")
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [prefix])
        _point(connection, name)
        yield
        cursor.execute(f'DROP DATABASE "{name}"')


def _free_name(cursor, prefix: str) -> str:
    """Return the first numbered name that no other process holds, and hold it."""
    names = (f"{prefix}_{number}" for number in count(1))
    return next(name for name in names if _hold(cursor, name))


def _hold(cursor, name: str) -> bool:
    cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name])
    return cursor.fetchone()[0]


def _template(connection, cursor, prefix: str) -> str:
    """Return the template's name; make it where it is missing. It bears its name only when it is whole."""
    name, half = f"{prefix}_{fingerprint()}", f"{prefix}_half"
    cursor.execute(f'DROP DATABASE IF EXISTS "{half}" WITH (FORCE)')
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid", [prefix])
    kept = [row[0] for row in cursor.fetchall()]
    if name in kept:
        return name
    cursor.execute(f'CREATE DATABASE "{half}"')  # here, as this connection's locks last until it is done
    _migrate(connection, half)
    connection.close()
    cursor.execute(f'ALTER DATABASE "{half}" RENAME TO "{name}"')
    cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')  # one that is in use can't be copied
    for old in kept[: 1 - KEPT]:
        cursor.execute(f'DROP DATABASE "{old}"')
    return name


def _migrate(connection, name: str | None = None) -> None:
    """Point the connection to a database, on SQLite to one in memory, and make what the migrations make."""
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, keepdb=True, serialize=False)


def _point(connection, name: str) -> None:
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = name
