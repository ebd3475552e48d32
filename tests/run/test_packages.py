import sys

import pytest

from tools import packages
from tools.steps import run_all


@pytest.fixture
def checkout(tmp_path):
    (tmp_path / "requirements.txt").write_text("runtime")
    (tmp_path / "requirements-dev.txt").write_text("runtime and tools")
    return tmp_path


@pytest.fixture
def commands(monkeypatch):
    """The programs that steps asked for; making a virtual environment leaves its interpreter behind."""
    found = []

    def run_logged(command, *, cwd, env, log, tick):
        found.append(command)
        interpreter = packages.python(cwd)
        interpreter.parent.mkdir(parents=True, exist_ok=True)
        interpreter.touch()

    monkeypatch.setattr("tools.child.run_logged", run_logged)
    return found


def build(checkout, *, tools):
    run_all(checkout, packages.steps(checkout, tools=tools))


def test_steps_build_the_environment_from_the_lock_with_hashes(checkout, commands):
    build(checkout, tools=False)

    environment, install = commands
    assert environment == [sys.executable, "-m", "venv", "--clear", str(checkout / ".venv")]
    assert install[:5] == [
        str(packages.python(checkout)),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
    ]
    assert "--require-hashes" in install
    assert install[-1] == str(checkout / "requirements.txt")


def test_steps_with_tools_use_the_tools_lock(checkout, commands):
    build(checkout, tools=True)

    assert commands[-1][-1] == str(checkout / "requirements-dev.txt")


def test_steps_are_unchanged_the_second_time(checkout, commands):
    build(checkout, tools=False)
    build(checkout, tools=False)

    assert len(commands) == 2


def test_steps_the_tools_do_for_the_runtime_but_not_the_other_way(checkout, commands):
    build(checkout, tools=False)
    build(checkout, tools=True)
    build(checkout, tools=False)

    assert [command[-1] for command in commands[1:]] == [
        str(checkout / "requirements.txt"),
        str(checkout / "requirements-dev.txt"),
    ]


def test_steps_a_changed_lock_is_installed_into_the_same_environment(checkout, commands):
    build(checkout, tools=False)
    (checkout / "requirements.txt").write_text("newer")
    build(checkout, tools=False)

    assert [command[2] for command in commands] == ["venv", "pip", "pip"]


def test_steps_another_python_builds_the_environment_anew(checkout, commands, monkeypatch):
    build(checkout, tools=False)
    monkeypatch.setattr(sys, "version", "3.99")

    assert [step.is_done() for step in packages.steps(checkout, tools=False)] == [False, True]
