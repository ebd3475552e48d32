"""An import that is killed while it writes leaves the database as it was. A real process, a real SIGKILL."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.places.conftest import WEST

ROOT = Path(__file__).resolve().parents[2]
SETUP = """
import sys, time
import django
django.setup()
from django.core.management import call_command
from places.models import ImportRun, Ward, WardFigure
"""
PREPARE = (
    SETUP
    + f"""
call_command("migrate", verbosity=0)
Ward.objects.update_or_create(gss="{WEST}", defaults=dict(name="West", valid_from="2023-05-04"))
"""
)
IMPORT = (
    SETUP
    + """
from places.importers import population

write = population.write_figures

def write_and_dawdle(plan, *, at):
    write(plan, at=at)
    print("written", WardFigure.objects.count(), flush=True)
    time.sleep(60)

population.write_figures = write_and_dawdle
call_command("import_population", sys.argv[1])
"""
)
COUNT = (
    SETUP
    + """
print(WardFigure.objects.count(), ImportRun.objects.count())
"""
)


@pytest.fixture
def environment(transactional_db, tmp_path):
    """A database that other processes reach: a file for SQLite, else the tests' own."""
    if connection.vendor == "sqlite":
        address = f"sqlite:///{tmp_path / 'killed.sqlite3'}"
    else:
        facts = connection.settings_dict
        where = f"{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
        address = f"postgres://{facts['USER']}:{facts['PASSWORD']}@{where}"
    return os.environ | {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_DEBUG": "1",
    }


def run(script, environment):
    done = subprocess.run(  # noqa: S603  # the script is written above
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_an_import_killed_while_it_writes_leaves_the_database_as_it_was(environment, put):
    rows = "".join(f"{WEST},{year},{year}\n" for year in range(1971, 2026))
    run(PREPARE, environment)

    with subprocess.Popen(  # noqa: S603  # the script is written above
        [sys.executable, "-c", IMPORT, put(f"code,year,people\n{rows}")],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        said = process.stdout.readline().split()
        process.send_signal(signal.SIGKILL)

    assert said == ["written", "55"]
    assert process.returncode == -signal.SIGKILL
    assert run(COUNT, environment) == "0 0"
