"""Backups and restores in this process, on a database of their own. The drill: tests/config/test_drill.py."""

import json
import os
import shutil
import sqlite3
import stat
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from accounts.models import User
from core.backups import outcomes, postgresql, restoring, sqlite, tables, taking, uploads
from core.backups.manifest import NAME as MANIFEST
from core.models import Heartbeat
from groups.models import Membership
from groups.services import remove_member
from tests.factories.accounts import UserFactory
from tests.factories.groups import MembershipFactory

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
IS_SQLITE = connection.vendor == "sqlite"
on_sqlite = pytest.mark.skipif(not IS_SQLITE, reason="SQLite's own")
on_postgresql = pytest.mark.skipif(IS_SQLITE, reason="PostgreSQL's own")
COPY = f"backups_{os.getpid()}"


@pytest.fixture
def site(django_db_setup, django_db_blocker, tmp_path, settings):
    """A site with an editor and an uploaded file, whose database is no test's but this one's."""
    if not IS_SQLITE and shutil.which("pg_dump") is None:
        pytest.skip("needs pg_dump of PostgreSQL's client programs, which this machine does not have")
    settings.UPLOADS_DIR = tmp_path / "uploads"
    settings.ERASURE_LOG = tmp_path / "erasures.jsonl"
    (settings.UPLOADS_DIR / "7" / "index").mkdir(parents=True)
    (settings.UPLOADS_DIR / "7" / "index" / "wards.csv").write_text("E05014838\n")
    (settings.UPLOADS_DIR / "7" / "link").symlink_to(tmp_path)
    with django_db_blocker.unblock(), time_machine.travel(NOON), own_database(tmp_path):
        MembershipFactory(role="editor", user__email="ben@example.com", user__last_login=NOON)
        yield settings


@contextmanager
def own_database(folder):
    """Point the connection to a copy of the tests' database, for a while."""
    before, inner = connection.settings_dict["NAME"], connection.connection
    copy = file_copy if IS_SQLITE else server_copy
    with copy(folder) as name:
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
            connection.connection = inner if IS_SQLITE else None


@contextmanager
def file_copy(folder):
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / "site.sqlite3")) as target:
        connection.connection.backup(target)
    connection.connection = None  # the database in memory would end with it
    yield str(folder / "site.sqlite3")


@contextmanager
def server_copy(_folder):
    template = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{COPY}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{COPY}" TEMPLATE "{template}"')
        yield COPY
        cursor.execute(f'DROP DATABASE "{COPY}" WITH (FORCE)')


@pytest.fixture
def backup(site, tmp_path):
    """A backup of the site."""
    return take(tmp_path / "kept")


def take(to, now=NOON):
    return taking.take(to=to, now=now, say=lambda _line: None)


def wipe():
    """Leave neither tables nor files."""
    (django_settings.UPLOADS_DIR / "7" / "link").unlink()
    (django_settings.UPLOADS_DIR / "7" / "index" / "wards.csv").unlink()
    (django_settings.UPLOADS_DIR / "7" / "index").rmdir()
    (django_settings.UPLOADS_DIR / "7").rmdir()
    connection.close()
    if IS_SQLITE:
        Path(connection.settings_dict["NAME"]).unlink()
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def restore(folder, capsys=None, **options):
    call_command("restore", str(folder), **options)
    return capsys.readouterr().out if capsys else None


def files(folder):
    return {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}


def change(folder, **facts):
    """Write something else into a manifest."""
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | facts))


def as_it_was():
    """Whether the site has all that it had, and nothing aside."""
    upload = django_settings.UPLOADS_DIR / "7" / "index" / "wards.csv"
    assert not tables.kind().was_cut_off()
    return User.objects.filter(email="ben@example.com").exists() and upload.read_text() == "E05014838\n"


# Taking


def test_a_backup_holds_all_and_says_what(backup):
    said = json.loads((backup / MANIFEST).read_text())

    assert backup.name == "safer-2026-06-01T120000Z"
    assert set(files(backup)) == {tables.kind().NAME, "uploads/7/index/wards.csv", MANIFEST}
    assert set(said["files"]) == set(files(backup)) - {MANIFEST}
    assert said["rows"]["accounts_user"] == 1
    assert (said["kind"], said["taken_at"], said["erasures"]) == (connection.vendor, NOON.isoformat(), 0)
    assert "core.0001_initial" in said["migrations"]


