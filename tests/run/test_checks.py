import json
import sys

import pytest

from tools import checks
from tools.checks import FAILED, PASSED, SKIPPED, Check


@pytest.fixture
def checkout(tmp_path):
    """A checkout whose `python` is the one that runs the tests."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    return tmp_path


def python(name, code, judge=checks.by_exit_code):
    return Check(name, ("python", "-c", code), {}, judge)


def audit(*packages):
    return "a warning\n" + json.dumps({"dependencies": packages, "fixes": []})


def test_run_checks_passes_where_all_pass(checkout, capsys):
    assert checks.run_checks(checkout, [python("Lint", "print('not shown')"), python("Types", "")])

    out = capsys.readouterr().out
    assert "[1/2] Lint … passed\n[2/2] Types … passed\n" in out
    assert "not shown" not in out


def test_run_checks_goes_on_after_a_failure_and_ends_with_a_table(checkout, capsys):
    found = checks.run_checks(
        checkout, [python("Lint", "print('why'); raise SystemExit(1)"), python("Types", "")]
    )

    assert not found
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["[1/2] Lint … FAILED", "why", "[2/2] Types … passed"]
    assert [line.split()[:2] for line in lines[-2:]] == [["Lint", "FAILED"], ["Types", "passed"]]


def test_run_checks_a_skipped_one_is_no_failure_and_says_so(checkout, capsys):
    assert checks.run_checks(checkout, [python("Known vulnerabilities", "", checks.by_audit)])

    assert "skipped\nThe list of known vulnerabilities can't be reached" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("code", "output", "outcome"),
    [
        (1, "ConnectionError: no network", SKIPPED),
        (0, audit({"name": "django", "skip_reason": "not found"}), SKIPPED),
        (0, audit({"name": "django", "version": "5.2.19", "vulns": []}), PASSED),
        (1, audit({"name": "django", "version": "5.2.0", "vulns": [{"id": "CVE-1"}]}), FAILED),
    ],
)
def test_by_audit_counts_as_passed_only_what_was_looked_up(code, output, outcome):
    assert checks.by_audit(code, output)[0] == outcome


def test_all_checks_cover_what_the_handbook_promises():
    programs = [" ".join(check.command[:3]) for check in checks.all_checks()]

    assert programs == [
        "ruff check",
        "ruff format --check",
        "lint-imports --no-cache",
        "djlint --lint --quiet",
        "python -m tools.compile_templates",
        "python manage.py makemigrations",
        "python manage.py check",
        "mypy",
        "pip-audit --disable-pip --require-hashes",
    ]


def test_production_like_has_its_own_secret_each_time():
    first, second = checks.production_like(), checks.production_like()

    assert first["DJANGO_DEBUG"] == "0"
    assert first["DATABASE_URL"] == "sqlite://:memory:"  # not the demo city of this machine
    assert len(first["DJANGO_SECRET_KEY"]) >= 50
    assert first["DJANGO_SECRET_KEY"] != second["DJANGO_SECRET_KEY"]
