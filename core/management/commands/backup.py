from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from core.backups.outcomes import Failed, Refused
from core.backups.taking import take

FAILED = 3


class Command(BaseCommand):
    """Writes a backup of everything that the site keeps. The site can go on meanwhile."""

    help = "Back up the database and the uploaded files into a new folder. Ends with 0 only if it is whole."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say where to."""
        parser.add_argument("--to", required=True, type=Path, help="the folder in which backups are kept")

    def handle(self, *args: Any, to: Path, **options: Any) -> None:
        """Write it, saying how far this is."""
        try:
            folder = take(to=to.absolute(), now=timezone.now(), say=self.stdout.write)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        except (Failed, DatabaseError, OSError) as failed:
            raise CommandError(f"There is no new backup. {failed}", returncode=FAILED) from failed
        self.stdout.write(f"The backup is whole: {folder}")
