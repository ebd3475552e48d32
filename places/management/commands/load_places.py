from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from places.embedded import read_figures, read_former_wards, read_overlaps, read_postcodes, read_wards
from places.services import load_places


class Command(BaseCommand):
    """Load the wards and postcodes that come with the site."""

    help = "Load the city's wards of today and before, and its postcodes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load them and print how many there are."""
        loaded = load_places(
            wards=read_wards(),
            postcodes=read_postcodes(settings.CITY_DISTRICT),
            former_wards=read_former_wards(),
            overlaps=read_overlaps(),
            figures=read_figures(),
        )
        self.stdout.write(
            f"{loaded.wards} wards, {loaded.former_wards} former wards and {loaded.postcodes:,} postcodes "
            "are in place."
        )
