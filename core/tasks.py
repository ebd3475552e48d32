"""Scheduled work on the tasks themselves, which are kept by `django_tasks_db`."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db.models import Q, QuerySet
from django_tasks_db.models import DBTaskResult

from core.task_queues import QUEUES, WorkerDied

KEPT_FOR = timedelta(days=14)  # a task that is over, with its result or traceback
DIED = f"{WorkerDied.__module__}.{WorkerDied.__qualname__}"
log = structlog.get_logger(__name__)


def end_dead_tasks(now: datetime) -> int:
    """Mark as failed the tasks that have run longer than their queue allows; return how many.

    Their worker died without a word. This takes up nothing again: each kind of work does so by itself. If the
    worker is alive after all, its own result replaces this one.
    """
    ended = _overrunning(now).update(
        status="FAILED",
        finished_at=now,
        exception_class_path=DIED,
        traceback=str(WorkerDied()),
        return_value=None,
    )
    if ended:
        log.warning("tasks_died", count=ended)
    return ended


def delete_old_tasks(now: datetime) -> int:
    """Delete the tasks of every queue that have been over for long enough; return how many."""
    return DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT_FOR).delete()[0]


def _overrunning(now: datetime) -> QuerySet[Any]:
    """Return the running tasks that must be dead. Tasks of a former queue may run as long as the slowest."""
    slowest = max(queue.run for queue in QUEUES)
    too_long = Q(started_at__lt=now - slowest)
    for queue in QUEUES:
        too_long |= Q(queue_name=queue.name, started_at__lt=now - queue.run)
    return DBTaskResult.objects.running().filter(too_long)
