"""What all importers share: check the file, read its rows, show what would change, change all or nothing."""

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
MOST_REFUSALS = 10_000  # kept with their reasons; more are only counted
STEP = 10_000  # rows between two words of progress

Progress = Callable[[str, int], None]
Plan = TypeVar("Plan")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that can't be used: its table, its line there, and why."""

    table: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Example:
    """One thing that changes: what it is, and how it stands before and afterwards."""

    record: str
    before: str
    after: str


@dataclass(slots=True)
class Report:
    """What a file does, or would do."""

    file_name: str
    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0
    refused: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)  # rows that are none of ours, by why
    examples: list[Example] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)  # what would be lost: only done if it is allowed
    notes: list[str] = field(default_factory=list)
    is_written: bool = False
    is_overtaken: bool = False  # what is stored has changed since somebody looked, or while it was read
    fingerprint: str = ""  # of all that it changes, for `preview` and whoever looked at that

    def refuse(self, table: str, line: int, reason: str) -> None:
        """Note a row that can't be used."""
        self.refused += 1
        if len(self.refusals) < MOST_REFUSALS:
            self.refusals.append(Refusal(table, line, reason))

    def first_refusal(self) -> str:
        """Return the first row that can't be used as a sentence to follow another one, or nothing."""
        return "".join(
            _(" Line {line}: {reason}.").format(line=each.line, reason=each.reason)
            for each in self.refusals[:1]
        )

    def counts(self) -> dict[str, int]:
        """Return the numbers that are kept of a run."""
        return {name: getattr(self, name) for name in COUNTS}

    def as_json(self) -> dict[str, object]:
        """Return what is kept of it to be shown later, without the refused rows."""
        return {
            **self.counts(),
            "left_out": dict(self.left_out),
            "losses": self.losses,
            "examples": [asdict(example) for example in self.examples],
            "notes": self.notes,
        }

    @property
    def has_changes(self) -> bool:
        """Whether anything stored differs afterwards."""
        return bool(self.added or self.changed or self.ended)


Finish = Callable[[Report], None]


def say_nothing(step: str, done: int) -> None:
    """Take progress without a word."""


def do_nothing(report: Report) -> None:
    """Take the report without doing anything."""


class Importer(ABC, Generic[Plan]):
    """Reads one kind of official file.

    `preview` says what would change and writes nothing. `write` stores it in one transaction, unless a
    row is refused (and `skips_refused` is off) or it would lose much (and `allows_loss` is off). Both
    raise BadFile for a file that can't be used at all.
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
        """Look at the file's shape. Raises BadFile."""

    @abstractmethod
    def plan(self) -> Plan:
        """Read the rows, compare them with what is stored, and fill in the report."""

    @abstractmethod
    def store(self, plan: Plan, *, at: datetime) -> None:
        """Store what the plan says."""

    def examples(self, plan: Plan) -> Iterator[Example]:
        """Return the things that change, to be looked at: the first few are taken."""
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

        `expected` is the fingerprint of a preview: if it would change anything else by now, nothing is
        stored. `finish` is called with the report in the same transaction.

        The file is read before the transaction begins: on SQLite nobody else could write meanwhile.
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
        """Read a table's rows without its first ones (the header), saying now and then how far it is."""
        for count, row in enumerate(table.rows()):
            if count % STEP == 0:
                self.progress("reading", count)
            if count >= skip:
                yield row

    @contextmanager
    def refusing(self, table: Table, line: int) -> Iterator[None]:
        """Note the row as refused, with the reason, if one of its values is bad."""
        try:
            yield
        except BadCell as reason:
            self.report.refuse(table.name, line, str(reason))


def figure_examples(plan: FigurePlan) -> Iterator[Example]:
    """Return the figures that change and then those that are new, by the names of their wards."""
    names = dict(Ward.objects.values_list("pk", "name"))
    before = [f"{value:,.12g}" for value in plan.before] + [""] * len(plan.to_add)
    for row, old in zip(plan.to_change + plan.to_add, before, strict=True):
        yield Example(
            f"{names.get(row.ward, row.ward)}, {row.indicator}, {row.period}", old, f"{row.value:,.12g}"
        )


def main_table(path: Path) -> Table:
    """Return a file's table; of a zip with several, the largest is the one that is meant."""
    return max(tables(path), key=lambda table: table.size)
