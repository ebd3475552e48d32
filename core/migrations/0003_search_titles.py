from django.db import migrations

from core.search import postgresql


def create_titles(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        postgresql.create_titles(schema_editor)


def drop_titles(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        postgresql.drop_titles(schema_editor)


class Migration(migrations.Migration):
    """SQLite's full-text table knows titles from bodies by itself."""

    dependencies = [("core", "0002_searchentry")]

    operations = [migrations.RunPython(create_titles, drop_titles)]
