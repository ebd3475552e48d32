"""Send the messages in the outbox, once each. Those that the mail server did not take are tried for days."""

from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from notifications.models import Message
from notifications.refusals import ERRORS, Refusal, judge

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
# Longer than an attempt can take: every step of the server's has a time limit (`notifications.smtp`).
LEASE = timedelta(minutes=15)


class Outcome(StrEnum):
    """What came of an attempt."""

    SENT = "sent"
    NOT_OURS = "not_ours"  # sent already, not due, or in the hands of another process
    NOT_SENT = "not_sent"
    NO_SERVER = "no_server"  # not sent, and no other message would have been


def send(*, message_id: UUID | str, now: datetime) -> Outcome:
    """Send a message if it is due and no one else is sending it.

    If the process dies after the mail server accepts a message but before the row is updated, the message is
    sent again with the same Message-ID: a second copy, which mailboxes can recognise, is better than none.
    """
    message = _claim(message_id, now)
    if message is None:
        return Outcome.NOT_OURS
    try:
        _email(message).send()
    except ERRORS as error:
        refusal = judge(error)
        _mark_refused(message, error, refusal, now)
        return Outcome.NO_SERVER if refusal == Refusal.NO_SERVER else Outcome.NOT_SENT
    _mark_sent(message, now)
    return Outcome.SENT


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: twice as long each time, up to a few hours."""
    return min(FIRST_PAUSE * 2 ** (min(attempts, 10) - 1), LONGEST_PAUSE)


def forget_before(moment: datetime) -> int:
    """Delete the messages written before a moment; return how many."""
    return Message.objects.made_before(moment).delete()[0]


def _claim(message_id: UUID | str, now: datetime) -> Message | None:
    """Claim one attempt at a message. Return None if it was sent, is not due or is claimed already."""
    message = Message.objects.due(now).filter(pk=message_id).first()
    if message is None:
        return None
    untouched = Message.objects.due(now).filter(pk=message.pk, attempts=message.attempts)
    message.attempts += 1
    return message if untouched.update(attempts=message.attempts, not_before=now + LEASE) else None


def _email(message: Message) -> EmailMessage:
    headers = {"Auto-Submitted": "auto-generated", "Message-ID": _message_id(message)}
    return EmailMessage(message.subject, message.body, to=[message.to], headers=headers)


def _message_id(message: Message) -> str:
    """Return the same id for every attempt, with the site's host and not this machine's name."""
    host = urlsplit(settings.SITE["base_url"]).hostname or "localhost"
    return f"<{message.pk}@{host.encode('idna').decode()}>"


def _mark_sent(message: Message, now: datetime) -> None:
    message.state = Message.State.SENT
    message.sent_at = now
    message.last_error = ""
    if not settings.OUTBOX_KEEPS_BODIES:
        message.body = ""
    message.save(update_fields=["state", "sent_at", "last_error", "body", "updated_at"])


def _mark_refused(message: Message, error: Exception, refusal: Refusal, now: datetime) -> None:
    """Put a message off or give it up, unless another process has taken it over in the meantime."""
    again = now + pause_after(message.attempts)
    if refusal == Refusal.FOR_GOOD:
        state = Message.State.REFUSED
    elif again > message.give_up_at:
        state = Message.State.FAILED
    else:
        state = Message.State.QUEUED
    ours = Message.objects.filter(pk=message.pk, state=Message.State.QUEUED, attempts=message.attempts)
    ours.update(
        state=state,
        not_before=again,
        last_error=f"{type(error).__name__}: {error}"[:200],
        updated_at=now,
    )
