import os

import pytest

from tools.failure import Failure
from tools.steps import FileStamp, Step, fingerprint, run_all


@pytest.fixture
def made(tmp_path):
    """The numbers of runs of a step, and the step."""
    runs = []
    stamp = FileStamp(tmp_path / "thing" / ".stamp")

    def make(run):
        runs.append(run)
        (tmp_path / "thing").mkdir(exist_ok=True)

    return runs, lambda **changes: Step(
        **{"name": "A thing", "inputs": "one", "stamp": stamp, "action": make, **changes}
    )


def test_fingerprint_follows_content_name_and_extra_text(tmp_path):
    (tmp_path / "folder").mkdir()
    file = tmp_path / "folder" / "a.txt"
    file.write_text("one")
    first = fingerprint(tmp_path, [tmp_path / "folder"])

    assert fingerprint(tmp_path, [file]) == first
    assert fingerprint(tmp_path, [file], "extra") != first
    file.write_text("two")
    assert fingerprint(tmp_path, [file]) != first
    file.write_text("one")
    file.rename(tmp_path / "folder" / "b.txt")
    assert fingerprint(tmp_path, [tmp_path / "folder"]) != first


def test_fingerprint_ignores_compiled_and_missing_files(tmp_path):
    empty = fingerprint(tmp_path, [])
    (tmp_path / "a.pyc").write_text("compiled")

    assert fingerprint(tmp_path, [tmp_path, tmp_path / "absent"]) == empty


def test_file_stamp_is_empty_without_what_it_needs(tmp_path):
    stamp = FileStamp(tmp_path / "stamp", needs=(tmp_path / "product",))
    stamp.write("one")
    assert stamp.read() == ""

    (tmp_path / "product").touch()
    assert stamp.read() == "one"

    stamp.clear()
    stamp.clear()
    assert stamp.read() == ""


def test_run_all_skips_a_step_whose_inputs_are_the_same(tmp_path, made, capsys):
    runs, step = made

    run_all(tmp_path, [step()])
    run_all(tmp_path, [step()])

    assert len(runs) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("[1/1] A thing … 0.")
    assert first.endswith(" s")
    assert second == "[1/1] A thing … unchanged"


def test_run_all_accepts_other_inputs_that_do_as_well(tmp_path, made):
    runs, step = made

    run_all(tmp_path, [step(inputs="with more")])
    run_all(tmp_path, [step(inputs="one", accepts=("with more",))])

    assert len(runs) == 1


def test_run_all_repeats_a_step_whose_inputs_changed_or_whose_product_is_gone(tmp_path, made):
    runs, step = made

    run_all(tmp_path, [step()])
    run_all(tmp_path, [step(inputs="two")])
    (tmp_path / "thing" / ".stamp").unlink()
    run_all(tmp_path, [step(inputs="two")])

    assert len(runs) == 3


@pytest.mark.parametrize("error", [Failure("No."), KeyboardInterrupt()])
def test_run_all_repeats_a_step_that_stopped_half_way(tmp_path, made, error, capsys):
    runs, step = made
    run_all(tmp_path, [step()])

    def fail(run):
        raise error

    with pytest.raises(type(error)):
        run_all(tmp_path, [step(inputs="two", action=fail), step(inputs="never reached")])
    run_all(tmp_path, [step()])

    assert len(runs) == 2
    assert "[1/2] A thing … stopped" in capsys.readouterr().out


def test_runner_runs_in_the_checkout_with_one_log_for_the_step(tmp_path, made):
    _, step = made

    def act(run):
        run(["sh", "-c", "pwd"])
        run(["sh", "-c", "echo $GIVEN"], env={"GIVEN": "environment", "PATH": os.environ["PATH"]})
        (tmp_path / "thing").mkdir()

    log = tmp_path / ".run" / "a-thing.log"
    log.parent.mkdir()
    log.write_text("an older run")
    run_all(tmp_path, [step(action=act)])

    assert log.read_text() == f"{tmp_path}\nenvironment\n"


@pytest.mark.parametrize(
    ("terminal", "shown"),
    [
        (False, "[1/1] A thing … 0.0 s\n"),
        (True, "[1/1] A thing … \r[1/1] A thing … 7 s \r[1/1] A thing … 0.0 s\n"),
    ],
)
def test_run_all_counts_the_seconds_on_a_terminal(tmp_path, made, monkeypatch, capsys, terminal, shown):
    _, step = made
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal, raising=False)
    monkeypatch.setattr("tools.steps.time.monotonic", lambda: 1.0)

    def act(run):
        run.tick(7.2)
        (tmp_path / "thing").mkdir()

    run_all(tmp_path, [step(action=act)])

    assert capsys.readouterr().out == shown
