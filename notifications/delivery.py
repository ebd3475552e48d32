"""Send the messages in the outbox, once each, and retry those that the mail server refused."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from notifications.models import Message

MOST_ATTEMPTS = 5
FIRST_WAIT = timedelta(minutes=5)
# What mail servers and bad addresses raise: smtplib's errors are OSErrors, a bad header is a ValueError.
REFUSALS = (OSError, ValueError)


def send(*, message_id: UUID | str, now: datetime) -> bool:
    """Send a message if it is due and no one else is sending it. Return whether it was sent.

    If the process dies after the mail server accepts a message but before the row is updated, the message is
    sent again after its wait: a second copy is better than none.
    """
    message = _claim(message_id, now)
    if message is None:
        return False
    try:
        _email(message).send()
    except REFUSALS as error:
        _mark_refused(message, error)
        return False
    _mark_sent(message, now)
    return True


def forget_before(moment: datetime) -> int:
    """Delete the messages written before a moment; return how many."""
    return Message.objects.made_before(moment).delete()[0]


def _claim(message_id: UUID | str, now: datetime) -> Message | None:
    """Claim one attempt at a message. Return None if it was sent, is not due or is claimed already."""
    message = Message.objects.due(now).filter(pk=message_id).first()
    if message is None:
        return None
    wait = FIRST_WAIT * 2**message.attempts
    untouched = Message.objects.due(now).filter(pk=message.pk, attempts=message.attempts)
    message.attempts += 1
    return message if untouched.update(attempts=message.attempts, not_before=now + wait) else None


def _email(message: Message) -> EmailMessage:
    return EmailMessage(
        message.subject, message.body, to=[message.to], headers={"Auto-Submitted": "auto-generated"}
    )


def _mark_sent(message: Message, now: datetime) -> None:
    message.state = Message.State.SENT
    message.sent_at = now
    message.last_error = ""
    if not settings.OUTBOX_KEEPS_BODIES:
        message.body = ""
    message.save(update_fields=["state", "sent_at", "last_error", "body", "updated_at"])


def _mark_refused(message: Message, error: Exception) -> None:
    message.last_error = f"{type(error).__name__}: {error}"[:200]
    if message.attempts >= MOST_ATTEMPTS:
        message.state = Message.State.FAILED
    message.save(update_fields=["state", "last_error", "updated_at"])
