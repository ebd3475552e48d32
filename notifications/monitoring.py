"""What waits in the outbox and in the queues of background work, and what is wrong with it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from core.evidence import nightly
from core.task_queues import QUEUES, TaskQueue
from notifications.models import Message

LATE = timedelta(minutes=15)  # a message that has been due for longer is picked up by nobody
LONG_WAIT = timedelta(hours=1)
RECENT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Mail:
    """The outbox: what waits, what is late or was given up lately, and what was not delivered at all."""

    waiting: int
    oldest: datetime | None
    late: int
    given_up_lately: int
    undelivered: int

    def problems(self, now: datetime) -> Iterator[str]:
        """Yield what someone has to look at."""
        if self.late:
            yield _(
                "No one is sending email. Check run_due and the worker. Emails that are late: %(count)s."
            ) % {"count": self.late}
        if self.oldest and self.oldest < now - LONG_WAIT:
            yield _("An email has been waiting for %(age)s. Check the mail server.") % {
                "age": timesince(self.oldest, now)
            }
        if self.given_up_lately:
            yield _("Emails we stopped trying to send in the last day: %(count)s.") % {
                "count": self.given_up_lately
            }


@dataclass(frozen=True, slots=True)
class Work:
    """One queue: how many tasks wait and run, and since when the oldest does."""

    queue: TaskQueue
    waiting: int = 0
    oldest: datetime | None = None
    running: int = 0
    running_since: datetime | None = None

    def problems(self, now: datetime) -> Iterator[str]:
        """Yield what someone has to look at."""
        facts = {"queue": self.queue.name}
        if self.oldest and self.oldest < now - self.queue.wait:
            yield _("A task in the queue “%(queue)s” has been waiting for %(age)s. Check its worker.") % {
                **facts,
                "age": timesince(self.oldest, now),
            }
        if self.running_since and self.running_since < now - self.queue.run:
            yield _("A task in the queue “%(queue)s” has been running for %(age)s. Check run_due.") % {
                **facts,
                "age": timesince(self.running_since, now),
            }


@dataclass(frozen=True, slots=True)
class State:
    """Everything that waits, and what is wrong."""

    mail: Mail
    queues: list[Work]
    problems: list[str]


def state_of_queues(now: datetime) -> State:
    """Return what waits at this moment. A fixed number of queries, whatever waits."""
    mail, queues = _mail(now), _queues()
    parts: list[Mail | Work] = [mail, *queues]
    problems = [problem for part in parts for problem in part.problems(now)]
    return State(mail, queues, problems + nightly.trouble(now))


def _mail(now: datetime) -> Mail:
    messages = Message.objects
    waiting = messages.waiting().order_by().aggregate(number=Count("pk"), oldest=Min("created_at"))
    return Mail(
        waiting=waiting["number"],
        oldest=waiting["oldest"],
        late=messages.due(now - LATE).count(),
        given_up_lately=messages.given_up_since(now - RECENT).count(),
        undelivered=messages.undelivered().count(),
    )


def _queues() -> list[Work]:
    rows = (
        DBTaskResult.objects.filter(status__in=["READY", "RUNNING"])
        .order_by()
        .values("queue_name", "status")
        .annotate(number=Count("pk"), enqueued=Min("enqueued_at"), started=Min("started_at"))
    )
    facts: dict[str, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        found = facts[row["queue_name"]]
        if row["status"] == "READY":
            found.update(waiting=row["number"], oldest=row["enqueued"])
        else:
            found.update(running=row["number"], running_since=row["started"])
    return [Work(queue, **facts[queue.name]) for queue in QUEUES]
