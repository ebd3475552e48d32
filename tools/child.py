"""Runs other programs: quietly into a log with the seconds counting, or on the terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Callable, Mapping, Sequence

from tools.failure import AGAIN, Failure, explain

LITTLE_ROOM_BYTES = 1_000_000
TAIL_LINES = 25
TICK_SECONDS = 1.0


def environment(**changes: str) -> dict[str, str]:
    """Return our environment with changes, and with Python's compiled files kept for quick starts."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **changes}


def stop(process: subprocess.Popen) -> None:
    """End a program that still runs, and wait until it has gone."""
    if process.poll() is None:
        process.terminate()
        process.wait()


def wait(process: subprocess.Popen, tick: Callable[[float], None]) -> int:
    """Wait for a program, calling `tick` with the seconds so far; stop it if this program is stopped."""
    started = time.monotonic()
    try:
        while True:
            try:
                return process.wait(timeout=TICK_SECONDS)
            except subprocess.TimeoutExpired:
                tick(time.monotonic() - started)
    finally:
        stop(process)


def run_logged(
    command: Sequence[str], *, cwd: Path, env: Mapping[str, str], log: Path, tick: Callable[[float], None]
) -> None:
    """Run a program with its output in a log. Raises Failure with the log's last lines when it fails."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        start = output.tell()
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=output, stderr=subprocess.STDOUT)
        code = wait(process, tick)
    if code:
        text = log.read_bytes()[start:].decode("utf-8", "replace")
        otherwise = f"This step failed for the reason above (all of it is in {log}): mend it, then {AGAIN}"
        if shutil.disk_usage(log.parent).free < LITTLE_ROOM_BYTES:  # then the log may lack the reason
            text += "\nNo space left on device"
        raise Failure(explain(text, otherwise), tail="\n".join(text.splitlines()[-TAIL_LINES:]))


def run_shown(command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> int:
    """Run a program on the terminal and return its exit code."""
    return wait(subprocess.Popen(command, cwd=cwd, env=env), lambda seconds: None)


def run_captured(command: Sequence[str], *, cwd: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """Run a program and return its exit code with all that it printed."""
    done = subprocess.run(
        command,
        cwd=cwd,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
        errors="replace",
    )
    return done.returncode, done.stdout
