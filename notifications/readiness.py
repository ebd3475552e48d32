"""Whether mail goes out, for `core.readiness`."""

from datetime import datetime, timedelta

from notifications.models import Message

LONGEST_WAIT = timedelta(minutes=20)  # `run_due` sends each five minutes whatever was not sent at once


def mail_is_sent(now: datetime) -> bool:
    """Whether no message has been waiting for long since it could be sent."""
    return not Message.objects.due(now - LONGEST_WAIT).exists()
