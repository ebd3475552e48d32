from django.db import migrations

from core.search import sqlite


def widen(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        sqlite.widen(schema_editor)


def narrow(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        sqlite.narrow(schema_editor)


class Migration(migrations.Migration):
    """PostgreSQL's index finds beginnings of any length, and has an index of titles."""

    dependencies = [("core", "0003_search_titles")]

    operations = [migrations.RunPython(widen, narrow)]
