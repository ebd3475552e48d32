from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from core.backups import restoring, tables
from core.backups.outcomes import Failed, Refused

FAILED = 3
log = structlog.get_logger(__name__)


class Command(BaseCommand):
    """Puts a backup in the place of what the site keeps, and erases again who was erased since."""

    help = "Restore a backup. Stop the site, its workers and run_due first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say which backup, and what may be lost."""
        parser.add_argument("folder", type=Path, help="a folder that manage.py backup made")
        parser.add_argument("--replace", action="store_true", help="replace what the database holds now")
        parser.add_argument("--yes", metavar="NAME", help="the database's name, to be asked nothing")
        parser.add_argument(
            "--no-erasures", metavar="WHY", help="restore without the log of erasures, and say why"
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Check everything, then restore, saying how far this is."""
        now = timezone.now()
        try:
            self._restore(folder.absolute(), now, **options)
        except Refused as refused:
            raise CommandError(f"Nothing was changed. {refused}") from refused
        except (Failed, DatabaseError, OSError) as failed:
            raise CommandError(f"Everything is as it was before. {failed}", returncode=FAILED) from failed
        self.stdout.write(
            "Restored. Look at the site before you let people in: docs/operations.md says at what."
        )

    def _restore(
        self, folder: Path, now: datetime, *, replace: bool, yes: str, no_erasures: str, **_options: Any
    ) -> None:
        found = restoring.read(folder)
        self.stdout.write(f"A backup of {found.moment:%d %B %Y, %H:%M} UTC, version {found.version}.")
        if no_erasures:
            log.warning("restored_without_erasures", why=no_erasures)
        repeated = [] if no_erasures else restoring.to_repeat(found, now)
        if replace:
            self._ask(yes)
        else:
            restoring.require_empty()
        restoring.restore(folder, found=found, repeated=repeated, now=now, say=self.stdout.write)

    def _ask(self, yes: str | None) -> None:
        """Raise Refused unless the name of the database is given."""
        name = tables.kind().database_name()
        given = (
            yes if yes is not None else input(f"All that {name} holds will be lost. Type {name} to go on: ")
        )
        if given.strip() != name:
            raise Refused(f"That is not the name of the database, {name}.")
