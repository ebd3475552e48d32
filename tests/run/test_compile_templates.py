import copy
import runpy
import sys
from pathlib import Path

import pytest

from tools import compile_templates

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path, settings):
    """The one folder in which Django looks for templates."""
    settings.TEMPLATES = copy.deepcopy(settings.TEMPLATES)
    settings.TEMPLATES[0]["DIRS"] = [tmp_path]
    return tmp_path


def test_main_passes_good_templates(folder):
    (folder / "page.html").write_text("{% if a %}b{% endif %}")

    assert compile_templates.main(folder) == 0


def test_main_names_each_broken_template(folder, capsys):
    (folder / "groups").mkdir()
    (folder / "groups" / "broken.html").write_text("{% if a %}")
    (folder / "strange.html").write_text("{% nonsense %}")

    assert compile_templates.main(folder) == 2

    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{folder}/groups/broken.html: Unclosed tag")
    assert second.startswith(f"{folder}/strange.html: Invalid block tag")


def test_command_compiles_all_of_ours(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.delitem(sys.modules, "tools.compile_templates")

    with pytest.raises(SystemExit) as ended:
        runpy.run_module("tools.compile_templates", run_name="__main__")

    assert ended.value.code == 0