def test_a_backup_is_its_owners_alone(backup):
    modes = {stat.S_IMODE(path.stat().st_mode) for path in files(backup).values()}
    folders = [backup, *(path for path in backup.rglob("*") if path.is_dir())]

    assert modes == {0o600}
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def test_the_command_says_how_far_it_is_and_where_the_backup_lies(site, tmp_path, capsys):
    call_command("backup", to=tmp_path / "kept")

    said = capsys.readouterr().out
    assert "Copying the database …" in said
    assert "  1 files\n" in said
    assert f"The backup is whole: {tmp_path}/kept/safer-2026-06-01T1200" in said


def test_a_backup_does_not_replace_another(backup):
    with pytest.raises(outcomes.Refused, match="is there already"):
        take(backup.parent)


def test_a_backup_that_fails_leaves_nothing_behind(site, tmp_path, monkeypatch):
    def fail(_folder):
        raise OSError("No space left on device")

    monkeypatch.setattr(taking.uploads, "copy_to", fail)

    with pytest.raises(CommandError, match=r"There is no new backup\. No space left") as failed:
        call_command("backup", to=tmp_path / "kept")

    assert failed.value.returncode == 3
    assert list((tmp_path / "kept").iterdir()) == []


def test_the_command_passes_on_why_it_refuses(site, tmp_path, monkeypatch):
    def refuse():
        raise outcomes.Refused("pg_dump is missing")

    monkeypatch.setattr(tables.kind(), "require_tools", refuse)

    with pytest.raises(CommandError, match="pg_dump is missing") as refused:
        call_command("backup", to=tmp_path / "kept")

    assert refused.value.returncode == 1


def test_a_file_that_goes_while_it_is_copied_is_left_out(site, tmp_path, monkeypatch):
    def gone(path, _target):
        raise FileNotFoundError(path)

    monkeypatch.setattr(uploads.shutil, "copyfile", gone)

    assert uploads.copy_to(tmp_path / "copy") == 0


# Restoring


def test_a_restore_brings_back_rows_and_files_and_compares(backup, capsys):
    wipe()

    said = restore(backup, capsys)

    assert as_it_was()
    assert "rows as when the backup was taken." in said
    assert "  0 erased. The log has 0 since then" in said
    assert "Restored." in said
    assert list(django_settings.UPLOADS_DIR.iterdir()) == [django_settings.UPLOADS_DIR / "7"]


def test_a_restore_erases_again_who_was_erased_since(backup, capsys):
    with time_machine.travel(NOON + timedelta(hours=1)):
        remove_member(membership=Membership.objects.get(), by=None)
        wipe()
        said = restore(backup, capsys)

    assert not Membership.objects.exists()
    assert "  1 erased. The log has 1 since then" in said
    assert "  groups_membership has 0 rows, and 1 in the backup." in said


def test_a_restore_deletes_what_has_reached_the_end_of_its_time(site, tmp_path, capsys):
    UserFactory(email="old@example.com", last_login=NOON)
    folder = take(tmp_path / "kept")
    wipe()

    with time_machine.travel(NOON + timedelta(days=31)):
        said = restore(folder, capsys)

    assert as_it_was()
    assert not User.objects.filter(email="old@example.com").exists()
    assert "  accounts.retention.forget_unused_accounts: 1\n" in said


def test_a_restore_says_if_all_tables_hold_the_same(site, capsys):
    rows = tables.kind().rows()

    restoring._compare(rows, rows, print)

    assert capsys.readouterr().out == "All tables hold as many rows as the backup.\n"


def test_a_restore_without_uploads_leaves_none(site, tmp_path):
    (site.UPLOADS_DIR / "7" / "index" / "wards.csv").rename(tmp_path / "wards.csv")
    folder = take(tmp_path / "kept")
    (tmp_path / "wards.csv").rename(site.UPLOADS_DIR / "7" / "index" / "wards.csv")

    restore(folder, replace=True, yes=tables.kind().database_name())

    assert list(site.UPLOADS_DIR.iterdir()) == []


def test_a_restore_does_not_replace_anything_by_itself(backup):
    name = tables.kind().database_name()

    with pytest.raises(CommandError, match=f"Nothing was changed. The database {name} is not empty"):
        restore(backup)

    assert as_it_was()


