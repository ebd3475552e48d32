"""The runs of pytest behind `run.py test`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Sequence

QUICK = "--quick"
LEFT_OUT = "Quick: without coverage and without the tests marked slow, which `run.py test` and CI run."
# Each process takes its share in one piece, so that what the tests of a file or a folder have in common is
# built once, and takes over from others when it is done. One more than there are cores: some tests only wait.
ON_EVERY_CORE = ("-n", str((os.cpu_count() or 1) + 1), "--dist", "worksteal")
# The whole suite: on SQLite all of it, with its coverage; on PostgreSQL whatever could go another way there,
# and the coverage of what runs nowhere else (docs/decisions/0020-what-is-shown-once.md).
MISSING_LINES = "--cov-report=term-missing:skip-covered"
OWN_TESTS = ("tests/core/test_search.py", "tests/core/test_backups.py")
ELSEWHERE = tuple(f"--ignore={name}" for name in OWN_TESTS)  # they have a run of their own
OWN_LINES = ("--cov=core/search", "--cov=core/backups")
WHOLE: dict[str, list[Sequence[str]]] = {
    "sqlite": [("--cov", MISSING_LINES)],
    "postgresql": [("-m", "not once", *ELSEWHERE), (*OWN_TESTS, *OWN_LINES, MISSING_LINES)],
}
WHOLE_QUICKLY: dict[str, Sequence[str]] = {
    "sqlite": ("-m", "not slow"),
    "postgresql": ("-m", "not slow and not once"),
}


def runs(root: Path, arguments: Sequence[str], database: str) -> list[Sequence[str]]:
    """Return pytest's arguments for each of its runs: what the caller asks of pytest, or the whole suite."""
    asked = [argument for argument in arguments if argument != QUICK]
    if QUICK in arguments:
        print(LEFT_OUT, flush=True)
        quickly = WHOLE_QUICKLY["sqlite" if asked else database]
        found: list[Sequence[str]] = [[*quickly, *asked]]
    else:
        found = [asked] if asked else WHOLE[database]
    return [[*_cores(root, run), *run] for run in found]


def _cores(root: Path, arguments: Sequence[str]) -> Sequence[str]:
    """Return how to use the cores: other processes start too slowly to be of use for one file."""
    named = [root / argument.partition("::")[0] for argument in arguments]
    paths = {path for path in named if path.exists() and path != root}
    return () if len(paths) == 1 and paths.pop().is_file() else ON_EVERY_CORE
