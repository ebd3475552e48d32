"""Makes migrations as Django does, but for generated columns. It needs the tools of the checks."""

from django_linear_migrations.management.commands.makemigrations import Command as LinearCommand

from core.generated_columns import Autodetector


class Command(LinearCommand):
    """Finds what changed by our own rules for generated columns."""

    autodetector = Autodetector
