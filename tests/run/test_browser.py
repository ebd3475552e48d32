import pytest

from tools import browser


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """Makes programs that can be found on the PATH."""
    monkeypatch.setenv("PATH", str(tmp_path))

    def make(name):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
        return str(tmp_path / name)

    return make


def test_find_prefers_the_variable(programs):
    programs("chromium")
    chosen = programs("my-own")

    assert browser.find({"CHROMIUM": chosen}) == chosen


def test_find_looks_along_the_path(programs):
    found = programs("google-chrome")

    assert browser.find({}) == found


def test_find_prefers_one_without_windows(programs):
    programs("chromium")
    found = programs("chromium-headless-shell")

    assert browser.find({}) == found


def test_find_overlooks_a_variable_that_leads_nowhere(programs, tmp_path):
    found = programs("chromium")

    assert browser.find({"CHROMIUM": str(tmp_path / "absent")}) == found


def test_find_returns_nothing_where_there_is_none(programs):
    assert browser.find({}) == ""
