"""Django's `migrate`, which must detect changes by the same rules as `makemigrations`."""

from django.core.management.commands.migrate import Command as DjangoCommand

from core.generated_columns import Autodetector


class Command(DjangoCommand):
    """`migrate` with the site's rules for detecting changes to generated columns."""

    autodetector = Autodetector
