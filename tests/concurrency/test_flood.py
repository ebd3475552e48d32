"""A thousand forms from fifty networks, and the API as fast as it goes: every limit holds."""

import json
import subprocess
import sys

import pytest
from django.db import connection

from tests.concurrency.test_places import ROOT, _postgresql_copy, _sqlite_copy
from tests.production import environment

LONGEST_SECONDS = 200

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def copied_database(tmp_path, transactional_db):
    yield from _sqlite_copy(tmp_path) if connection.vendor == "sqlite" else _postgresql_copy()


def flood(database, folder):
    """Let it flood a production site with this database, and return what came of it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.concurrency.flood"],
        cwd=ROOT,
        env=environment(database, folder, LOG_LEVEL="ERROR"),
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_limits_hold_in_a_flood_and_the_owner_gets_in(copied_database, tmp_path):
    result = flood(copied_database, tmp_path)
    print(json.dumps(result))  # noqa: T201  # the figures, with `pytest -s`
    answers = result["answers"]

    assert result["posts"] == 1000
    assert "died" not in answers
    assert not any(answer.endswith((" 500", " 503")) for answer in answers)
    assert result["mails"] == {"owner@example.com": 10, "victim@example.com": 3}
    assert answers["owner wrong"] <= 100
    assert answers["owner wrong"] + answers["owner too many"] == 400
    assert answers["api 200"] == 120
    assert result["entries"] > 300  # more than Django would keep
    assert not result["guesser is in"]
    assert not result["owner on a new device is in"]
    assert result["owner on a known device is in"]
