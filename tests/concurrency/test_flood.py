"""A thousand forms from fifty networks, and the API as fast as it goes: every limit holds."""

import json
import subprocess
import sys

import pytest
from django.db import connection

from tests.concurrency.test_places import ROOT
from tests.database import copy_for_processes
from tests.production import environment

LONGEST_SECONDS = 200

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def copied_database(tmp_path, transactional_db):
    with copy_for_processes(connection, tmp_path) as address:
        yield address


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


def what_is_broken(result):
    """Return which promises a flood broke."""
    answers = result["answers"]
    promises = {
        "a thousand posts": result["posts"] == 1000,
        "nobody died": "died" not in answers,
        "nothing crashed": not any(answer.endswith((" 500", " 503")) for answer in answers),
        "few mails": result["mails"] == {"owner@example.com": 10, "victim@example.com": 3},
        "few passwords looked at": answers["owner wrong"] <= 100,
        "all passwords answered": answers["owner wrong"] + answers["owner too many"] == 400,
        "the API's limit": answers["api 200"] == 120,
        "all counts kept": result["entries"] > 300,  # more than Django would keep
        "the guesser stays out": not result["guesser is in"],
        "a new device stays out": not result["owner on a new device is in"],
        "the owner's device gets in": result["owner on a known device is in"],
    }
    return [promise for promise, is_kept in promises.items() if not is_kept]


def test_limits_hold_in_a_flood_and_the_owner_gets_in(copied_database, tmp_path):
    result = flood(copied_database, tmp_path)
    print(json.dumps(result))  # noqa: T201  # the figures, with `pytest -s`

    assert what_is_broken(result) == []
