"""The check of the audit trail: is every event still there, as it was written?"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from core import audit
from core.evidence import anchors, log
from core.models import AuditAnchor, AuditEvent, ForgottenEvent
from core.seals import is_sealed

BATCH = 500
REPORT_EVERY = 100_000
Tell = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Check:
    """What is checked: the database as of a moment, and against which log files."""

    now: datetime
    logs: tuple[Path, ...] = ()
    tell: Tell = lambda _line: None

    def problems(self) -> Iterator[str]:
        """Yield everything that is wrong, in words for whoever runs the site."""
        events = AuditEvent.objects.by_chain()
        yield from audit.chain_problems(self._counted(events))
        yield from _forgotten_problems()
        yield from self._anchor_problems()
        for path in self.logs:
            self.tell(f"Reading {path.name} …")
            yield from _logged_events(path)
            yield from _logged_anchors(path)

    def _counted(self, events: Iterable[AuditEvent]) -> Iterator[AuditEvent]:
        """Pass the events on, and tell now and then how many there were."""
        for number, event in enumerate(events, 1):
            yield event
            if number % REPORT_EVERY == 0:
                self.tell(f"{number:,} events checked …")

    def _anchor_problems(self) -> Iterator[str]:
        last: AuditAnchor | None = None
        for anchor in AuditAnchor.objects.all():
            yield from _anchor_problem(anchor, last)
            last = anchor
        yield from self._late_anchor(last)

    def _late_anchor(self, last: AuditAnchor | None) -> Iterator[str]:
        """Yield that events of a day are not anchored, though `run_due` had a day to do so."""
        day = anchors.last_day(self.now) - timedelta(days=1)
        newest = last.last_event if last else 0
        is_late = last is None or last.day < day
        if is_late and AuditEvent.objects.filter(at__lt=anchors.end_of(day), pk__gt=newest).exists():
            since = f"since {last.day}" if last else "at all"
            yield f"There is no anchor {since}, though there were events: one was deleted, or run_due failed."


def _anchor_problem(anchor: AuditAnchor, last: AuditAnchor | None) -> Iterator[str]:
    name = f"The anchor of {anchor.day}"
    if not anchors.is_genuine(anchor):
        yield f"{name} was changed: its seal does not fit."
        return
    if anchor.previous_hash != (last.hash if last else ""):
        yield f"{name} does not follow the one before it: an anchor is missing or was changed."
        return
    found, digest = anchors.digest(last.last_event if last else 0, anchor.last_event)
    if found != anchor.events:
        yield f"{name} states {anchor.events} events, and {found} are there."
    elif digest != anchor.digest:
        yield f"{name} states other events than those that are there."


def _forgotten_problems() -> Iterator[str]:
    """Yield the events that are said to be deleted by retention, and were not."""
    for event in ForgottenEvent.objects.order_by("pk").iterator(chunk_size=BATCH):
        if not is_sealed(event.seal, *event.facts):
            yield f"Event {event.pk} is noted as deleted when its time was over: that note is forged."


def _logged_events(path: Path) -> Iterator[str]:
    """Yield the events of a log file that the database does not have, or has otherwise."""
    entries = log.entries(path, log.EVENT)
    while batch := list(islice(entries, BATCH)):
        numbers = [entry["id"] for entry in batch]
        there = dict(AuditEvent.objects.filter(pk__in=numbers).values_list("pk", "hash"))
        forgotten = dict(ForgottenEvent.objects.filter(pk__in=numbers).values_list("pk", "hash"))
        for entry in batch:
            found = there.get(entry["id"]) or forgotten.get(entry["id"])
            name = f"Event {entry['id']} (position {entry['position']} of {entry['subject_type']} "
            name += f"{entry['subject_id']})"
            if found is None:
                yield f"{name} is in {path.name} and not in the database."
            elif found != entry["hash"]:
                yield f"{name} is another one in {path.name} than in the database."


def _logged_anchors(path: Path) -> Iterator[str]:
    """Yield the anchors of a log file that the database does not have, or has otherwise."""
    there = {day.isoformat(): mark for day, mark in AuditAnchor.objects.values_list("day", "hash")}
    for entry in log.entries(path, log.ANCHOR):
        if there.get(entry["day"]) != entry["hash"]:
            yield f"The anchor of {entry['day']} in {path.name} is not in the database."
