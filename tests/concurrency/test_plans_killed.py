"""A process that dies while it runs a plan or sends its offers leaves nothing half done and nothing twice."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.db import connection

from planning.plans import plan_worker
from planning.plans.scope import Scope
from planning.plans.services.making import create_plan, queue_plan
from tests.concurrency.test_places import ROOT
from tests.database import copy_for_processes
from tests.factories.accounts import OfficerFactory
from tests.factories.initiatives import InitiativeFactory, RoleFactory
from tests.factories.places import WardFactory
from tests.factories.volunteers import VolunteerFactory

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
DEATHS = 20
PEOPLE, ROLES = 40, 8
LONGEST_SECONDS = 170

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def make_plan():
    """Return a plan of eight roles that forty people share, two each."""
    ward = WardFactory()
    initiative = InitiativeFactory(ward=ward)
    RoleFactory.create_batch(ROLES, initiative=initiative, places_maximum=10, starts_on="2026-12-01")
    VolunteerFactory.create_batch(PEOPLE, placement_limit=2)
    officer = OfficerFactory()
    plan = create_plan(title="June", scope=Scope(), by=officer, now=NOW)
    plan = queue_plan(plan=plan, by=officer, now=NOW)
    plan_worker.run(plan.pk, plan.attempt_id, lambda: NOW)
    plan.refresh_from_db()
    assert plan.state == "ready"
    assert plan.pairs.count() == 2 * PEOPLE
    return plan


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def copied_database(tmp_path, plan):
    with copy_for_processes(connection, tmp_path) as address:
        yield address


def kill(database, what, *, whole, deaths=DEATHS):
    """Let the work die again and again; return what was found broken, and how many really died."""
    done = subprocess.run(  # noqa: S603  # this project's own module
        [sys.executable, "-W", "error", "-m", "tests.concurrency.killing", what, whole, str(deaths)],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database, "DJANGO_DEBUG": "1"},
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("what", ["run", "send"])
def test_nothing_is_half_done_or_done_twice(copied_database, what):
    assert kill(copied_database, what, whole="on") == {"faults": [], "killed": DEATHS}


@pytest.mark.parametrize("what", ["run", "send"])
def test_without_transactions_the_same_deaths_leave_things_broken(copied_database, what):
    assert kill(copied_database, what, whole="off")["faults"]
