"""An import that is killed while it writes leaves the database as it was. A real process, a real SIGKILL."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.database import address_for_processes
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
BRING = (
    SETUP
    + """
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from accounts.models import User
from places.models import Upload
from places.services import bring_upload, confirm_upload
from places.tasks import check_upload

by = User.objects.create(email="sam@example.com", role="senior_officer")
with open(sys.argv[1], "rb") as file:
    files = {"file": SimpleUploadedFile("people.csv", file.read())}
now = timezone.now()
options = {"on": "2026-06-01"}
upload = bring_upload(kind="population", files=files, options=options, by=by, now=now)
check_upload.enqueue(str(upload.pk), upload.attempt)
upload.refresh_from_db()
facts = {"skips_refused": False, "allows_loss": False, "by": by, "now": now}
upload = confirm_upload(upload=upload, seen=upload.fingerprint, **facts)
print(upload.pk, upload.attempt)
"""
)
DAWDLE = IMPORT.replace(
    'call_command("import_population", sys.argv[1])',
    """
from places.tasks import write_upload

write_upload.enqueue(sys.argv[1], int(sys.argv[2]))
""",
)
AGAIN = (
    SETUP
    + """
from datetime import timedelta
from django.utils import timezone
from accounts.models import User
from places.models import Upload
from places.services import restart_upload
from places.tasks import check_upload

upload = Upload.objects.get()
now = timezone.now() + timedelta(minutes=6)
before = upload.state
upload = restart_upload(upload=upload, by=User.objects.get(email="sam@example.com"), now=now)
check_upload.enqueue(str(upload.pk), upload.attempt)
upload.refresh_from_db()
print(before, upload.state, upload.report["added"])
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
    """A database that other processes reach, and a folder for uploads."""
    return os.environ | {
        "DATABASE_URL": address_for_processes(connection, tmp_path / "killed.sqlite3"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_DEBUG": "1",
        "UPLOADS_DIR": str(tmp_path / "uploads"),
    }


def run(script, environment, *arguments):
    done = subprocess.run(  # noqa: S603  # the script is written above
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def kill_while_it_writes(script, environment, *arguments):
    """Run a script until it says what it has written, kill it there, and return what it said."""
    with subprocess.Popen(  # noqa: S603  # the script is written above
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        said = process.stdout.readline().split()
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    return said


@pytest.fixture
def people(put):
    rows = "".join(f"{WEST},{year},{year}\n" for year in range(1971, 2026))
    return str(put(f"code,year,people\n{rows}"))


@pytest.mark.slow
def test_an_import_killed_while_it_writes_leaves_the_database_as_it_was(environment, people):
    run(PREPARE, environment)

    assert kill_while_it_writes(IMPORT, environment, people) == ["written", "55"]

    assert run(COUNT, environment) == "0 0"


@pytest.mark.slow
def test_a_worker_killed_while_it_writes_leaves_a_file_that_can_be_read_again(environment, people):
    """Nothing of it is stored, and it still stands as being stored, until an officer starts again."""
    run(PREPARE, environment)
    upload, attempt = run(BRING, environment, people).split()

    assert kill_while_it_writes(DAWDLE, environment, upload, attempt) == ["written", "55"]

    assert run(COUNT, environment) == "0 0"
    assert run(AGAIN, environment) == "writing ready 55"
