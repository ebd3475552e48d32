from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from demo.accounts import NotADemo, require_demo
from demo.city import SIZES, build_city, has_people, seeded_before, write_city
from demo.reference_data import NothingToBuildOn

AFRESH = (
    "To start afresh, delete db.sqlite3 (on PostgreSQL: drop the database and create it again), "
    "then run migrate, load_places and load_strategies before this."
)


class Command(BaseCommand):
    """Fills an empty site with a made-up city on the real map."""

    help = "Load the demo city: invented groups, initiatives, roles and volunteers in the real wards."

    def add_arguments(self, parser: CommandParser) -> None:
        """Say which city."""
        parser.add_argument("--city", choices=list(SIZES), default="small", help="how big (default: small)")
        parser.add_argument(
            "--seed", type=int, default=1, help="the same seed makes the same city (default: 1)"
        )
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            help="the day that its dates are counted from (default: today)",
        )
        parser.add_argument(
            "--if-absent", action="store_true", help="do nothing where the same city is there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Build the city and save it, saying how far this is."""
        try:
            require_demo()
        except NotADemo as refusal:
            raise CommandError(str(refusal)) from refusal
        if self._is_there(options["city"], is_fine=options["if_absent"]):
            self.stdout.write(f"The {options['city']} demo city is there already.")
            return
        self._seed(options["city"], options["seed"], options["today"] or timezone.localdate())

    def _is_there(self, size: str, *, is_fine: bool) -> bool:
        """Say whether the wanted city is there. Raises CommandError where another, or someone, is."""
        before = seeded_before()
        if before and is_fine and before["city"] == size:
            return True
        if before:
            raise CommandError(
                f"The {before['city']} demo city (seed {before['seed']}) is there already. {AFRESH}"
            )
        if has_people():
            raise CommandError(f"People are using this database, so the demo city can't move in. {AFRESH}")
        return False

    def _seed(self, size: str, seed: int, today: date) -> None:
        self.stdout.write(f"Building the {size} demo city (seed {seed}) …")
        try:
            city = build_city(SIZES[size], seed, today)
        except NothingToBuildOn as nothing:
            raise CommandError(
                "There are no wards, postcodes or strategies yet: run load_places and load_strategies first."
            ) from nothing
        write_city(city, details={"city": size, "seed": seed, "today": today.isoformat()}, say=self._say)
        self.stdout.write(f"The {size} demo city is in place. Who can sign in: manage.py demo_accounts")

    def _say(self, name: str, count: int) -> None:
        self.stdout.write(f"  {count:,} {name}")
