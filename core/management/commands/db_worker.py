"""The worker of `django_tasks_db`, which goes on after the database was away."""

import logging
import time
from typing import Any

from django.db import DatabaseError, InterfaceError, connections
from django_tasks_db.management.commands.db_worker import Command as PackageCommand

from core.trouble import is_trouble

logger = logging.getLogger(__name__)
PAUSE_SECONDS = 5


class Command(PackageCommand):
    """Runs background work. Trouble with the database is waited out, anything else ends the worker."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until stopped."""
        while not self._works(args, options):
            connections.close_all()
            time.sleep(PAUSE_SECONDS)

    def _works(self, args: Any, options: Any) -> bool:
        try:
            super().handle(*args, **options)
        except (DatabaseError, InterfaceError) as error:
            if not is_trouble(error):
                raise
            logger.warning("The database is away: the worker tries again", exc_info=True)
            return False
        return True
