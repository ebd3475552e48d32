"""The audit trail's log, outside the database: one line of JSON for each event that was committed.

A line says which event it was, of which record, where in its chain, and its seal: nothing about people.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import structlog

from core.models import AuditAnchor, AuditEvent

logger = structlog.get_logger("audit")
EVENT, ANCHOR = "audit_event", "audit_anchor"
Entry = dict[str, Any]


def note_events(events: Iterable[AuditEvent]) -> None:
    """Write a line for each event. Call it after their transaction."""
    for event in events:
        logger.info(
            EVENT,
            id=event.pk,
            subject_type=event.subject_type,
            subject_id=event.subject_id,
            position=event.position,
            hash=event.hash,
        )


def note_anchor(anchor: AuditAnchor) -> None:
    """Write a line for an anchor. Call it after its transaction."""
    logger.info(ANCHOR, day=anchor.day.isoformat(), events=anchor.events, hash=anchor.hash)


def entries(path: Path, event: str) -> Iterator[Entry]:
    """Yield the entries of one kind in a log file, which may be packed with gzip and hold other lines too.

    What stands in a line before its JSON, such as the time that the system's journal adds, is passed over.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            found = _read(line) if event in line else {}
            if found.get("event") == event:
                yield found


def _read(line: str) -> Entry:
    """Return what a line holds, or nothing if it is no JSON object, for example one that was cut off."""
    try:
        found: Entry = json.loads(line[line.index("{") :])
    except ValueError:
        return {}
    return found
