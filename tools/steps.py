"""Steps that are shown, timed, and left out when nothing that they depend on has changed."""

from __future__ import annotations

import hashlib
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterable, Mapping, Protocol, Sequence

from tools import child


class Stamp(Protocol):
    """Remembers which inputs a finished step was made from."""

    def read(self) -> str: ...

    def clear(self) -> None: ...

    def write(self, value: str) -> None: ...


@dataclass(frozen=True)
class FileStamp:
    """A stamp in a file. It lies inside what the step makes, so deleting that deletes the stamp as well."""

    path: Path
    needs: tuple[Path, ...] = ()

    def read(self) -> str:
        if not self.path.is_file() or not all(need.exists() for need in self.needs):
            return ""
        return self.path.read_text(encoding="utf-8")

    def clear(self) -> None:
        self.path.unlink(missing_ok=True)

    def write(self, value: str) -> None:
        self.path.write_text(value, encoding="utf-8")


class Runner:
    """What a step runs other programs with: the checkout as their folder, and one log for the step."""

    def __init__(self, root: Path, log: Path, tick: Callable[[float], None]) -> None:
        self.root = root
        self.log = log
        self.tick = tick

    def __call__(self, command: Sequence[object], env: Mapping[str, str] | None = None) -> None:
        """Run one program. Raises Failure when it fails."""
        child.run_logged(
            [str(part) for part in command],
            cwd=self.root,
            env=env or child.environment(),
            log=self.log,
            tick=self.tick,
        )


@dataclass(frozen=True)
class Step:
    """One thing to be done: its name on the screen, what it depends on, and how it is done."""

    name: str
    inputs: str
    stamp: Stamp
    action: Callable[[Runner], None]
    accepts: tuple[str, ...] = ()

    def is_done(self) -> bool:
        """Say whether the last finished run was made from the same inputs, or from others that do as well."""
        return self.stamp.read() in {self.inputs, *self.accepts}


def fingerprint(root: Path, paths: Iterable[Path], *extra: str) -> str:
    """Return a hash of files, and of all files under folders, by name and content, and of some extra text."""
    digest = hashlib.sha256("\0".join(extra).encode())
    for path in sorted(_files(paths)):
        digest.update(f"\0{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files(paths: Iterable[Path]) -> set[Path]:
    found: set[Path] = set()
    for path in paths:
        found.update(
            file
            for file in (path.rglob("*") if path.is_dir() else [path])
            if file.is_file() and file.suffix != ".pyc"
        )
    return found


def run_all(root: Path, steps: Sequence[Step]) -> None:
    """Do the steps in order, saying how far this is. A step that stops half-way is done again next time."""
    for number, step in enumerate(steps, start=1):
        _run_one(root, step, f"[{number}/{len(steps)}] {step.name} …")


def _run_one(root: Path, step: Step, label: str) -> None:
    print(label, end=" ", flush=True)
    if step.is_done():
        print("unchanged", flush=True)
        return
    started = time.monotonic()
    log = root / ".run" / f"{step.name.lower().replace(' ', '-')}.log"
    log.unlink(missing_ok=True)
    step.stamp.clear()
    try:
        step.action(Runner(root, log, lambda seconds: _tick(label, seconds)))
        step.stamp.write(step.inputs)
    except BaseException:
        print("stopped", flush=True)
        raise
    print(f"{_back(label)}{time.monotonic() - started:.1f} s", flush=True)


def _tick(label: str, seconds: float) -> None:
    """Count the seconds on a terminal; a log file of this program gets no such lines."""
    if sys.stdout.isatty():
        print(f"{_back(label)}{seconds:.0f} s ", end="", flush=True)


def _back(label: str) -> str:
    return f"\r{label} " if sys.stdout.isatty() else ""
