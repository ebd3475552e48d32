"""Background and scheduled work on the outbox."""

from datetime import datetime, timedelta
from time import monotonic

from django.utils import timezone
from django_tasks import task

from core.task_queues import MAIL
from notifications import delivery
from notifications.delivery import Outcome
from notifications.models import Message
from notifications.personal import MAIL_LIFE

MOST_IN_ONE_RUN = 200
LONGEST_RUN = timedelta(minutes=2)  # a slow server must not hold up the other work of `run_due`
MOST_WITHOUT_SERVER = 3  # in a row; then no server answers, and the others keep their places


@task(queue_name=MAIL)
def deliver(message_id: str) -> bool:
    """Send one message. Return whether it was sent."""
    return delivery.send(message_id=message_id, now=timezone.now()) == Outcome.SENT


def send_waiting(now: datetime) -> int:
    """Send the messages that are due and were not sent at once; return how many were sent."""
    sent = without_server = 0
    until = monotonic() + LONGEST_RUN.total_seconds()
    for pk in list(Message.objects.due(now).values_list("pk", flat=True)[:MOST_IN_ONE_RUN]):
        if monotonic() > until or without_server == MOST_WITHOUT_SERVER:
            break
        outcome = delivery.send(message_id=pk, now=now)
        sent += outcome == Outcome.SENT
        without_server = without_server + 1 if outcome == Outcome.NO_SERVER else 0
    return sent


def forget_old(now: datetime) -> int:
    """Delete the messages that have been kept long enough; return how many."""
    return delivery.forget_before(MAIL_LIFE.before(now))
