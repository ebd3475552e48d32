import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core import audit
from core.evidence import log
from core.evidence.anchors import make_anchor

MONDAY = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Logger:
    """Takes the lines of the audit log into a file, as the site's handler does."""

    def __init__(self, path):
        self.path = path
        path.touch()

    def info(self, event, **facts):
        with self.path.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"event": event, **facts}) + "\n")


@pytest.fixture
def log_file(tmp_path, monkeypatch):
    """The audit log, outside the database."""
    path = tmp_path / "audit.jsonl"
    monkeypatch.setattr(log, "logger", Logger(path))
    return path


@pytest.fixture
def record(log_file, django_capture_on_commit_callbacks):
    """Records an event at a moment, committed and logged."""

    def record(action, subject, at):
        with time_machine.travel(at, tick=False), django_capture_on_commit_callbacks(execute=True):
            return audit.record(action, subject=subject, by=None)

    return record


@pytest.fixture
def anchor(log_file, django_capture_on_commit_callbacks):
    """Makes the anchor that is due at a moment."""

    def anchor(now):
        with django_capture_on_commit_callbacks(execute=True):
            return make_anchor(now)

    return anchor


@pytest.fixture
def trail(record, anchor, eve, asha):
    """Two chains over three days: Monday and Tuesday are anchored, Wednesday is not."""
    events = [
        record("one", eve, MONDAY),
        record("one", asha, MONDAY),
        record("two", eve, MONDAY + DAY),
        record("two", asha, MONDAY + DAY),
        record("three", eve, MONDAY + 2 * DAY),
    ]
    for days in (1, 2):
        assert anchor(MONDAY + days * DAY) == 1
    return events
