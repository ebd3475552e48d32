"""64 processes, 20 roles: never a place too many, each freed place to the next, no deadlock, each mail once.

The proof runs for half a minute: STORM_SECONDS=30 python -m pytest tests/concurrency/test_storm.py
"""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from matching.models import Waiting
from matching.scoring import WEIGHTS
from tests.concurrency.test_places import ROOT
from tests.database import copy_for_processes
from tests.factories.accounts import OfficerFactory
from tests.factories.initiatives import InitiativeFactory, RoleFactory
from tests.factories.matching import WeightSetFactory
from tests.factories.volunteers import VolunteerFactory

PROCESSES, ROLES, PLACES, PEOPLE, WAITING = 64, 20, 3, 240, 60
SECONDS = float(os.environ.get("STORM_SECONDS", "4"))
LONGEST_SECONDS = 200 + 3 * SECONDS
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def stage():
    """Twenty roles of three places, for each of which many wait; no two people are as near as each other."""
    officer, initiative = OfficerFactory(), InitiativeFactory()
    roles = RoleFactory.create_batch(ROLES, initiative=initiative, places_maximum=PLACES)
    people = [
        VolunteerFactory(latitude=52.587 + number * 0.0002, travel_miles=30, placement_limit=10)
        for number in range(1, PEOPLE + 1)
    ]
    Waiting.objects.bulk_create(
        Waiting(role=role, volunteer=person, added_by=officer, added_at=NOW + timedelta(seconds=number))
        for number, role in enumerate(roles)
        for person in people[number % 4 :: PEOPLE // WAITING]
    )
    WeightSetFactory(weights={**dict.fromkeys(WEIGHTS, 0), "nearness": 100})


@pytest.fixture
def copied_database(tmp_path, stage):
    with copy_for_processes(connection, tmp_path) as address:
        yield address


def storm(database, *, seconds, lock="on", constraint="on"):
    """Let it blow, and return what came of it."""
    done = subprocess.run(  # noqa: S603  # this project's own module
        [sys.executable, "-m", "tests.concurrency.storm", str(PROCESSES), str(seconds), lock, constraint],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": database,
            "DJANGO_DEBUG": "1",
            "ASKS_PER_30_DAYS": "1000000",
            "LOG_LEVEL": "ERROR",
        },
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_storm_does_no_harm(copied_database):
    result = storm(copied_database, seconds=SECONDS)
    print(json.dumps(result))  # noqa: T201  # the figures of the proof, with `pytest -s`

    assert result["faults"] == {}
    done = result["done"]
    assert done["handed on"]
    ended = sum(done.get(name, 0) for name in ("accept", "decline", "withdraw", "expire"))
    assert ended >= PROCESSES / 4


def test_the_same_storm_oversells_without_lock_and_constraint(copied_database):
    result = storm(copied_database, seconds=min(SECONDS, 6), lock="off", constraint="off")

    assert any(fault.startswith("oversold") for fault in result["faults"])
