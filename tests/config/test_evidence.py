"""The audit trail of a real site: its log lies beside the database, and shows what is gone from there."""

import json
import sqlite3

import dj_database_url
import psycopg
import pytest

from tests.production import empty_database, environment, run

pytestmark = pytest.mark.slow


def execute(url, statement):
    """Do something in the database as somebody with its password could."""
    parts = dj_database_url.parse(url)
    if parts["ENGINE"].endswith("sqlite3"):
        with sqlite3.connect(parts["NAME"]) as connection:
            connection.execute(statement)
        return
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def add_officer(env, address):
    done = run(env, "manage.py", "add_officer", address, "--name", "Olu Officer")
    assert done.returncode == 0, done.stderr


def test_the_newest_event_can_not_be_deleted_unseen(tmp_path):
    log = tmp_path / "audit.jsonl"
    with empty_database(tmp_path) as url:
        env = environment(url, tmp_path, AUDIT_LOG=str(log))
        assert run(env, "manage.py", "migrate").returncode == 0
        for address in ("olu@example.org", "ola@example.org"):
            add_officer(env, address)

        honest = run(env, "manage.py", "check_audit")
        execute(url, "DELETE FROM core_auditevent WHERE id = (SELECT max(id) FROM core_auditevent)")
        robbed = run(env, "manage.py", "check_audit")
        add_officer(env, "oli@example.org")
        covered = run(env, "manage.py", "check_audit", "--log", str(log))

    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert {line["logger"] for line in lines} == {"audit"}
    assert "Olu" not in log.read_text(encoding="utf-8")
    assert "example.org" not in log.read_text(encoding="utf-8")
    assert (honest.returncode, robbed.returncode, covered.returncode) == (0, 1, 1)
    assert "The audit trail is as it was written." in honest.stdout
    assert "is in audit.jsonl and not in the database." in robbed.stderr
    assert "Problems: 1." in covered.stderr
