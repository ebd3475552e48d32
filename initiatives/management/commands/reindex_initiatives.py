from typing import Any

from django.core.management.base import BaseCommand

from initiatives.services import rebuild_index


class Command(BaseCommand):
    """Writes the index of the residents' text search anew."""

    help = "Write the index of the residents' text search anew, as after a bulk import."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the index and say how many initiatives it holds."""
        self.stdout.write(f"{rebuild_index()} initiatives can be found by words.")
