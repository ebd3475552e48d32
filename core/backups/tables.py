"""The database that the site uses: which kind it is, and which migrations it and this program know."""

from types import ModuleType

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from core.backups import postgresql, sqlite

KINDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


def kind() -> ModuleType:
    """Return what backs up and restores the site's kind of database."""
    return KINDS[connection.vendor]


def applied() -> list[str]:
    """Return the migrations that the database has."""
    return sorted(map(".".join, MigrationLoader(connection).applied_migrations))


def known() -> set[str]:
    """Return the migrations that this program has, or that one of its own stands for."""
    loader = MigrationLoader(None)
    replaced = [name for migration in loader.disk_migrations.values() for name in migration.replaces]
    return set(map(".".join, [*loader.disk_migrations, *replaced]))
