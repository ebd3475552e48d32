"""32 processes for 5 places. Two things keep the places apart, a lock and a constraint; each is enough."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.database import copy_for_processes
from tests.factories.accounts import OfficerFactory
from tests.factories.initiatives import RoleFactory
from tests.factories.volunteers import VolunteerFactory

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, PLACES = 32, 5
LONGEST_SECONDS = 120

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def make_role():
    """Return a role of five places, for which there are more people than that, and an officer."""
    OfficerFactory()
    VolunteerFactory.create_batch(PEOPLE)
    return RoleFactory(places_maximum=PLACES)


@pytest.fixture
def role():
    return make_role()


@pytest.fixture
def copied_database(tmp_path, role):
    """A copy of the test's database, as an address: what happens there leaves no trace here."""
    with copy_for_processes(connection, tmp_path) as address:
        yield address


def race(role, database, *, lock, constraint):
    """Run the race and return what came of it."""
    done = subprocess.run(  # noqa: S603  # this project's own module
        [sys.executable, "-W", "error", "-m", "tests.concurrency.race", str(role.pk), lock, constraint],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database, "DJANGO_DEBUG": "1"},
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(("lock", "constraint"), [("on", "on"), ("on", "off"), ("off", "on")])
def test_places_are_given_once_with_lock_or_constraint(role, copied_database, lock, constraint):
    result = race(role, copied_database, lock=lock, constraint=constraint)

    assert result["outcomes"] == {"placed": PLACES, "RoleFull": PEOPLE - PLACES}
    assert result["placements"] == result["held"] == PLACES


def test_places_are_oversold_without_lock_and_constraint(role, copied_database):
    result = race(role, copied_database, lock="off", constraint="off")

    assert result["placements"] > PLACES
    assert result["outcomes"]["placed"] == result["placements"]
