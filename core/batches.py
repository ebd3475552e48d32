"""Process many rows in batches, so that transactions do not grow with the table."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

BATCH = 500


def work_off(rows: QuerySet[Any], work: Callable[[list[Any]], object]) -> int:
    """Call `work` with batches of the rows' keys until no rows are left; return how many there were.

    `work` must remove its rows from the query. Each batch is a transaction of its own. Rows locked by someone
    else are left for the next run.
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
