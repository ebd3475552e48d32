"""benchmarks/trust.py runs, and fails when a promise is broken."""

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import trust

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_it_measures_mail_and_an_outage():
    done = subprocess.run(
        [sys.executable, "benchmarks/trust.py", "--only", "mail,outage", "--messages", "10"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "mail: 10 queued, 10 delivered, 0 twice, 10 noted as sent" in done.stdout
    assert "outage: database away 3." in done.stdout


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_broken_promise_is_told(monkeypatch, capsys, is_kept):
    findings = [trust.Finding("20 of 20"), trust.Finding("19 of 20", is_kept)]
    monkeypatch.setitem(trust.MEASUREMENTS, "mail", lambda _options: iter(findings))

    assert trust.all_kept(argparse.Namespace(only=["mail"])) is is_kept

    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["mail: 20 of 20", "mail: 19 of 20" if is_kept else "BROKEN mail: 19 of 20"]


def test_only_what_there_is_can_be_chosen():
    assert trust.chosen("places,mail") == ["mail", "places"]
    with pytest.raises(argparse.ArgumentTypeError, match="there is no luck"):
        trust.chosen("mail,luck")