def test_a_restore_does_not_replace_files_by_itself(backup, monkeypatch):
    monkeypatch.setattr(tables.kind(), "rows", dict)

    with pytest.raises(CommandError, match="uploads is not empty"):
        restore(backup)


def test_a_restore_says_that_an_earlier_one_was_cut_off(backup, monkeypatch):
    monkeypatch.setattr(tables.kind(), "was_cut_off", lambda: True)

    with pytest.raises(CommandError, match="was cut off"):
        restore(backup)


@pytest.mark.parametrize("typed", ["yes", ""])
def test_a_restore_replaces_nothing_unless_the_name_is_typed(backup, monkeypatch, typed):
    monkeypatch.setattr("builtins.input", lambda _question: typed)

    with pytest.raises(CommandError, match="That is not the name of the database"):
        restore(backup, replace=True)

    assert as_it_was()


def test_a_restore_replaces_what_is_there_once_the_name_is_typed(backup, monkeypatch):
    asked = []
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or f"{name} ")
    name = tables.kind().database_name()
    Heartbeat.objects.beat("since", NOON)

    restore(backup, replace=True)

    assert as_it_was()
    assert asked == [f"All that {name} holds will be lost. Type {name} to go on: "]
    assert not Heartbeat.objects.filter(name="since").exists()


@pytest.mark.parametrize("damage", ["changed", "missing", "added"])
def test_a_damaged_backup_is_refused(backup, damage):
    file = backup / tables.kind().NAME
    if damage == "changed":
        file.write_bytes(file.read_bytes()[:-1] + b"!")
    elif damage == "missing":
        file.unlink()
    else:
        (backup / "uploads" / "more").write_text("")

    with pytest.raises(CommandError, match=r"Nothing was changed\. The backup is damaged"):
        restore(backup, replace=True, yes=tables.kind().database_name())


def test_a_half_written_backup_is_refused(backup):
    (backup / MANIFEST).unlink()

    with pytest.raises(CommandError, match="is not a whole backup") as refused:
        restore(backup)

    assert refused.value.returncode == 1


@pytest.mark.parametrize("text", ["", "[]", '{"more": 1}'])
def test_a_manifest_that_can_not_be_read_is_refused(backup, text):
    (backup / MANIFEST).write_text(text)

    with pytest.raises(CommandError, match="can’t be read"):
        restore(backup)


def test_a_backup_of_another_kind_of_database_is_refused(backup):
    change(backup, kind="oracle")

    with pytest.raises(CommandError, match="This backup is of a oracle database"):
        restore(backup)


def test_a_backup_of_a_newer_version_is_refused(backup):
    change(backup, migrations=["core.0001_initial", "core.9999_tomorrow"])

    with pytest.raises(CommandError, match=r"newer version of the site \(.*\), with core\.9999_tomorrow"):
        restore(backup)


def test_a_restore_without_the_log_is_refused_unless_somebody_says_why(backup, caplog):
    Path(django_settings.ERASURE_LOG).unlink()
    wipe()

    with pytest.raises(CommandError, match="people who were erased come back"):
        restore(backup)
    restore(backup, no_erasures="the disk with the log burnt")

    assert as_it_was()
    assert "the disk with the log burnt" in caplog.text


def test_a_backup_older_than_what_is_known_is_refused(backup):
    change(backup, taken_at=(NOON - restoring.OLDEST - timedelta(days=1)).isoformat())

    with pytest.raises(CommandError, match="older than 365 days"):
        restore(backup)


def test_a_restore_that_finds_other_rows_than_were_backed_up_puts_all_back(backup):
    said = json.loads((backup / MANIFEST).read_text())
    change(backup, rows=said["rows"] | {"accounts_user": 2})

    with pytest.raises(CommandError, match=r"is as it was before\. The table accounts_user") as failed:
        restore(backup, replace=True, yes=tables.kind().database_name())

    assert failed.value.returncode == 3
    assert as_it_was()


def test_a_restore_that_is_interrupted_puts_all_back(backup, monkeypatch):
    def interrupt(*_args, **_options):
        raise KeyboardInterrupt

    Heartbeat.objects.beat("since", NOON)
    monkeypatch.setattr(restoring, "_erase", interrupt)

    with pytest.raises(KeyboardInterrupt):
        restore(backup, replace=True, yes=tables.kind().database_name())

    assert as_it_was()
    assert Heartbeat.objects.filter(name="since").exists()


