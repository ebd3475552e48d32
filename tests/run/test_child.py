import os
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest

from tools import child
from tools.failure import Failure

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def python(code):
    return [sys.executable, "-c", code]


def run_logged(tmp_path, code):
    log = tmp_path / "logs" / "step.log"
    child.run_logged(python(code), cwd=tmp_path, env=dict(os.environ), log=log, tick=lambda seconds: None)
    return log.read_text()


def test_environment_keeps_compiled_files(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("KEPT", "yes")

    found = child.environment(DJANGO_DEBUG="1")

    assert "PYTHONDONTWRITEBYTECODE" not in found
    assert (found["KEPT"], found["DJANGO_DEBUG"]) == ("yes", "1")


def test_run_logged_writes_both_streams(tmp_path):
    text = run_logged(tmp_path, "import sys; print('out', flush=True); print('err', file=sys.stderr)")

    assert text == "out\nerr\n"


def test_run_logged_adds_to_the_log(tmp_path):
    run_logged(tmp_path, "print('first')")

    assert run_logged(tmp_path, "print('second')") == "first\nsecond\n"


def test_run_logged_failure_has_the_last_lines(tmp_path):
    with pytest.raises(Failure, match=r"step\.log\): mend it") as caught:
        run_logged(tmp_path, "for n in range(100): print('line', n)\nraise SystemExit(3)")

    assert caught.value.tail.splitlines() == [f"line {n}" for n in range(75, 100)]


def test_run_logged_failure_reads_only_this_programs_output(tmp_path):
    run_logged(tmp_path, "print('no space left on device')")

    with pytest.raises(Failure, match="failed for the reason above"):
        run_logged(tmp_path, "raise SystemExit(1)")


def test_run_logged_failure_on_a_full_disk_that_kept_the_reason_out_of_the_log(tmp_path, monkeypatch):
    monkeypatch.setattr(child.shutil, "disk_usage", lambda folder: SimpleNamespace(free=4096))

    with pytest.raises(Failure, match="disk is full"):
        run_logged(tmp_path, "raise SystemExit(1)")


def test_run_shown_returns_the_exit_code(tmp_path):
    assert child.run_shown(python("raise SystemExit(5)"), cwd=tmp_path, env=dict(os.environ)) == 5


def test_run_captured_returns_code_and_output(tmp_path):
    code = "import sys; print('out', flush=True); sys.stderr.write('err'); sys.exit(2)"

    assert child.run_captured(python(code), cwd=tmp_path, env=dict(os.environ)) == (2, "out\nerr")


def test_wait_ticks_until_the_end(monkeypatch):
    monkeypatch.setattr(child, "TICK_SECONDS", 0.01)
    seconds = []

    assert child.wait(subprocess.Popen(python("import time; time.sleep(0.2)")), seconds.append) == 0

    assert seconds
    assert seconds == sorted(seconds)


def test_wait_stops_the_program_when_interrupted(monkeypatch):
    monkeypatch.setattr(child, "TICK_SECONDS", 0.01)
    process = subprocess.Popen(SLEEPER)

    def interrupt(seconds):
        raise KeyboardInterrupt

    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        child.wait(process, interrupt)

    assert process.returncode < 0
    assert time.monotonic() - started < 30
