"""The virtual environment and its hash-locked Python packages."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.steps import FileStamp, Runner, Step, fingerprint

RUNTIME = "requirements.txt"
TOOLS = "requirements-dev.txt"

# What the lock says and nothing else: no resolving, no building, and compiled only when first imported.
EXACTLY = ("--no-deps", "--require-hashes", "--only-binary", ":all:", "--no-compile")


def python(root: Path) -> Path:
    """Return the virtual environment's interpreter."""
    return root / ".venv" / "bin" / "python"


def steps(root: Path, *, tools: bool) -> list[Step]:
    """Return the steps that build the virtual environment, with the tools for tests and checks or without."""
    return [_environment(root), _packages(root, tools=tools)]


def _environment(root: Path) -> Step:
    def build(run: Runner) -> None:
        run([sys.executable, "-m", "venv", "--clear", root / ".venv"])

    return Step(
        name="Virtual environment",
        inputs=f"{sys.version}\n{sys.base_prefix}",
        stamp=FileStamp(root / ".venv" / ".environment-stamp", needs=(python(root),)),
        action=build,
    )


def _packages(root: Path, *, tools: bool) -> Step:
    lock = TOOLS if tools else RUNTIME

    def install(run: Runner) -> None:
        run(
            [python(root), "-m", "pip", "--disable-pip-version-check", "install", *EXACTLY, "-r", root / lock]
        )

    return Step(
        name="Python packages",
        inputs=_fingerprint(root, lock),
        stamp=FileStamp(root / ".venv" / ".packages-stamp"),
        action=install,
        accepts=(_fingerprint(root, TOOLS),),  # the tools' lock holds the runtime's packages too
    )


def _fingerprint(root: Path, lock: str) -> str:
    return fingerprint(root, [root / lock], lock)
