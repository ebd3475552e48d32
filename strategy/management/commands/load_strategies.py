from typing import Any

from django.core.management.base import BaseCommand

from strategy.data import STRATEGIES
from strategy.services import load_strategies


class Command(BaseCommand):
    """Loads the partnership's strategies that come with the product."""

    help = "Load the partnership's strategies and their priorities."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say how many."""
        self.stdout.write(f"{load_strategies(strategies=STRATEGIES)} strategies are in place.")
