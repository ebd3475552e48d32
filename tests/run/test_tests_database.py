"""The copies that the tests run on, made here of a small database instead of all migrations."""

import multiprocessing
import os
import signal
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.db import connection

from tests import database

PROCESSES = 4


@pytest.fixture
def other(django_db_setup, django_db_blocker, tmp_path, monkeypatch):
    """A connection whose test database was never made; it is no one else's."""
    other = connection.copy(alias="other")
    other.settings_dict["NAME"] = f"copies_{os.getpid()}"
    monkeypatch.setitem(django_settings.DATABASES, "other", dict(other.settings_dict))
    monkeypatch.setattr(database, "FOLDER", tmp_path / "templates")
    monkeypatch.setattr(database, "_migrate", Migrating(tmp_path / "made"))
    monkeypatch.setattr(database, "fingerprint", lambda: "first")
    with django_db_blocker.unblock():
        yield other
        other.close()
        if connection.vendor == "postgresql":
            drop_all(f"test_copies_{os.getpid()}")


def drop_all(prefix):
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Migrating:
    """Makes a database of one row, a little slowly, and counts how often it did."""

    def __init__(self, file):
        self.file = file
        self.seconds = 0.1

    def __call__(self, other, name=None):
        with self.file.open("a") as file:
            file.write("begun\n")
        database._point(other, name or other.creation._get_test_db_name())
        with other.cursor() as cursor:
            cursor.execute("CREATE TABLE made (number integer)")
            time.sleep(self.seconds)
            cursor.execute("INSERT INTO made VALUES (1)")

    def times(self):
        return len(self.file.read_text().splitlines())


def rows(other):
    with other.cursor() as cursor:
        cursor.execute("SELECT number FROM made")
        return [number for (number,) in cursor.fetchall()]


def add_row(other, number):
    with other.cursor() as cursor:
        cursor.execute("INSERT INTO made VALUES (%s)", [number])


def test_a_database_is_made_once_and_copied_from_then_on(other):
    for number in (2, 3):
        with database.migrated_database(other):
            assert rows(other) == [1]
            add_row(other, number)

    assert database._migrate.times() == 1


def test_a_connection_goes_back_to_where_it_was(other):
    before = other.settings_dict["NAME"]

    with database.migrated_database(other):
        assert other.settings_dict["NAME"] != before

    assert other.settings_dict["NAME"] == django_settings.DATABASES["other"]["NAME"] == before


def test_other_migrations_make_another(other, monkeypatch):
    with database.migrated_database(other):
        pass
    monkeypatch.setattr(database, "fingerprint", lambda: "second")
    with database.migrated_database(other):
        assert rows(other) == [1]
    monkeypatch.setattr(database, "fingerprint", lambda: "first")
    with database.migrated_database(other):
        assert rows(other) == [1]

    assert database._migrate.times() == 2


def test_only_the_newest_are_kept(other, monkeypatch):
    states = [f"state{number}" for number in range(database.KEPT + 1)]
    for state in [*states, states[1], states[0]]:
        monkeypatch.setattr(database, "fingerprint", lambda state=state: state)
        with database.migrated_database(other):
            pass

    assert database._migrate.times() == len(states) + 1


@contextmanager
def processes(other, act):
    """Let some processes act at once."""
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    children = [context.Process(target=act, args=(other, answers, number)) for number in range(PROCESSES)]
    for child in children:
        child.start()
    try:
        yield children, answers
    finally:
        for child in children:
            child.join(timeout=30)
            child.kill()


def copy_and_write(other, answers, number):
    with database.migrated_database(other):
        add_row(other, 10 + number)
        time.sleep(0.1)
        answers.put(rows(other))


def test_processes_that_start_together_make_one_and_have_one_each(other):
    with processes(other, copy_and_write) as (_children, answers):
        found = sorted(answers.get() for _ in range(PROCESSES))

    assert found == [[1, 10 + number] for number in range(PROCESSES)]
    assert database._migrate.times() == 1


def test_a_process_that_is_killed_half_way_leaves_nothing_that_is_used(other):
    database._migrate.seconds = 60
    with processes(other, copy_and_write) as (children, _answers):
        while not database._migrate.file.exists():
            time.sleep(0.01)
        for child in children:
            os.kill(child.pid, signal.SIGKILL)
    database._migrate.seconds = 0

    with database.migrated_database(other):
        assert rows(other) == [1]


def test_a_copy_that_a_killed_process_left_behind_is_replaced(other):
    def copy_and_hang(other, answers, number):
        with database.migrated_database(other):
            add_row(other, 10 + number)
            answers.put(number)
            time.sleep(60)

    with processes(other, copy_and_hang) as (children, answers):
        for _ in children:
            answers.get()
        for child in children:
            os.kill(child.pid, signal.SIGKILL)

    with database.migrated_database(other):
        assert rows(other) == [1]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout of one app, whose migration imports a module that imports another."""
    sources = {
        "app/migrations/0001_initial.py": "import app.fields\nfrom search import BACKENDS",
        "app/fields.py": "",
        "app/views.py": "",
        "search/__init__.py": "from search import sqlite",
        "search/sqlite.py": "import django.db",
    }
    for name, text in sources.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    config = SimpleNamespace(path=str(tmp_path / "app"))
    monkeypatch.setattr(database.apps, "get_app_configs", lambda: [config])
    return tmp_path


@pytest.mark.parametrize(
    "name", ["app/migrations/0001_initial.py", "app/fields.py", "search/__init__.py", "search/sqlite.py"]
)
def test_fingerprint_follows_migrations_and_what_they_import(checkout, name):
    before = database.fingerprint(checkout)
    file = checkout / name
    file.write_text(f"{file.read_text()}\n# changed")

    assert database.fingerprint(checkout) != before


def test_fingerprint_follows_the_names_of_migrations(checkout):
    before = database.fingerprint(checkout)
    migration = checkout / "app" / "migrations" / "0001_initial.py"
    migration.rename(migration.with_name("0002_later.py"))

    assert database.fingerprint(checkout) != before


def test_fingerprint_takes_no_notice_of_what_makes_no_table(checkout):
    before = database.fingerprint(checkout)
    (checkout / "app" / "views.py").write_text("# changed")

    assert database.fingerprint(checkout) == before


def test_fingerprint_follows_django(checkout, monkeypatch):
    before = database.fingerprint(checkout)
    monkeypatch.setattr(database.django, "__version__", "99.0")

    assert database.fingerprint(checkout) != before


def test_imported_modules_of_these_migrations_have_the_search_tables():
    migrations = django_settings.BASE_DIR.glob("*/migrations/*.py")
    found = database.imported_modules(django_settings.BASE_DIR, migrations)

    assert {"sqlite.py", "postgresql.py"} <= {file.name for file in found if file.parent.name == "search"}
