"""The audit trail: who did what to which record, when and why.

A service writes its event in the same transaction as its change, so neither is stored without the other. Once
it is committed, its seal goes to the log as well (`core.evidence`).
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from core.batches import BATCH
from core.evidence import log
from core.models import AuditEvent, ForgottenEvent
from core.querysets import AuditEventQuerySet
from core.seals import is_sealed, seal


class Actor(Protocol):
    """Someone who can be named as having done something: in practice, a signed-in user."""

    @property
    def pk(self) -> Any: ...


class BrokenChain(Exception):
    """Events of the audit trail do not fit their seals or each other; the message says where."""


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
        transaction.on_commit(partial(log.note_events, [event]))
    return event


@transaction.atomic
def record_many(action: str, *, model: type[models.Model], keys: Iterable[Any]) -> None:
    """Record the same event for many records of a model, done by the system, in two queries."""
    name, now = model._meta.label_lower, timezone.now()
    wanted = list(dict.fromkeys(map(str, keys)))
    lasts = AuditEvent.objects.last_of_each(name, wanted).select_for_update()
    last_of = {event.subject_id: event for event in lasts}
    events = AuditEvent.objects.bulk_create(
        _follow(last_of.get(key), at=now, action=action, subject_type=name, subject_id=key) for key in wanted
    )
    transaction.on_commit(partial(log.note_events, events))


def chain_problems(events: Iterable[AuditEvent]) -> Iterator[str]:
    """Yield what is wrong with whole chains, whose events come one chain after another, in their order."""
    last: AuditEvent | None = None
    for event in events:
        if last and (last.subject_type, last.subject_id) != (event.subject_type, event.subject_id):
            last = None
        yield from _problem(event, last)
        last = event


def is_intact(subject: models.Model) -> bool:
    """Return whether the subject's chain is intact: every seal correct, no event missing in the middle."""
    return not any(chain_problems(AuditEvent.objects.about(subject)))


def _problem(event: AuditEvent, last: AuditEvent | None) -> Iterator[str]:
    name = f"position {event.position} of {event.subject_type} {event.subject_id}"
    if event.position != (last.position + 1 if last else 0):
        yield f"An event before {name} is missing."
    elif event.previous_hash != (last.hash if last else ""):
        yield f"The event at {name} does not follow the one before it: one of them was changed."
    if not is_sealed(event.hash, *_facts(event)):
        yield f"The event at {name} was changed: its seal does not fit."


def forget(*subjects: models.Model) -> None:
    """Delete the chains about records of which nothing may be kept: someone too young began to register."""
    for subject in subjects:
        forget_events(AuditEvent.objects.about(subject), timezone.now())


def forget_events(doomed: AuditEventQuerySet, now: datetime) -> None:
    """Delete whole chains of events, and leave a sealed note of each event that says nothing about anyone.

    By the notes the deletion can be told from tampering. Raises BrokenChain if an event was changed, such as
    made to look old: that is not to be deleted, but to be found out about.
    """
    events = list(doomed.order_by("subject_type", "subject_id", "position"))
    if problem := next(chain_problems(events), None):
        raise BrokenChain(problem)
    notes = []
    for event in events:
        note = ForgottenEvent(id=event.pk, hash=event.hash, forgotten_at=now)
        note.seal = seal(*note.facts)
        notes.append(note)
    ForgottenEvent.objects.bulk_create(notes, batch_size=BATCH)
    doomed.forget()


def _follow(last: AuditEvent | None, **facts: Any) -> AuditEvent:
    """Return an unsaved event that continues the chain after `last`."""
    event = AuditEvent(
        **facts,
        position=last.position + 1 if last else 0,
        previous_hash=last.hash if last else "",
    )
    event.hash = seal(*_facts(event))
    return event


def _facts(event: AuditEvent) -> list[Any]:
    """Return what an event's seal is made of: all of it but its number, which it gets when it is saved."""
    return [
        "event",
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
