"""The audit trail: who did what to which record, when and why.

A service writes its event in the same transaction as its change, so neither is stored without the other.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from core.models import AuditEvent


class Actor(Protocol):
    """Someone who can be named as having done something: in practice, a signed-in user."""

    @property
    def pk(self) -> Any: ...


def record(
    action: str,
    *,
    subject: models.Model,
    by: Actor | None,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> AuditEvent:
    """Add an event to the end of the subject's chain. `by=None` means the system itself.

    `details` holds plain JSON values and never certificate numbers, addresses or message bodies.
    """
    with transaction.atomic():
        last = AuditEvent.objects.about(subject).select_for_update().last()
        event = _follow(
            last,
            at=timezone.now(),
            action=action,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            actor_id=by.pk if by else None,
            actor_name=str(by) if by else "",
            reason=reason,
            details=details or {},
        )
        event.save(force_insert=True)
    return event


@transaction.atomic
def record_many(action: str, *, model: type[models.Model], keys: Iterable[Any]) -> None:
    """Record the same event for many records of a model, done by the system, in two queries."""
    name, now = model._meta.label_lower, timezone.now()
    wanted = list(dict.fromkeys(map(str, keys)))
    lasts = AuditEvent.objects.last_of_each(name, wanted).select_for_update()
    last_of = {event.subject_id: event for event in lasts}
    AuditEvent.objects.bulk_create(
        _follow(last_of.get(key), at=now, action=action, subject_type=name, subject_id=key) for key in wanted
    )


def forget(*subjects: models.Model) -> None:
    """Delete the chains about records of which nothing may be kept: somebody too young began to register."""
    for subject in subjects:
        AuditEvent.objects.about(subject).forget_chains()


def _follow(last: AuditEvent | None, **facts: Any) -> AuditEvent:
    """Return an unsaved event that continues the chain after `last`."""
    event = AuditEvent(
        **facts,
        position=last.position + 1 if last else 0,
        previous_hash=last.hash if last else "",
    )
    event.hash = _hash(event)
    return event


def is_intact(subject: models.Model) -> bool:
    """Return whether the subject's chain is intact: every hash correct, no event missing in the middle."""
    previous = ""
    for position, event in enumerate(AuditEvent.objects.about(subject)):
        if (event.position, event.previous_hash, event.hash) != (position, previous, _hash(event)):
            return False
        previous = event.hash
    return True


def _hash(event: AuditEvent) -> str:
    facts = [
        event.at.isoformat(),
        event.action,
        event.subject_type,
        event.subject_id,
        str(event.actor_id),
        event.actor_name,
        event.reason,
        event.details,
        event.position,
        event.previous_hash,
    ]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
