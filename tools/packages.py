"""The virtual environment and its hash-locked Python packages, which uv installs."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from tools import child
from tools.steps import FileStamp, Runner, Step, fingerprint

UV = "requirements-uv.txt"
RUNTIME = "requirements.txt"
TOOLS = "requirements-dev.txt"

# What the lock says and nothing else: no building, and hashes for all.
EXACTLY = ("--require-hashes", "--only-binary", ":all:")
# How pip reaches the package registry, which uv doesn't read, and what uv calls it.
REGISTRY = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}


def python(root: Path) -> Path:
    """Return the virtual environment's interpreter."""
    return root / ".venv" / "bin" / "python"


def steps(root: Path, *, tools: bool) -> list[Step]:
    """Return the steps that build the virtual environment, with the tools for tests and checks or without."""
    return [_environment(root), _packages(root, tools=tools)]


def _environment(root: Path) -> Step:
    def build(run: Runner) -> None:
        run([sys.executable, "-m", "venv", "--clear", root / ".venv"])
        pip = (python(root), "-m", "pip", "--disable-pip-version-check", "install", "--no-compile")
        run([*pip, *EXACTLY, "-r", root / UV])

    return Step(
        name="Virtual environment",
        inputs=fingerprint(root, [root / UV], sys.version, sys.base_prefix),
        stamp=FileStamp(root / ".venv" / ".environment-stamp", needs=(python(root),)),
        action=build,
    )


def _packages(root: Path, *, tools: bool) -> Step:
    lock = TOOLS if tools else RUNTIME

    def install(run: Runner) -> None:
        uv = (root / ".venv" / "bin" / "uv", "pip", "sync", "--python", python(root))
        run([*uv, *EXACTLY, root / lock], env={**_registry(root), **child.environment()})

    return Step(
        name="Python packages",
        inputs=_fingerprint(root, lock),
        stamp=FileStamp(root / ".venv" / ".packages-stamp"),
        action=install,
        accepts=(_fingerprint(root, TOOLS),),  # the tools' lock holds the runtime's packages too
    )


def _registry(root: Path) -> dict[str, str]:
    """Return pip's way to the package registry as the variables that uv reads."""
    command = [str(python(root)), "-m", "pip", "config", "list"]
    _, text = child.run_captured(command, cwd=root, env=child.environment())
    lines = (line.partition("=") for line in text.splitlines())
    settings = {name: value for name, _, value in lines}
    return {
        variable: ast.literal_eval(settings[f"{section}.{name}"])
        for name, variable in REGISTRY.items()
        for section in ("global", "install", ":env:")  # the later wins, as in pip
        if f"{section}.{name}" in settings
    }


def _fingerprint(root: Path, lock: str) -> str:
    return fingerprint(root, [root / lock], lock)
