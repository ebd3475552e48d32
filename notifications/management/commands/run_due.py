from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.module_loading import import_string


class Command(BaseCommand):
    """Does every piece of work that falls due by the clock. Meant for cron, every five minutes."""

    help = "Do the work that is due: send waiting mail, let offers run out, forget what is old."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each piece, also when another one fails."""
        failed = [name for name in settings.DUE_WORK if not self._do(name)]
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}. The others are done.")

    def _do(self, name: str) -> bool:
        try:
            count = import_string(name)(now=timezone.now())
        except Exception as error:  # noqa: BLE001  # whatever one piece does, the others must still be done
            self.stderr.write(f"{name}: {type(error).__name__}: {error}")
            return False
        self.stdout.write(f"{name}: {count}")
        return True
