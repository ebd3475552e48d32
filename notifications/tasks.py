"""Background and scheduled work on the outbox."""

from datetime import datetime

from django.utils import timezone
from django_tasks import task

from notifications import delivery
from notifications.models import Message
from notifications.personal import MAIL_LIFE

MOST_IN_ONE_RUN = 200


@task()
def deliver(message_id: str) -> bool:
    """Send one message. Return whether it was sent."""
    return delivery.send(message_id=message_id, now=timezone.now())


def send_waiting(now: datetime) -> int:
    """Send the messages that are due and were not sent at once; return how many were sent."""
    due = Message.objects.due(now).values_list("pk", flat=True)[:MOST_IN_ONE_RUN]
    return sum(delivery.send(message_id=pk, now=now) for pk in list(due))


def forget_old(now: datetime) -> int:
    """Delete the messages that have been kept long enough; return how many."""
    return delivery.forget_before(MAIL_LIFE.before(now))
