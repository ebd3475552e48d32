"""A database that was migrated from nothing holds just what the models say."""

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

OWN_APPS = [
    app for app in apps.get_app_configs() if app.name in settings.INSTALLED_APPS and "." not in app.name
]
OWN_MODELS = [
    model
    for app in OWN_APPS
    if (settings.BASE_DIR / app.name / "migrations").is_dir()
    for model in app.get_models(include_auto_created=True)
]
# What text search adds on PostgreSQL by SQL of its own (`core.search.postgresql`).
BESIDE_THE_MODELS = {"core_searchentry": {"terms"}}


def columns_of(table):
    """Return each column of a table with whether it may be empty."""
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return {column.name: bool(column.null_ok) for column in described}


def names_of_constraints(table):
    """Return the names of a table's constraints and indexes."""
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, table))


def test_every_change_of_a_model_has_its_migration(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_models_of_every_app_are_compared():
    assert {model._meta.app_label for model in OWN_MODELS} >= {"accounts", "core", "matching", "planning"}


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_table_has_the_columns_of_its_model(db, model):
    found = columns_of(model._meta.db_table)
    for extra in BESIDE_THE_MODELS.get(model._meta.db_table, set()):
        found.pop(extra, None)

    fields = model._meta.concrete_fields
    assert set(found) == {field.column for field in fields}
    # The database works generated columns out itself and lets none of them be required.
    stored = [field for field in fields if not field.generated]
    assert {field.column: found[field.column] for field in stored} == {
        field.column: field.null for field in stored
    }


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_table_has_the_constraints_and_indexes_of_its_model(db, model):
    named = {each.name for each in [*model._meta.constraints, *model._meta.indexes]}

    assert named <= names_of_constraints(model._meta.db_table)
