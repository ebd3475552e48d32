import sqlite3
from contextlib import closing

import pytest

from tools import database
from tools.database import DatabaseStamp, NoStamp
from tools.failure import Failure
from tools.steps import run_all


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with two apps that fill the database, and no word on another database."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for name in ("requirements.txt", "places/migrations/0001_initial.py", "strategy/seed.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.fixture
def commands(monkeypatch):
    """The management commands that steps asked for."""
    found = []

    def run_logged(command, *, cwd, env, log, tick):
        assert (env["DJANGO_DEBUG"], env["DJANGO_TASK_WORKER"]) == ("1", "1")
        found.append(command[2:])

    monkeypatch.setattr("tools.child.run_logged", run_logged)
    return found


def fill(checkout, city=None, *, empty=False):
    run_all(checkout, database.steps(checkout, city=city, empty=empty))


def test_steps_fill_a_new_database(checkout, commands):
    fill(checkout)

    assert commands == [
        ["migrate"],
        ["load_places"],
        ["load_strategies"],
        ["seed_demo", "--if-absent", "--city", "small"],
    ]


def test_steps_are_unchanged_the_second_time(checkout, commands):
    fill(checkout, "full")
    fill(checkout, "full")
    fill(checkout)

    assert len(commands) == 4
    assert commands[3] == ["seed_demo", "--if-absent", "--city", "full"]


def test_steps_empty_leaves_the_demo_city_out_until_it_is_asked_for(checkout, commands):
    fill(checkout, empty=True)
    fill(checkout)

    assert [command[0] for command in commands] == ["migrate", "load_places", "load_strategies", "seed_demo"]


def test_steps_refuse_the_other_size_of_city(checkout, commands):
    fill(checkout, "small")

    with pytest.raises(Failure, match=r"small demo city: .* full one, delete db\.sqlite3"):
        fill(checkout, "full")


def test_steps_a_new_migration_is_run(checkout, commands):
    fill(checkout)
    (checkout / "strategy" / "migrations").mkdir()
    (checkout / "strategy" / "migrations" / "0001_initial.py").touch()
    fill(checkout)

    assert [command[0] for command in commands[4:]] == ["migrate", "load_strategies"]


def test_steps_a_deleted_database_is_filled_again(checkout, commands):
    fill(checkout)
    (checkout / "db.sqlite3").unlink()
    fill(checkout)

    assert len(commands) == 8


@pytest.mark.parametrize("place", ["environment", "file"])
def test_steps_on_another_database_are_always_asked(checkout, commands, monkeypatch, place):
    url = "postgres://postgres@127.0.0.1/city"
    if place == "file":
        (checkout / ".env").write_text(f"DATABASE_URL={url}\n")
    else:
        monkeypatch.setenv("DATABASE_URL", url)

    fill(checkout, "small")
    fill(checkout, "full")

    assert len(commands) == 8
    assert not (checkout / "db.sqlite3").exists()


def test_database_stamp_of_a_database_made_otherwise_is_empty(tmp_path):
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as connection:
        connection.execute("CREATE TABLE other (id INTEGER)")
    stamp = DatabaseStamp(tmp_path / "db.sqlite3", "Demo city")

    assert stamp.read() == ""
    stamp.write("small")
    stamp.clear()
    assert stamp.read() == "small"
    assert DatabaseStamp(tmp_path / "db.sqlite3", "Strategies").read() == ""


def test_database_stamp_refuses_a_file_that_is_no_database(tmp_path):
    file = tmp_path / "db.sqlite3"
    file.write_text("not a database, but long enough to have a header" * 100)

    with pytest.raises(Failure, match="damaged or no SQLite database: move it away"):
        DatabaseStamp(file, "Demo city").read()


def test_no_stamp_remembers_nothing():
    stamp = NoStamp()
    stamp.write("small")
    stamp.clear()

    assert stamp.read() == ""
