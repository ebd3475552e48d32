from typing import Any

from django.core.management.base import BaseCommand

from strategy.data import STRATEGIES
from strategy.services import load_strategies


class Command(BaseCommand):
    """Load the partnership's strategies that come with the site."""

    help = "Load the partnership's strategies and their priorities."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the strategies and print how many there are."""
        self.stdout.write(f"{load_strategies(strategies=STRATEGIES)} strategies are in place.")
