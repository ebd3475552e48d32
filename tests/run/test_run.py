import errno
import os
import runpy
import signal
import sqlite3
import sys

import pytest

import run
from tools import browser, suite
from tools.failure import Failure


@pytest.fixture(autouse=True)
def same_signals():
    """Puts back what the test runner does when it is told to end."""
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """An empty checkout: what earlier runs left in this one, such as a filled database, plays no part."""
    monkeypatch.setattr(run, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def done(checkout, monkeypatch):
    """What a command did, in order; nothing is built, served or run."""
    found = []
    monkeypatch.setattr(run, "run_all", lambda root, steps: found.extend(step.name for step in steps))
    monkeypatch.setattr(run.server, "require_free_port", lambda port: found.append(f"port {port}"))
    monkeypatch.setattr(
        run.server, "serve", lambda root, port, accounts: found.append(("served", port, accounts)) or 0
    )
    return found


@pytest.fixture
def shown(monkeypatch):
    """The programs run on the terminal, with their environments; each ends with the code that is set here."""
    calls = []

    def run_shown(command, *, cwd, env):
        calls.append((command[1:], env))
        return 3 if "pytest" in command or command[1:2] == ["check"] else 0

    monkeypatch.setattr(run.child, "run_shown", run_shown)
    return calls


@pytest.fixture
def chromium(monkeypatch):
    monkeypatch.setattr(browser, "find", lambda: "/usr/bin/chromium")


def test_serve_builds_fills_and_serves(done):
    assert run.main(["serve", "--port", "8123", "--city", "full"]) == 0

    assert done == [
        "port 8123",
        "Virtual environment",
        "Python packages",
        "Front-end packages",
        "Front end",
        "Database tables",
        "Wards and postcodes",
        "Strategies",
        "Demo city",
        ("served", 8123, True),
    ]


@pytest.mark.parametrize("command", ["serve", "code"])
def test_demo_refuses_a_production_site_before_it_does_anything(done, checkout, capsys, command):
    (checkout / ".env").write_text("DJANGO_SECRET_KEY=k\nDJANGO_ALLOWED_HOSTS=safer.example.org\n")

    assert run.main([command]) == 1

    assert done == []
    err = capsys.readouterr().err
    assert "This is a production site (DJANGO_SECRET_KEY, DJANGO_ALLOWED_HOSTS says so)" in err


def test_serve_empty_has_no_city_and_no_accounts(done):
    assert run.main(["serve", "--empty"]) == 0

    assert "Demo city" not in done
    assert done[-1] == ("served", 8000, False)


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_serve_refuses_what_is_no_port(port, capsys):
    with pytest.raises(SystemExit):
        run.main(["serve", "--port", port])

    assert "--port" in capsys.readouterr().err


def test_build_makes_the_front_end_and_no_more(done):
    assert run.main(["build"]) == 0

    assert done == ["Virtual environment", "Python packages", "Front-end packages", "Front end"]


@pytest.mark.parametrize("url", ["", "sqlite:///x"])
def test_test_runs_the_suite_on_sqlite(done, shown, chromium, monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)

    assert run.main(["test"]) == 3

    ((command, env),) = shown
    assert command == ["-m", "pytest", *suite.ON_EVERY_CORE, *suite.WHOLE["sqlite"][0]]
    assert (env["CHROMIUM"], env["OTHER_DATABASE"]) == ("/usr/bin/chromium", "postgresql")
    assert done == ["Virtual environment", "Python packages", "Front-end packages", "Front end"]


@pytest.mark.parametrize(("codes", "runs"), [([0, 0], 2), ([0, 3], 2), ([3, 0], 1)])
def test_test_runs_what_may_differ_on_postgresql(done, chromium, monkeypatch, codes, runs):
    shown = []
    monkeypatch.setattr(
        run.child, "run_shown", lambda command, **how: shown.append(how) or codes[len(shown) - 1]
    )
    monkeypatch.setenv("DATABASE_URL", "postgres://u@h/d")

    assert run.main(["test"]) == max(codes)

    assert [how["env"]["OTHER_DATABASE"] for how in shown] == ["sqlite"] * runs


def test_test_passes_pytests_own_arguments_on(done, shown, chromium):
    run.main(["test", "tests/run", "-k", "port", "--help"])

    assert shown[0][0][-4:] == ["tests/run", "-k", "port", "--help"]


def test_test_without_a_browser_says_how_to_get_one(done, shown, monkeypatch, capsys):
    monkeypatch.setattr(browser, "find", lambda: "")
    monkeypatch.delenv("CI", raising=False)

    run.main(["test"])

    assert capsys.readouterr().out == f"{browser.MISSING}\n"
    assert shown


def test_test_without_a_browser_fails_in_ci(done, shown, monkeypatch, capsys):
    monkeypatch.setattr(browser, "find", lambda: "")
    monkeypatch.setenv("CI", "true")

    assert run.main(["test"]) == 1

    assert "can't be left out" in capsys.readouterr().err
    assert not shown


@pytest.mark.parametrize(("passed", "code"), [(True, 0), (False, 1)])
def test_check_ends_with_the_outcome(done, monkeypatch, passed, code):
    monkeypatch.setattr(run, "run_checks", lambda root, checks: passed)

    assert run.main(["check"]) == code


def test_fix_formats_even_where_the_linter_is_not_content(done, shown):
    assert run.main(["fix"]) == 3

    assert [command for command, _ in shown] == [["check", "--fix"], ["format"]]


def test_code_asks_the_site_for_the_officers_code(shown, tmp_path, monkeypatch):
    interpreter = tmp_path / "python"
    interpreter.touch()
    monkeypatch.setattr(run.packages, "python", lambda root: interpreter)

    assert run.main(["code"]) == 0

    command, env = shown[0]
    assert command == ["manage.py", "demo_code"]
    assert env["DJANGO_DEBUG"] == "1"


def test_code_says_that_serve_comes_first(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(run.packages, "python", lambda root: tmp_path / "python")

    assert run.main(["code"]) == 1

    assert "run `python3 run.py serve` first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (Failure("Do this.", tail="last lines"), 1, "\nlast lines\n\nDo this.\n"),
        (OSError(errno.ENOSPC, "No space left on device"), 1, "The disk is full"),
        (sqlite3.OperationalError("database or disk is full"), 1, "The disk is full"),
        (KeyboardInterrupt(), run.INTERRUPTED, "Stopped. Run the same command again"),
    ],
)
def test_main_ends_with_one_plain_sentence(done, monkeypatch, capsys, error, code, words):
    def fail(*args):
        raise error

    monkeypatch.setattr(run, "run_all", fail)

    assert run.main(["check"]) == code
    assert words in capsys.readouterr().err


def test_main_refuses_an_old_python(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))

    assert run.main(["serve"]) == 1
    assert capsys.readouterr().err.startswith("This needs Python 3.11 or newer")


def test_main_treats_a_polite_end_like_an_interruption(monkeypatch):
    monkeypatch.setattr(run, "run_checks", lambda root, checks: os.kill(os.getpid(), signal.SIGTERM))
    monkeypatch.setattr(run, "run_all", lambda root, steps: None)

    assert run.main(["check"]) == run.INTERRUPTED


def test_command_without_words_says_which_there_are(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["run.py"])

    with pytest.raises(SystemExit):
        runpy.run_path(run.__file__, run_name="__main__")

    assert "serve | code | build | test | check | fix" in capsys.readouterr().err
