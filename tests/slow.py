"""Tests that take long are marked `slow`, so that `run.py test --quick` can leave them out."""

from collections.abc import Iterable

import pytest

LONG_SECONDS = 3.0


def unmarked(reports: Iterable[pytest.TestReport]) -> list[str]:
    """Return a line for each test that took long and isn't marked, the longest first."""
    found = [report for report in reports if report.duration > LONG_SECONDS and "slow" not in report.keywords]
    found.sort(key=lambda report: report.duration, reverse=True)
    return [f"{report.duration:6.1f} s  {report.nodeid}" for report in found]
