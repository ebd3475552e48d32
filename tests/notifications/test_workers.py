"""Workers as real processes: one is killed while it sends, one is busy while somebody waits for a code."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.database import address_for_processes

ROOT = Path(__file__).resolve().parents[2]
SETUP = """
import time
from datetime import timedelta
import django
django.setup()
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from notifications.models import Message
from notifications import outbox

def work(queues, **options):
    call_command(
        "db_worker", queue_name=queues, interval=0, startup_delay=False, reload=False, verbosity=0, **options
    )

def states():
    tasks = DBTaskResult.objects.order_by("enqueued_at").values_list("status", flat=True)
    return [*Message.objects.order_by("created_at").values_list("state", flat=True), *tasks]
"""
PREPARE = """
call_command("migrate", verbosity=0)
outbox.queue_text("code", to="dev@example.com", subject="Your code", body="123456", is_urgent=True)
print(*states())
"""
SEND_AND_HANG = """
from django.core.mail import EmailMessage

def hang(mail):
    print("sending", flush=True)
    time.sleep(60)

EmailMessage.send = hang
work("people,mail")
"""
TAKE_UP = """
from core.tasks import end_dead_tasks, delete_old_tasks
from notifications.tasks import send_waiting

before = states()
later = timezone.now() + timedelta(minutes=31)
end_dead_tasks(later)
send_waiting(later)
print(*before, *states(), delete_old_tasks(later + timedelta(days=15)), *states())
"""
REVIEW = """
from uuid import uuid4
from planning.bottlenecks import review_services

def review(*_):
    print("reviewing", flush=True)
    time.sleep(60)

review_services.review_worker.run = review
review_services.run_review.enqueue(str(uuid4()), str(uuid4()))
work("default")
"""
SEND = """
work("people,mail", batch=True)
print(*states())
"""
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def environment(transactional_db, tmp_path):
    """A database that other processes reach, with a code in it that is to be sent by a worker."""
    environment = os.environ | {
        "DATABASE_URL": address_for_processes(connection, tmp_path / "workers.sqlite3"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DJANGO_DEBUG": "1",
        "DJANGO_TASK_WORKER": "1",
    }
    assert run(PREPARE, environment) == "queued READY"
    return environment


def run(script, environment):
    done = subprocess.run(  # noqa: S603  # the script is written above
        [sys.executable, "-c", SETUP + script],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@contextmanager
def busy(script, environment, word):
    """Run a script up to the word that it says; at the end it is killed."""
    with subprocess.Popen(  # noqa: S603  # the script is written above
        [sys.executable, "-c", SETUP + script],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout.readline().strip() == word
            yield
        finally:
            process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL


def test_a_worker_killed_while_it_sends_leaves_no_task_running_and_loses_no_mail(environment):
    with busy(SEND_AND_HANG, environment, "sending"):
        pass

    before, after, pruned = "queued RUNNING", "sent FAILED", "1 sent"
    assert run(TAKE_UP, environment) == f"{before} {after} {pruned}"


def test_a_code_is_sent_while_a_review_of_the_city_goes_on(environment):
    """Before, both were in one queue, and the code waited until the review was done."""
    with busy(REVIEW, environment, "reviewing"):
        assert run(SEND, environment) == "sent SUCCESSFUL RUNNING"
