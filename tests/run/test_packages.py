import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tools import packages
from tools.steps import run_all

PIP_SETTINGS = """\
:env:.cert='/etc/ssl/near.pem'
:env:.timeout='60'
global.cert='/etc/ssl/far.pem'
global.index-url='https://registry.example/simple?a=b'
"""


class Command(NamedTuple):
    words: list[str]
    env: dict[str, str]

    @property
    def last(self):
        return Path(self.words[-1]).name


@pytest.fixture
def checkout(tmp_path):
    (tmp_path / "requirements-uv.txt").write_text("uv")
    (tmp_path / "requirements.txt").write_text("runtime")
    (tmp_path / "requirements-dev.txt").write_text("runtime and tools")
    return tmp_path


@pytest.fixture
def commands(monkeypatch):
    """The programs that steps asked for; making a virtual environment leaves its interpreter behind."""
    found = []

    def run_logged(command, *, cwd, env, log, tick):
        found.append(Command(command, env))
        interpreter = packages.python(cwd)
        interpreter.parent.mkdir(parents=True, exist_ok=True)
        interpreter.touch()

    monkeypatch.setattr("tools.child.run_logged", run_logged)
    monkeypatch.setattr("tools.child.run_captured", lambda command, **how: (0, PIP_SETTINGS))
    return found


def build(checkout, *, tools):
    run_all(checkout, packages.steps(checkout, tools=tools))


def test_steps_make_the_environment_with_uv_which_installs_what_is_locked(checkout, commands):
    build(checkout, tools=False)

    environment, bring_uv, install = (command.words for command in commands)
    assert environment == [sys.executable, "-m", "venv", "--clear", str(checkout / ".venv")]
    assert bring_uv[:3] == [str(packages.python(checkout)), "-m", "pip"]
    assert install[:3] == [str(checkout / ".venv/bin/uv"), "pip", "sync"]
    assert [commands[1].last, commands[2].last] == ["requirements-uv.txt", "requirements.txt"]
    assert all("--require-hashes" in command for command in (bring_uv, install))


def test_steps_with_tools_use_the_tools_lock(checkout, commands):
    build(checkout, tools=True)

    assert commands[-1].last == "requirements-dev.txt"


def test_steps_uv_reaches_the_registry_as_pip_does(checkout, commands, monkeypatch):
    for variable in packages.REGISTRY.values():
        monkeypatch.delenv(variable, raising=False)

    build(checkout, tools=False)

    assert commands[-1].env["UV_DEFAULT_INDEX"] == "https://registry.example/simple?a=b"
    assert commands[-1].env["SSL_CERT_FILE"] == "/etc/ssl/near.pem"


def test_steps_uv_reaches_the_registry_as_it_is_told_itself(checkout, commands, monkeypatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://uv.example/simple")

    build(checkout, tools=False)

    assert commands[-1].env["UV_DEFAULT_INDEX"] == "https://uv.example/simple"


def test_steps_are_unchanged_the_second_time(checkout, commands):
    build(checkout, tools=False)
    build(checkout, tools=False)

    assert len(commands) == 3


def test_steps_the_tools_do_for_the_runtime_but_not_the_other_way(checkout, commands):
    build(checkout, tools=False)
    build(checkout, tools=True)
    build(checkout, tools=False)

    assert [command.last for command in commands[2:]] == ["requirements.txt", "requirements-dev.txt"]


def test_steps_a_changed_lock_is_installed_into_the_same_environment(checkout, commands):
    build(checkout, tools=False)
    (checkout / "requirements.txt").write_text("newer")
    build(checkout, tools=False)

    assert [command.words[2] for command in commands] == ["venv", "pip", "sync", "sync"]


def test_steps_another_python_builds_the_environment_anew(checkout, commands, monkeypatch):
    build(checkout, tools=False)
    monkeypatch.setattr(sys, "version", "3.99")

    assert [step.is_done() for step in packages.steps(checkout, tools=False)] == [False, True]


def test_steps_another_uv_builds_the_environment_anew(checkout, commands):
    build(checkout, tools=False)
    (checkout / "requirements-uv.txt").write_text("newer uv")

    assert [step.is_done() for step in packages.steps(checkout, tools=False)] == [False, True]
