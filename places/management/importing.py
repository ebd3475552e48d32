"""What all import commands share: the file's path, a dry run, progress and the report on the terminal."""

from abc import abstractmethod
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.spreadsheets import write_table
from places.importers import BadFile, Importer, Report

ERRORS_HEADER = ["file", "line", "reason"]
SHOWN = 10  # refused rows shown on the terminal; the errors file has them all


class ImportCommand(BaseCommand):
    """A command that imports one official file."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file and the options for importing it."""
        parser.add_argument("path", type=Path, help="the file")
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would change, and change nothing"
        )
        parser.add_argument(
            "--on", type=day, help="the day the file speaks of, like 2025-05-01 (default: today)"
        )
        parser.add_argument("--errors", type=Path, metavar="PATH", help="write the refused rows to this CSV")
        parser.add_argument(
            "--skip-refused", action="store_true", help="leave bad rows out instead of stopping"
        )
        parser.add_argument("--allow-loss", action="store_true", help="go on even if much would be lost")

    @abstractmethod
    def importer(self, path: Path, options: dict[str, Any], **common: Any) -> Importer[Any]:
        """Return the importer for the file."""

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Import and report. Fail if nothing was written although it should have been."""
        importer = self.importer(
            path,
            options,
            on=options["on"] or timezone.localdate(),
            progress=self._progress,
            skips_refused=options["skip_refused"],
            allows_loss=options["allow_loss"],
        )
        try:
            report = importer.preview() if options["dry_run"] else importer.write(by=None, at=timezone.now())
        except BadFile as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        self._print(report)
        if options["errors"]:
            _write_errors(options["errors"], report)
        if not report.is_written and not options["dry_run"]:
            raise CommandError(_advice(report))

    def _progress(self, step: str, done: int) -> None:
        self.stderr.write(f"{step}: {done:,}")

    def _print(self, report: Report) -> None:
        verb = "" if report.is_written else "would be "
        for name, count in report.counts().items():
            self.stdout.write(f"{count:>9,} {'' if name in ('unchanged', 'refused') else verb}{name}")
        for why, count in report.left_out.items():
            self.stdout.write(f"{count:>9,} left out: {why}")
        for note in report.notes:
            self.stdout.write(note if note.endswith(".") else f"{note}.")
        if not report.has_changes and not report.refused:
            self.stdout.write("Nothing to change.")
        for refusal in report.refusals[:SHOWN]:
            self.stdout.write(f"{refusal.table}, line {refusal.line}: {refusal.reason}.")


def _advice(report: Report) -> str:
    if report.is_overtaken:
        return "Another file was read in at the same time. Nothing was changed. Run it again."
    if report.losses:
        return f"{' '.join(report.losses)} Nothing was changed. If it is right, add --allow-loss."
    return f"{report.refused:,} rows were refused. Nothing was changed. Mend them, or add --skip-refused."


def _write_errors(path: Path, report: Report) -> None:
    """Write the refused rows as a CSV: file, line, reason."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = ([each.table, each.line, each.reason] for each in report.refusals)
            write_table(file, [ERRORS_HEADER, *rows])
    except OSError as error:
        raise CommandError(f"Cannot write {path}: {error.strerror}.") from error


def day(text: str) -> date:
    """Return the date in a text such as 2025-05-01."""
    return date.fromisoformat(text)
