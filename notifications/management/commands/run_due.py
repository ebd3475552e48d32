import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Do all scheduled work. Run it from cron every five minutes."""

    help = "Do the work that is due: send waiting mail, let offers run out, forget what is old."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each piece of work, even if another fails."""
        failed = [name for name in settings.DUE_WORK if not self._do(name)]
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}. The others are done.")

    def _do(self, name: str) -> bool:
        try:
            count = import_string(name)(now=timezone.now())
        except Exception:  # if one piece fails, the others must still run
            logger.exception("%s failed", name)
            return False
        self.stdout.write(f"{name}: {count}")
        return True
