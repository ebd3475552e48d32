from types import SimpleNamespace

import pytest

from tests import conftest
from tests.slow import unmarked


def report(name, seconds, *marks):
    return SimpleNamespace(nodeid=name, duration=seconds, keywords=dict.fromkeys(marks, 1))


def test_unmarked_names_what_takes_long_the_longest_first():
    reports = [report("quick", 2.9), report("long", 3.1), report("longest", 12), report("known", 60, "slow")]

    assert unmarked(reports) == ["  12.0 s  longest", "   3.1 s  long"]


class Terminal:
    def __init__(self, *reports):
        self.stats = {"passed": reports}
        self.lines = []

    def section(self, title):
        self.lines.append(title)

    def line(self, text):
        self.lines.append(text)


@pytest.mark.parametrize(
    ("ci", "seconds", "lines"),
    [
        ("true", 5, ["not marked slow, but took over 3 s", "   5.0 s  a_test"]),
        ("true", 1, []),
        ("", 5, []),
    ],
)
def test_ci_names_them_below_the_results(monkeypatch, ci, seconds, lines):
    monkeypatch.setenv("CI", ci)
    terminal = Terminal(report("a_test", seconds))

    conftest.pytest_terminal_summary(terminal)

    assert terminal.lines == lines
