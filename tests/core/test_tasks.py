from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from core.task_queues import QUEUES, WorkerDied
from core.tasks import KEPT_FOR, delete_old_tasks, end_dead_tasks
from tests.factories.tasks import TaskFactory

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)
LIMITS = [*((queue.name, queue.run) for queue in QUEUES), ("a former queue", timedelta(hours=6))]
pytestmark = pytest.mark.django_db


def running(queue="default", *, since):
    return TaskFactory(queue_name=queue, status="RUNNING", started_at=since, worker_ids=["worker"])


@pytest.mark.parametrize(("queue", "limit"), LIMITS)
def test_end_dead_tasks_ends_what_no_worker_can_be_doing_any_more(queue, limit, caplog):
    dead = running(queue, since=NOON - limit - A_SECOND)
    alive = running(queue, since=NOON - limit)

    assert end_dead_tasks(NOON) == 1
    assert end_dead_tasks(NOON) == 0

    dead.refresh_from_db()
    assert (dead.status, dead.finished_at) == ("FAILED", NOON)
    assert DBTaskResult.objects.running().get() == alive
    assert "tasks_died" in caplog.text


def test_end_dead_tasks_says_why_as_any_failure_does():
    dead = running(since=NOON - timedelta(days=1))

    end_dead_tasks(NOON)

    dead.refresh_from_db()
    (error,) = dead.task_result.errors
    assert error.exception_class is WorkerDied
    assert "its worker must have died" in error.traceback


def test_end_dead_tasks_leaves_alone_what_waits_or_is_over():
    for status in ("READY", "SUCCESSFUL", "FAILED"):
        TaskFactory(status=status, started_at=NOON - timedelta(days=9))

    assert end_dead_tasks(NOON) == 0


def test_a_worker_that_is_alive_after_all_has_the_last_word():
    slow = running(since=NOON - timedelta(days=1))
    end_dead_tasks(NOON)

    slow.set_successful(True)

    slow.refresh_from_db()
    assert (slow.status, slow.exception_class_path) == ("SUCCESSFUL", "")


@pytest.mark.parametrize("queue", ["people", "mail", "default"])
def test_delete_old_tasks_deletes_what_has_been_over_for_two_weeks(queue):
    TaskFactory(queue_name=queue, status="SUCCESSFUL", finished_at=NOON - KEPT_FOR - A_SECOND)
    TaskFactory(queue_name=queue, status="FAILED", finished_at=NOON - KEPT_FOR - A_SECOND)
    kept = TaskFactory(queue_name=queue, status="FAILED", finished_at=NOON - KEPT_FOR)
    waiting = TaskFactory(queue_name=queue)

    assert delete_old_tasks(NOON) == 2
    assert set(DBTaskResult.objects.all()) == {kept, waiting}


def test_a_dead_task_is_pruned_like_any_other(settings):
    """Before, it was running for ever, and neither the command nor anything else deleted it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    running("mail", since=NOON - timedelta(days=1))
    running(since=NOON - timedelta(days=1))
    end_dead_tasks(NOON)

    call_command("prune_db_task_results", "--queue-name", "*", "--min-age-days", "0")

    assert not DBTaskResult.objects.exists()
