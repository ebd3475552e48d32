"""Migrates as Django does; it must find changes by the same rules as `makemigrations`."""

from django.core.management.commands.migrate import Command as DjangoCommand

from core.generated_columns import Autodetector


class Command(DjangoCommand):
    """Finds what has no migration yet by our own rules for generated columns."""

    autodetector = Autodetector
