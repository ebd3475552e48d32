"""The only way to write to people: store a message with the change that it is about, then send it."""

import re
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template import Context
from django.template.loader import get_template

from notifications.models import Message
from notifications.tasks import deliver

LONGEST_SUBJECT = 200
GAPS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+(?=\S)")  # blank lines that templates leave behind


@transaction.atomic
def queue(template: str, *, to: str, context: dict[str, Any], once_key: str | None = None) -> Message:
    """Write `templates/mail/<template>.txt` and its `_subject.txt` to an address.

    The templates get the context and `site`; they link with `{{ site.base_url }}{% url … %}`. If there is
    already a message with this `once_key`, it is returned and nothing new is written.
    """
    context = {**context, "site": settings.SITE}
    return queue_text(
        template,
        to=to,
        subject=_render(f"mail/{template}_subject.txt", context),
        body=_render(f"mail/{template}.txt", context),
        once_key=once_key,
    )


@transaction.atomic
def queue_text(template: str, *, to: str, subject: str, body: str, once_key: str | None = None) -> Message:
    """Queue a message with finished text. `template` only says what kind of message it is."""
    facts = {
        "template": template,
        "to": to,
        "subject": " ".join(subject.split())[:LONGEST_SUBJECT],
        "body": GAPS.sub("\n\n", body.strip()) + "\n",
    }
    message, is_new = _store(facts, once_key)
    if is_new:
        # A failing queue must not undo what the person did: `run_due` sends the message later.
        transaction.on_commit(lambda: deliver.enqueue(str(message.pk)), robust=True)
    return message


def _store(facts: dict[str, str], once_key: str | None) -> tuple[Message, bool]:
    if once_key is None:
        return Message.objects.create(**facts), True
    return Message.objects.get_or_create(once_key=once_key, defaults=facts)


def _render(name: str, context: dict[str, Any]) -> str:
    """Return plain text. Nothing is escaped, because it is never read as HTML."""
    text: str = get_template(name).template.render(Context(context, autoescape=False))  # type: ignore[attr-defined]  # Django's engine
    return text
