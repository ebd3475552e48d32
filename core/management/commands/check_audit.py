from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from core.evidence.nightly import check, own_logs


class Command(BaseCommand):
    """Check the audit trail. The exit code is 1 if an event was changed, added or deleted."""

    help = (
        "Check every event of the audit trail, the daily anchors and, with log files, that each event that "
        "was logged is there. Ends with exit code 1 if something is wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the log files."""
        parser.add_argument(
            "--log",
            type=Path,
            action="append",
            default=[],
            metavar="FILE",
            help="a log of the site, plain or .gz; as often as there are files. Otherwise those of AUDIT_LOG",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is wrong, and how far it is."""
        logs = tuple(options["log"]) or own_logs()
        missing = [str(path) for path in logs if not path.is_file()]
        if missing:
            raise CommandError(f"There is no file {missing[0]}.")
        if not logs:
            self.stdout.write("No log is read: what was deleted since the last anchor is not noticed.")
        count = check(timezone.now(), logs, tell=self.stdout.write, warn=self.stderr.write)
        if count:
            raise CommandError(f"The audit trail is not as it was written. Problems: {count:,}.")
        self.stdout.write("The audit trail is as it was written.")
