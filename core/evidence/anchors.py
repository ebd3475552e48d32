"""Anchors: each day one sealed statement of all events since the one before."""

import hashlib
import heapq
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.evidence import log
from core.models import AuditAnchor, AuditEvent, ForgottenEvent
from core.seals import is_sealed, seal
from core.task_queues import QUEUES

# After this long a day's transactions have ended. An event that came later would be missing in its anchor.
SETTLED = max(queue.run for queue in QUEUES)
CHUNK = 5000


def make_anchor(now: datetime) -> int:
    """Anchor the last day whose events are all there, unless that is done; return how many were made."""
    day = last_day(now)
    with transaction.atomic():
        last = AuditAnchor.objects.select_for_update().last()
        if last and last.day >= day:
            return 0
        anchor, is_new = AuditAnchor.objects.get_or_create(day=day, defaults=_statement(day, last))
        if is_new:
            transaction.on_commit(partial(log.note_anchor, anchor))
    return int(is_new)


def last_day(now: datetime) -> date:
    """Return the last day that is over, and all work of which has ended."""
    return timezone.localdate(now - SETTLED) - timedelta(days=1)


def end_of(day: date) -> datetime:
    """Return the moment when a day ends."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def is_genuine(anchor: AuditAnchor) -> bool:
    """Return whether an anchor's seal fits what it states."""
    return is_sealed(anchor.hash, *_facts(vars(anchor)))


def digest(after: int, until: int) -> tuple[int, str]:
    """Return the number and a hash of all events after one and up to another, deleted by retention or not."""
    count, found, before = 0, hashlib.sha256(), after
    for number, mark in heapq.merge(
        _marks(AuditEvent.objects.all(), after, until), _marks(ForgottenEvent.objects.all(), after, until)
    ):
        if number != before:  # one that retention deletes just now may be found twice
            found.update(f"{number}:{mark}\n".encode())
            count, before = count + 1, number
    return count, found.hexdigest()


def _statement(day: date, last: AuditAnchor | None) -> dict[str, Any]:
    """Return what the anchor of a day states, and its seal."""
    after = last.last_event if last else 0
    newest = AuditEvent.objects.filter(at__lt=end_of(day)).last()
    until = max(after, newest.pk if newest else 0)
    events, found = digest(after, until)
    facts = {
        "day": day,
        "last_event": until,
        "events": events,
        "digest": found,
        "previous_hash": last.hash if last else "",
    }
    return {**facts, "hash": seal(*_facts(facts))}


def _facts(facts: dict[str, Any]) -> list[Any]:
    stated = [facts[name] for name in ("last_event", "events", "digest", "previous_hash")]
    return ["anchor", facts["day"].isoformat(), *stated]


def _marks(rows: QuerySet[Any], after: int, until: int) -> Iterator[tuple[int, str]]:
    """Yield the numbers of events with their seals, in order."""
    between = rows.filter(pk__gt=after, pk__lte=until).order_by("pk")
    return between.values_list("pk", "hash").iterator(chunk_size=CHUNK)
