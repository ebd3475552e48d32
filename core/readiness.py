"""What a load balancer and a monitor ask: does this process live, can it serve, is the background at work.

Each check gets the time and returns whether all is well. `settings.READINESS` names them.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult, get_date_max

from core.models import Heartbeat

logger = logging.getLogger(__name__)
RUN_DUE = "run_due"
LONGEST_PAUSE = timedelta(minutes=20)  # of `run_due`, which cron starts every five minutes
LONGEST_WAIT = timedelta(minutes=20)  # of a task that could begin
_COMPLETE: set[str] = set()  # migrations don't become fewer, and reading all of them takes a while
Check = Callable[[datetime], bool]


def results(now: datetime, names: dict[str, str]) -> dict[str, bool]:
    """Make each check. One that the database does not let finish has failed."""
    return {name: _passes(import_string(path), now) for name, path in names.items()}


def database_is_read_and_written(now: datetime) -> bool:
    """Write a row, read it and take it back: a full disk or a copy that only reads answers questions too."""
    with transaction.atomic():
        Heartbeat.objects.beat("readyz", now)
        is_there = Heartbeat.objects.filter(name="readyz").exists()
        transaction.set_rollback(True)
    return is_there


def migrations_are_made(now: datetime) -> bool:  # noqa: ARG001  # as every check
    """Whether the tables are those that this program was written for."""
    if not _COMPLETE:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _COMPLETE.add(connection.alias)
    return True


def cache_table_works(now: datetime) -> bool:
    """Whether what is put into the cache is there afterwards."""
    cache.set("readyz", now.timestamp(), timeout=60)
    return bool(cache.get("readyz") is not None)


def tasks_are_begun(now: datetime) -> bool:
    """Whether no task has been waiting for long since it could begin."""
    long_ago = now - LONGEST_WAIT
    could_begin = Q(run_after=get_date_max()) | Q(run_after__lt=long_ago)  # the farthest date: at once
    return not DBTaskResult.objects.ready().filter(could_begin, enqueued_at__lt=long_ago).exists()


def due_work_is_done(now: datetime) -> bool:
    """Whether `run_due` ran to its end a short while ago."""
    return Heartbeat.objects.filter(name=RUN_DUE, at__gte=now - LONGEST_PAUSE).exists()


def note_due_work(now: datetime) -> int:
    """Note that `run_due` did its work: the last piece of `settings.DUE_WORK`."""
    Heartbeat.objects.beat(RUN_DUE, now)
    return 1


def _passes(check: Check, now: datetime) -> bool:
    try:
        return check(now)
    except (DatabaseError, InterfaceError):
        logger.warning("a check of readiness failed", exc_info=True)
        return False
