#!/usr/bin/env python3
"""Serves, builds, tests and tidies the site: `python3 run.py serve | code | build | test | check | fix`.

Needs Python 3.11 or newer and nothing else: it makes `.venv`, the front end and the database itself,
and leaves out what has not changed.
"""

from __future__ import annotations

import argparse
import os
import signal
import sqlite3
import sys
from pathlib import Path
from typing import Callable, NoReturn

from tools import browser, child, database, frontend, packages, server, suite
from tools.checks import all_checks, run_checks
from tools.failure import Failure, explain_error
from tools.steps import run_all

ROOT = Path(__file__).resolve().parent
OLDEST_PYTHON = (3, 11)
INTERRUPTED = 130


def serve(options: argparse.Namespace) -> int:
    """Build whatever is missing, fill the database and serve the site on this machine."""
    server.refuse_production(ROOT)
    server.require_free_port(options.port)
    run_all(
        ROOT,
        [
            *packages.steps(ROOT, tools=False),
            *frontend.steps(ROOT),
            *database.steps(ROOT, city=options.city, empty=options.empty),
        ],
    )
    return server.serve(ROOT, port=options.port, accounts=not options.empty)


def build(options: argparse.Namespace) -> int:
    """Build the front end: styles, scripts and images, into build/static."""
    run_all(ROOT, [*packages.steps(ROOT, tools=False), *frontend.steps(ROOT)])
    return 0


def code(options: argparse.Namespace) -> int:
    """Print the demo officers' sign-in code of the moment, once `serve` has made the demo city."""
    server.refuse_production(ROOT)
    command = [str(packages.python(ROOT)), "manage.py", "demo_code"]
    if not packages.python(ROOT).exists():
        raise Failure("There is no demo city yet: run `python3 run.py serve` first.")
    return child.run_shown(command, cwd=ROOT, env=child.environment(DJANGO_DEBUG="1"))


def test(options: argparse.Namespace) -> int:
    """Run the tests: all with their coverage, all quick ones, or those that pytest's arguments name."""
    chromium = browser.find()
    if not chromium:
        print(browser.MISSING, flush=True)
        if os.environ.get("CI") == "true":
            raise Failure("In CI the browser journeys can't be left out: let .ci/run install Chromium.")
    build_tools()
    database, other = databases()
    env = child.environment(CHROMIUM=chromium, OTHER_DATABASE=other)
    command = [str(packages.python(ROOT)), "-m", "pytest"]
    runs = suite.runs(ROOT, options.pytest, database)
    codes = (child.run_shown([*command, *arguments], cwd=ROOT, env=env) for arguments in runs)
    return next(filter(None, codes), 0)


def check(options: argparse.Namespace) -> int:
    """Run every check, and say which passed."""
    build_tools()
    return 0 if run_checks(ROOT, all_checks()) else 1


def fix(options: argparse.Namespace) -> int:
    """Mend what the linter and the formatter can mend by themselves."""
    run_all(ROOT, packages.steps(ROOT, tools=True))
    ruff = str(ROOT / ".venv" / "bin" / "ruff")
    env = child.environment()
    linted = child.run_shown([ruff, "check", "--fix"], cwd=ROOT, env=env)
    return child.run_shown([ruff, "format"], cwd=ROOT, env=env) or linted


def build_tools() -> None:
    """Build what tests and checks need: the packages with the tools, and the front end."""
    run_all(ROOT, [*packages.steps(ROOT, tools=True), *frontend.steps(ROOT)])


def databases() -> tuple[str, str]:
    """Return the names of the database of this run, and of the other, whose search can't be covered here."""
    is_postgresql = os.environ.get("DATABASE_URL", "").startswith("postgres")
    return ("postgresql", "sqlite") if is_postgresql else ("sqlite", "postgresql")


def port_number(text: str) -> int:
    """Read a TCP port. Raises ArgumentTypeError for anything else."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a whole number from 1 to 65535, not {text!r}")
    return int(text)


def parse(arguments: list[str]) -> argparse.Namespace:
    """Read the command line; what follows `test` belongs to pytest."""
    if arguments[:1] == ["test"]:
        return argparse.Namespace(run=test, pytest=arguments[1:])
    parser = argparse.ArgumentParser(prog="run.py", description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(required=True, metavar="serve | code | build | test | check | fix")
    commands.add_parser("test", help="run the tests, with --quick no slow ones; further words go to pytest")
    serving = _add(commands, "serve", serve)
    serving.add_argument("--port", type=port_number, default=8000, help="where to listen (default: 8000)")
    serving.add_argument("--empty", action="store_true", help="without the demo city")
    serving.add_argument("--city", choices=["small", "full"], help="the demo city's size (default: small)")
    _add(commands, "code", code)
    _add(commands, "build", build)
    _add(commands, "check", check)
    _add(commands, "fix", fix)
    return parser.parse_args(arguments)


def _add(commands: argparse._SubParsersAction, name: str, run: Callable) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=run.__doc__)
    parser.set_defaults(run=run)
    return parser


def interrupt(signum: int, frame: object) -> NoReturn:
    """Treat a polite end from outside like Ctrl+C, so that the programs started here end too."""
    raise KeyboardInterrupt


def main(arguments: list[str]) -> int:
    """Run one command; a failure ends with one plain sentence that says what to do."""
    if sys.version_info[:2] < OLDEST_PYTHON:
        print(
            "This needs Python 3.11 or newer: install one and run the same command with it.", file=sys.stderr
        )
        return 1
    options = parse(arguments)
    signal.signal(signal.SIGTERM, interrupt)
    try:
        return options.run(options)
    except Failure as failure:
        return refuse(str(failure), failure.tail)
    except (OSError, sqlite3.Error) as error:
        return refuse(explain_error(error), "")
    except KeyboardInterrupt:
        print(
            "\nStopped. Run the same command again to go on: what was half done is done again.",
            file=sys.stderr,
        )
        return INTERRUPTED


def refuse(sentence: str, tail: str) -> int:
    """Print the last lines of what failed, if any, and the sentence; return the exit code."""
    print(f"\n{tail}\n" if tail else "", file=sys.stderr)
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
