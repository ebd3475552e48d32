"""Work on many rows, a batch at a time, so that no transaction grows with the table."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

BATCH = 500


def work_off(rows: QuerySet[Any], work: Callable[[list[Any]], object]) -> int:
    """Hand the keys of rows to work that takes them out of the query, until none is left; return how many.

    Each batch is a transaction of its own. Rows that somebody holds are left for the next run.
    """
    done = 0
    while keys := _work_on_one_batch(rows, work):
        done += len(keys)
        if len(keys) < BATCH:
            break
    return done


@transaction.atomic
def _work_on_one_batch(rows: QuerySet[Any], work: Callable[[list[Any]], object]) -> list[Any]:
    waiting = rows.order_by("pk").select_for_update(skip_locked=True)
    keys = list(waiting.values_list("pk", flat=True)[:BATCH])
    if keys:
        work(keys)
    return keys
