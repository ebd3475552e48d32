"""The one way to write to people: a message is stored with the change that it tells of, and sent after it."""

import re
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template import Context
from django.template.loader import get_template

from notifications.models import Message
from notifications.tasks import deliver

LONGEST_SUBJECT = 200
GAPS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+(?=\S)")  # of any height: templates leave some


@transaction.atomic
def queue(template: str, *, to: str, context: dict[str, Any], once_key: str | None = None) -> Message:
    """Write `templates/mail/<template>.txt` and its `_subject.txt` to an address.

    The texts get the context and `site`; they link with `{{ site.base_url }}{% url … %}`. A message with
    the `once_key` of an earlier one is not written again: the earlier one comes back.
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
    """Write a text that is complete already; `template` says what kind it is."""
    facts = {
        "template": template,
        "to": to,
        "subject": " ".join(subject.split())[:LONGEST_SUBJECT],
        "body": GAPS.sub("\n\n", body.strip()) + "\n",
    }
    message, is_new = _store(facts, once_key)
    if is_new:
        # A queue that is out of order must not undo what the person did: `run_due` sends it later.
        transaction.on_commit(lambda: deliver.enqueue(str(message.pk)), robust=True)
    return message


def _store(facts: dict[str, str], once_key: str | None) -> tuple[Message, bool]:
    if once_key is None:
        return Message.objects.create(**facts), True
    return Message.objects.get_or_create(once_key=once_key, defaults=facts)


def _render(name: str, context: dict[str, Any]) -> str:
    """Return plain text: nothing in it is escaped, because it is never read as HTML."""
    text: str = get_template(name).template.render(Context(context, autoescape=False))  # type: ignore[attr-defined]  # of Django's engine
    return text