def test_uploads_of_a_restore_that_died_are_put_back_by_the_next(site, tmp_path):
    aside = site.UPLOADS_DIR / uploads.ASIDE
    aside.mkdir()
    (site.UPLOADS_DIR / "7").rename(aside / "7")
    (site.UPLOADS_DIR / "8").mkdir()
    (site.UPLOADS_DIR / "half").write_text("")

    with pytest.raises(KeyError), uploads.replaced(tmp_path / "none"):
        raise KeyError

    assert [path.name for path in site.UPLOADS_DIR.iterdir()] == ["7"]


# SQLite's own


@on_sqlite
def test_a_restore_waits_for_others_only_so_long(backup, monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE_SECONDS", 0.0)
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(CommandError, match="Other processes use the database"):
            restore(backup, replace=True, yes="site.sqlite3")

    assert as_it_was()


@on_sqlite
def test_whoever_has_the_database_open_sees_the_restored_one(backup):
    name = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(name)) as other:
        other.execute("DELETE FROM groups_membership")
        other.commit()

        restore(backup, replace=True, yes="site.sqlite3")

        assert other.execute("SELECT count(*) FROM groups_membership").fetchone() == (1,)


@on_sqlite
def test_a_copy_goes_on_once_the_others_are_done():
    said = []
    progress = sqlite._Progress(said.append)

    progress.note(sqlite3.SQLITE_BUSY, 10, 10)
    progress.note(sqlite3.SQLITE_DONE, 4, 10)

    assert said == ["  6 of 10 pages"]


# PostgreSQL's own


@pytest.fixture
def tools(monkeypatch):
    """Say which versions PostgreSQL's tools have; None: they are not there."""

    def are(version):
        monkeypatch.setattr(postgresql.shutil, "which", lambda name: version and name)
        monkeypatch.setattr(postgresql, "_version", lambda _path: version)

    return are


@on_postgresql
@pytest.mark.parametrize(("version", "words"), [(None, "pg_dump is missing"), (9, "pg_dump is of version 9")])
def test_tools_that_are_missing_or_too_old_are_named(backup, tools, version, words):
    tools(version)

    with pytest.raises(CommandError, match=words):
        restore(backup)


@on_postgresql
def test_what_a_tool_complains_of_is_said_without_values(site, backup, tmp_path):
    (backup / postgresql.NAME).write_text("no dump")

    with pytest.raises(outcomes.Failed, match="pg_restore: error: "), postgresql.replaced(backup, print):
        pass

    assert as_it_was()


@on_postgresql
def test_a_tool_that_ends_without_a_word_has_failed(site, monkeypatch):
    (site.UPLOADS_DIR / "pg_mute").write_text("#!/bin/sh\nexit 7\n")
    (site.UPLOADS_DIR / "pg_mute").chmod(0o700)

    with pytest.raises(outcomes.Failed, match="pg_mute ended with 7"):
        postgresql._run(str(site.UPLOADS_DIR / "pg_mute"), say=print)


@on_postgresql
def test_the_password_is_nowhere_but_in_the_environment_of_the_tool(site, monkeypatch):
    started = []

    class Tool:
        returncode, stderr = 0, ()

        def __init__(self, command, env, **_options):
            started.append((command, env["PGPASSWORD"]))

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            return None

    monkeypatch.setattr(postgresql.subprocess, "Popen", Tool)
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "open-sesame")

    postgresql._run("pg_dump", "--verbose", say=print)

    ((command, password),) = started
    assert password == "open-sesame"
    assert "open-sesame" not in str(command)


@on_postgresql
def test_a_restore_that_died_is_named_and_put_back_first(backup):
    postgresql._put_aside()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE half (id int)")

    with pytest.raises(CommandError, match=r"An earlier restore of .* was cut off"):
        restore(backup)
    with pytest.raises(KeyError), postgresql.replaced(backup, print):
        raise KeyError

    assert as_it_was()
    assert "half" not in tables.kind().rows()


@on_postgresql
def test_a_restore_does_not_wait_long_for_others(backup, monkeypatch):
    def locked(*_args):
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr(connection.introspection, "table_names", locked)

    with pytest.raises(outcomes.Refused, match="Other processes use the database"):
        postgresql._put_aside()
