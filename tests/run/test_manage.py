import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_manage_runs_a_command(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["manage.py", "check"])

    runpy.run_path(str(ROOT / "manage.py"), run_name="__main__")

    assert "no issues" in capsys.readouterr().out
