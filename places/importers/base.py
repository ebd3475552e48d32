"""What all importers share: check a file, read its rows, show its changes, store all of them or none."""

import hashlib
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core import audit
from places.importers.cells import BadCell
from places.importers.files import Row, Table, sha256, tables
from places.models import ImportRun, Ward
from places.services import FigurePlan, Overtaken, record_import, take_turn
from places.services.imports import COUNTS

MOST_EXAMPLES = 20
MOST_REFUSALS = 10_000  # kept with their reasons; further ones are only counted
STEP = 10_000  # rows between progress reports

Progress = Callable[[str, int], None]
Plan = TypeVar("Plan")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that can't be used: its table, its line there, and the reason."""

    table: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Example:
    """One change: the record, and its values before and after."""

    record: str
    before: str
    after: str


@dataclass(slots=True)
class Report:
    """What a file changes, or would change."""

    file_name: str
    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)  # rows that don't concern the city, by reason
    examples: list[Example] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)  # data that would be lost: needs `allows_loss`
    notes: list[str] = field(default_factory=list)
    is_written: bool = False
    is_overtaken: bool = False  # stored data changed after the preview, or while the file was read
    fingerprint: str = ""  # of all changes, to check that a preview is still correct

    def refuse(self, table: str, line: int, reason: str) -> None:
        """Record a row that can't be used."""
        self.refused += 1
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append(Refusal(table, line, reason))

    def first_refusal(self) -> str:
        """Return the first refused row as a sentence to append to another, or an empty string."""
        return "".join(
            _(" Line {line}: {reason}.").format(line=each.line, reason=each.reason)
            for each in self.refusals[:1]
        )

    def counts(self) -> dict[str, int]:
        """Return the counts that are kept of an import."""
        return {name: getattr(self, name) for name in COUNTS}

    def as_json(self) -> dict[str, object]:
        """Return the report without the refused rows, to be shown later."""
        return {
            **self.counts(),
            "left_out": dict(self.left_out),
            "losses": self.losses,
            "examples": [asdict(example) for example in self.examples],
            "notes": self.notes,
        }

    @property
    def has_changes(self) -> bool:
        """Whether the file changes anything that is stored."""
        return bool(self.added or self.changed or self.ended)


Finish = Callable[[Report], None]


def say_nothing(step: str, done: int) -> None:
    """Ignore progress."""


def do_nothing(report: Report) -> None:
    """Ignore the report."""


class Importer(ABC, Generic[Plan]):
    """Importer of one kind of official file.

    `preview` returns what would change and writes nothing. `write` stores the changes in one transaction,
    unless a row is refused (and `skips_refused` is off) or a lot would be lost (and `allows_loss` is off).
    Both raise BadFile for a file that can't be used at all.
    """

    kind: ClassVar[str]

    def __init__(
        self,
        path: Path,
        *,
        on: date,
        progress: Progress = say_nothing,
        skips_refused: bool = False,
        allows_loss: bool = False,
    ) -> None:
        self.path = path
        self.on = on
        self.city = settings.CITY_DISTRICT
        self.progress = progress
        self.skips_refused = skips_refused
        self.allows_loss = allows_loss
        self.report = Report(path.name)

    @abstractmethod
    def check(self) -> None:
        """Check the file's format. Raises BadFile."""

    @abstractmethod
    def plan(self) -> Plan:
        """Read the rows, compare them with what is stored, and fill in the report."""

    @abstractmethod
    def store(self, plan: Plan, *, at: datetime) -> None:
        """Store the plan."""

    def examples(self, plan: Plan) -> Iterator[Example]:
        """Return example changes to show; only the first few are used."""
        return iter(())

    def preview(self) -> Report:
        """Return what the file would change."""
        plan = self._planned()
        self.report.fingerprint = self._fingerprint(plan)
        self.report.examples = list(islice(self.examples(plan), MOST_EXAMPLES))
        return self.report

    def write(
        self,
        *,
        by: audit.Actor | None,
        at: datetime,
        expected: str = "",
        finish: Finish = do_nothing,
    ) -> Report:
        """Store everything that the file changes, or nothing.

        `expected` is the fingerprint of a preview: if the changes would be different by now, nothing is
        stored. `finish` is called with the report in the same transaction.

        The file is read before the transaction starts: on SQLite, nobody else could write in the meantime.
        """
        plan = self._planned()
        if (self.report.refused and not self.skips_refused) or (self.report.losses and not self.allows_loss):
            return self.report
        if expected and expected != self._fingerprint(plan):
            self.report.is_overtaken = True
            return self.report
        self.progress("writing", 0)
        try:
            self._store_all(plan, by=by, at=at, finish=finish)
        except Overtaken:
            self.report.is_written, self.report.is_overtaken = False, True
        return self.report

    @transaction.atomic
    def _store_all(self, plan: Plan, *, by: audit.Actor | None, at: datetime, finish: Finish) -> None:
        take_turn(since=self.since)
        if self.report.has_changes:
            self.store(plan, at=at)
            record_import(
                kind=self.kind,
                file_name=self.path.name,
                sha256=sha256(self.path),
                counts=self.report.counts(),
                by=by,
                at=at,
            )
        self.report.is_written = True
        finish(self.report)

    def _fingerprint(self, plan: Plan) -> str:
        everything = f"{plan!r} {self.report.counts()!r}"
        return hashlib.sha256(everything.encode()).hexdigest()

    def _planned(self) -> Plan:
        self.report = Report(self.path.name)
        self.since = ImportRun.objects.newest()
        self.check()
        return self.plan()

    def read(self, table: Table, *, skip: int = 1) -> Iterator[Row]:
        """Yield a table's rows without the header rows, reporting progress every STEP rows."""
        for count, row in enumerate(table.rows()):
            if count % STEP == 0:
                self.progress("reading", count)
            if count >= skip:
                yield row

    @contextmanager
    def refusing(self, table: Table, line: int) -> Iterator[None]:
        """Refuse the row, with the reason, if one of its values is bad."""
        try:
            yield
        except BadCell as reason:
            self.report.refuse(table.name, line, str(reason))


def figure_examples(plan: FigurePlan) -> Iterator[Example]:
    """Yield the figures that change and then the new ones, with the names of their wards."""
    names = dict(Ward.objects.values_list("pk", "name"))
    before = [f"{value:,.12g}" for value in plan.before] + [""] * len(plan.to_add)
    for row, old in zip(plan.to_change + plan.to_add, before, strict=True):
        yield Example(
            f"{names.get(row.ward, row.ward)}, {row.indicator}, {row.period}", old, f"{row.value:,.12g}"
        )


def main_table(path: Path) -> Table:
    """Return a file's table. If a zip has several, it is the largest."""
    return max(tables(path), key=lambda table: table.size)
