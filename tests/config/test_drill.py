"""The drill of docs/operations.md: back up, erase somebody, lose everything, restore, compare row by row."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.production import empty_database, run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.environ.get("DATABASE_URL", "").startswith("postgres") and shutil.which("pg_dump") is None,
        reason="needs pg_dump of PostgreSQL's client programs, which this machine does not have",
    ),
]
NOT_COMPARED = {
    "django_session": "everybody signs in again",
    "accounts_emaillink": "links that were not used end",
}
FILL = ("migrate", "createcachetable", "load_places", "load_strategies", "seed_demo", "run_due")
LET_GO = """
import django; django.setup()
from django.utils import timezone
from accounts.models import User
from accounts.services import close_officer
from matching.services import leave
from volunteers.models import Volunteer
goes = Volunteer.objects.active().exclude(phone="").order_by("pk").first()
leave(volunteer=goes, by=goes.user, now=timezone.now())
officer = User.objects.officers().filter(role="officer").order_by("pk").first()
close_officer(user=officer, reason="Has left", by=None, now=timezone.now())
print(goes.pk, officer.pk)
"""


@pytest.fixture
def env(tmp_path):
    """The environment of a site on this machine, whose uploads and log lie beside its database."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "UPLOADS_DIR": str(tmp_path / "uploads"),
        "ERASURE_LOG": str(tmp_path / "log" / "erasures.jsonl"),
    }


def manage(env, *command):
    done = run(env, "manage.py", *map(str, command))
    assert done.returncode == 0, done.stderr
    return done.stdout


def every_row(url):
    """All rows of all tables, as text: what SQLite and PostgreSQL say of themselves is left out."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            return _read(database, names)
    with psycopg.connect(url) as database:
        return _read(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")


def _read(database, names):
    tables = [name for (name,) in database.execute(names).fetchall()]
    selects = {name: f'SELECT * FROM "{name}"' for name in tables}  # noqa: S608  # the names of our own tables
    return {name: sorted(map(repr, database.execute(select).fetchall())) for name, select in selects.items()}


def compared(rows):
    return {name: lines for name, lines in rows.items() if name not in NOT_COMPARED}


def rows_of(rows, table, key):
    """The rows of a table that name a key, however the database writes it."""
    return [line for line in rows[table] if key in line or key.replace("-", "") in line]


def test_the_drill(env, tmp_path):
    with empty_database(tmp_path, "drill") as url:
        here = {**env, "DATABASE_URL": url}
        for command in FILL:
            manage(here, command)
        upload = tmp_path / "uploads" / "7" / "index" / "wards.csv"
        upload.parent.mkdir(parents=True)
        upload.write_text("E05014838\n")

        manage(here, "backup", "--to", tmp_path / "kept")
        before = every_row(url)
        gone = run(here, "-c", LET_GO)
        assert (gone.returncode, gone.stderr) == (0, "")
        volunteer, officer = gone.stdout.split()

    (folder,) = (tmp_path / "kept").iterdir()
    shutil.rmtree(tmp_path / "uploads")
    for file in tmp_path.glob("drill.sqlite3*"):
        file.unlink()

    with empty_database(tmp_path, "drill") as url:
        here = {**env, "DATABASE_URL": url}
        manage(here, "restore", folder, "--no-erasures", "a drill")
        assert compared(every_row(url)) == compared(before)
        assert upload.read_text() == "E05014838\n"

        refused = run(here, "manage.py", "restore", str(folder))
        assert (refused.returncode, "is not empty" in refused.stderr) == (1, True)
        assert compared(every_row(url)) == compared(before)

        said = manage(here, "restore", folder, "--replace", "--yes", name_of(url))
        after = every_row(url)

    assert "  2 erased. The log has 2 since then" in said
    for table, key in (("volunteers_volunteer", volunteer), ("accounts_user", officer)):
        (was,), (is_now,) = rows_of(before, table, key), rows_of(after, table, key)
        assert was != is_now
        assert set(before[table]) - {was} == set(after[table]) - {is_now}
    (left,) = rows_of(after, "volunteers_volunteer", volunteer)
    assert "'left'" in left
    assert not rows_of(after, "volunteers_volunteer_interests", volunteer)


def name_of(url):
    return Path(url).name
