"""The queues of background work: nobody who waits at a page, and no mail, stands behind long work."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

PEOPLE: Final = "people"
MAIL: Final = "mail"
LONG: Final = "default"
FIRST = 50  # before everything else that the same worker does


class WorkerDied(Exception):
    """A task ran for longer than any can: its worker must have died."""

    def __str__(self) -> str:
        """Return why the task has failed."""
        return "The task ran for longer than any can, so its worker must have died."


@dataclass(frozen=True, slots=True)
class TaskQueue:
    """A queue: the longest that a task may wait for a worker, and the longest that one may run."""

    name: str
    wait: timedelta
    run: timedelta


QUEUES = (
    TaskQueue(PEOPLE, wait=timedelta(minutes=5), run=timedelta(minutes=30)),
    TaskQueue(MAIL, wait=timedelta(minutes=30), run=timedelta(minutes=30)),
    TaskQueue(LONG, wait=timedelta(hours=2), run=timedelta(hours=6)),
)
NAMES = [queue.name for queue in QUEUES]
