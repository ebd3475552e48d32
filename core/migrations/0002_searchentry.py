from django.db import migrations, models

from core.search import BACKENDS


def create_terms(apps, schema_editor):
    BACKENDS[schema_editor.connection.vendor].create(schema_editor)


def drop_terms(apps, schema_editor):
    BACKENDS[schema_editor.connection.vendor].drop(schema_editor)


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("record", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "record"), name="one_search_entry_per_record")
                ],
            },
        ),
        migrations.RunPython(create_terms, drop_terms),
    ]
