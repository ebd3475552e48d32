"""The checks of `run.py check`: all of them run, then a table says which passed."""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Mapping

from tools import child
from tools.packages import RUNTIME

AUDIT = ("--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off")
PASSED, FAILED, SKIPPED = "passed", "FAILED", "skipped"


@dataclass(frozen=True)
class Check:
    """One check: its name, the program in the virtual environment, and how its answer is read."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    judge: Callable[[int, str], tuple[str, str]]


def by_exit_code(code: int, output: str) -> tuple[str, str]:
    """Return the outcome of an ordinary tool, and what to print."""
    return (FAILED, output) if code else (PASSED, "")


def by_audit(code: int, output: str) -> tuple[str, str]:
    """Return the outcome of pip-audit, which must not count as passed where it could look nothing up."""
    line = next((line for line in output.splitlines() if line.startswith("{")), "")
    if not line:
        return SKIPPED, "The list of known vulnerabilities can't be reached from here."
    found = json.loads(line)["dependencies"]
    if not any("vulns" in package for package in found):
        return SKIPPED, "The list of known vulnerabilities can't be reached from here."
    return by_exit_code(code, output)


def all_checks() -> list[Check]:
    """Return the checks in the order in which they run: the quick ones first."""
    local = child.environment(DJANGO_DEBUG="1")
    return [
        Check("Lint", ("ruff", "check"), local, by_exit_code),
        Check("Format", ("ruff", "format", "--check"), local, by_exit_code),
        Check("Import contracts", ("lint-imports", "--no-cache"), local, by_exit_code),
        Check("Templates: lint", ("djlint", "--lint", "--quiet", "templates"), local, by_exit_code),
        Check("Templates: compile", ("python", "-m", "tools.compile_templates"), local, by_exit_code),
        Check(
            "Migrations",
            ("python", "manage.py", "makemigrations", "--check", "--dry-run"),
            local,
            by_exit_code,
        ),
        Check(
            "Deployment",
            ("python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"),
            production_like(),
            by_exit_code,
        ),
        Check("Types", ("mypy",), local, by_exit_code),
        Check(
            "Known vulnerabilities",
            ("pip-audit", *AUDIT, "-r", RUNTIME),
            local,
            by_audit,
        ),
    ]


def production_like() -> dict[str, str]:
    """Return an environment like a live site's, with a secret made for this run alone.

    Its database is empty: the one of this machine may hold the demo city, which no live site may.
    """
    return child.environment(
        DATABASE_URL="sqlite://:memory:",
        DJANGO_DEBUG="0",
        DJANGO_SECRET_KEY=secrets.token_urlsafe(50),
        AUDIT_KEYS=secrets.token_urlsafe(50),
        DJANGO_ALLOWED_HOSTS="safer.example",
        DJANGO_CSRF_TRUSTED_ORIGINS="https://safer.example",
        SITE_BASE_URL="https://safer.example",
    )


def run_checks(root: Path, checks: list[Check]) -> bool:
    """Run all the checks, print what the failed ones say and then a table; say whether none failed."""
    rows = []
    for number, check in enumerate(checks, start=1):
        print(f"[{number}/{len(checks)}] {check.name} …", end=" ", flush=True)
        started = time.monotonic()
        program = root / ".venv" / "bin" / check.command[0]
        code, output = child.run_captured([str(program), *check.command[1:]], cwd=root, env=check.env)
        outcome, text = check.judge(code, output)
        rows.append((check.name, outcome, time.monotonic() - started))
        print(outcome, flush=True)
        if text:
            print(text.rstrip(), flush=True)
    _print_table(rows)
    return all(outcome != FAILED for _, outcome, _ in rows)


def _print_table(rows: list[tuple[str, str, float]]) -> None:
    width = max(len(name) for name, _, _ in rows)
    print()
    for name, outcome, seconds in rows:
        print(f"{name:<{width}}  {outcome:<7}  {seconds:6.1f} s")
