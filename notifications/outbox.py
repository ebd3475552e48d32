"""The only way to write to people: store a message with the change that it is about, then send it."""

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template import Context
from django.template.loader import get_template

from core import audit
from core.task_queues import FIRST, PEOPLE
from notifications.models import TRY_FOR, Message
from notifications.tasks import deliver

LONGEST_SUBJECT = 200
GAPS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+(?=\S)")  # blank lines that templates leave behind


@transaction.atomic
def queue(
    template: str, *, to: str, context: dict[str, Any], once_key: str | None = None, is_urgent: bool = False
) -> Message:
    """Write `templates/mail/<template>.txt` and its `_subject.txt` to an address.

    The templates get the context and `site`; they link with `{{ site.base_url }}{% url … %}`. If there is
    already a message with this `once_key`, it is returned and nothing new is written. Someone waits for an
    urgent message at this moment.
    """
    context = {**context, "site": settings.SITE}
    return queue_text(
        template,
        to=to,
        subject=_render(f"mail/{template}_subject.txt", context),
        body=_render(f"mail/{template}.txt", context),
        once_key=once_key,
        is_urgent=is_urgent,
    )


@transaction.atomic
def queue_text(
    template: str, *, to: str, subject: str, body: str, once_key: str | None = None, is_urgent: bool = False
) -> Message:
    """Queue a message with finished text. `template` only says what kind of message it is."""
    facts = {
        "template": template,
        "to": to,
        "subject": " ".join(subject.split())[:LONGEST_SUBJECT],
        "body": GAPS.sub("\n\n", body.strip()) + "\n",
        "is_urgent": is_urgent,
    }
    message, is_new = _store(facts, once_key)
    if is_new:
        _deliver(message)
    return message


@transaction.atomic
def queue_again(*, message_id: UUID, by: audit.Actor, now: datetime) -> bool:
    """Try a message for four more days that was given up or refused. Return whether it was.

    False means that it is on its way already. Raises Message.DoesNotExist.
    """
    message = Message.objects.select_for_update().get(pk=message_id)
    if not message.is_undelivered:
        return False
    message.state, message.attempts, message.last_error = Message.State.QUEUED, 0, ""
    message.not_before, message.give_up_at = now, now + TRY_FOR
    message.save(update_fields=["state", "attempts", "last_error", "not_before", "give_up_at", "updated_at"])
    audit.record("message.queued_again", subject=message, by=by)
    _deliver(message)
    return True


def forget_messages_to(address: str, *, but: str) -> None:
    """Delete what was written to someone of whom nothing may be kept, but for one kind of message."""
    Message.objects.filter(to=address).exclude(template=but).delete()


def _deliver(message: Message) -> None:
    """Send a message after the transaction, through the queue that suits it.

    A failing queue must not undo what the person did: `run_due` sends the message later.
    """
    task = deliver.using(queue_name=PEOPLE, priority=FIRST) if message.is_urgent else deliver
    transaction.on_commit(lambda: task.enqueue(str(message.pk)), robust=True)


def _store(facts: dict[str, Any], once_key: str | None) -> tuple[Message, bool]:
    if once_key is None:
        return Message.objects.create(**facts), True
    return Message.objects.get_or_create(once_key=once_key, defaults=facts)


def _render(name: str, context: dict[str, Any]) -> str:
    """Return plain text. Nothing is escaped, because it is never read as HTML."""
    text: str = get_template(name).template.render(Context(context, autoescape=False))  # type: ignore[attr-defined]  # Django's engine
    return text
