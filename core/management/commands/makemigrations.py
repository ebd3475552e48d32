"""Makes migrations as Django does, but for generated columns (`core.generated_columns`)."""

from importlib import import_module
from typing import Any

from django.apps import apps

from core.generated_columns import Autodetector

# Where the tools of the checks are installed, theirs, which also writes down which migration is the last.
HAS_LINEAR = apps.is_installed("django_linear_migrations")
BASE = "django_linear_migrations" if HAS_LINEAR else "django.core"
BaseCommand: Any = import_module(f"{BASE}.management.commands.makemigrations").Command


class Command(BaseCommand):  # type: ignore[misc]  # known when it runs
    """Finds what changed by our own rules for generated columns."""

    autodetector = Autodetector
