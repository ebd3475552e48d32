import sys
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.core.management.commands.makemigrations import Command as DjangoCommand
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import Case, F, Value, When
from django_linear_migrations.management.commands.makemigrations import Command as LinearCommand

from core.generated_columns import Autodetector
from core.management.commands import makemigrations
from tests.factories.volunteers import VolunteerFactory

NEW_BIT = Case(When(is_over_18=True, then=Value(1 << 56)), default=Value(0))


def stored():
    """The models as the migrations know them."""
    return MigrationLoader(None).project_state()


def with_another_bit(state):
    """The models with one bit more in the profile of a volunteer."""
    changed = state.clone()
    volunteer = changed.models["volunteers", "volunteer"]
    profile = volunteer.fields["profile"].clone()
    profile.expression = profile.expression.bitor(NEW_BIT)
    volunteer.fields["profile"] = profile
    return changed


def operations(old, new):
    """What migrations from one state of the models to another would do."""
    found = Autodetector(old, new).changes(MigrationLoader(None).graph)
    return {app: each.operations for app, (each,) in found.items()}


def test_a_changed_column_is_built_anew_with_the_indexes_that_hold_it():
    old = stored()

    found = operations(old, with_another_bit(old))["volunteers"]

    assert [(type(each), getattr(each, "name", "") or each.index.name) for each in found] == [
        (migrations.RemoveIndex, "volunteer_matching"),
        (migrations.RemoveIndex, "volunteer_limits"),
        (migrations.RemoveField, "profile"),
        (migrations.AddField, "profile"),
        (migrations.AddIndex, "volunteer_matching"),
        (migrations.AddIndex, "volunteer_limits"),
    ]


def test_a_column_that_did_not_change_is_left_alone():
    old = stored()
    new = old.clone()
    volunteer = new.models["volunteers", "volunteer"]
    volunteer.fields["languages"] = models.PositiveBigIntegerField(default=1)

    (altered,) = operations(old, new)["volunteers"]

    assert isinstance(altered, migrations.AlterField)
    assert altered.name == "languages"


def test_a_renamed_column_is_no_new_one():
    old, new = ProjectState(), ProjectState()
    columns = {
        "id": models.BigAutoField(primary_key=True),
        "number": models.IntegerField(),
        "double": models.GeneratedField(
            expression=F("number") * 2, output_field=models.IntegerField(), db_persist=True
        ),
    }
    for state in (old, new):
        fields = [(name, field.clone()) for name, field in columns.items()]
        state.add_model(migrations.state.ModelState("toys", "Toy", fields))

    assert Autodetector(old, new)._detect_changes() == {}


@pytest.mark.django_db(transaction=True)
def test_another_bit_really_migrates_there_and_back():
    person = VolunteerFactory(is_over_18=True, availability=0b101)
    before = stored()
    steps = operations(before, with_another_bit(before))["volunteers"]
    states = [before]
    for step in steps:
        states.append(states[-1].clone())
        step.state_forwards("volunteers", states[-1])

    with connection.schema_editor() as editor:
        for step, old, new in zip(steps, states, states[1:], strict=False):
            step.database_forwards("volunteers", editor, old, new)
    person.refresh_from_db()
    assert person.profile >> 56 & 1
    assert person.profile & 0b111 == 0b101

    with connection.schema_editor() as editor:
        for step, old, new in reversed(list(zip(steps, states, states[1:], strict=False))):
            step.database_backwards("volunteers", editor, new, old)
    person.refresh_from_db()
    assert not person.profile >> 56 & 1


@pytest.mark.parametrize("command", ["makemigrations", "migrate"])
def test_commands_find_changes_by_our_rules(command):
    assert load_command_class(get_commands()[command], command).autodetector is Autodetector


@pytest.mark.parametrize(("is_installed", "base"), [(True, LinearCommand), (False, DjangoCommand)])
def test_makemigrations_does_without_the_tools_of_the_checks(monkeypatch, is_installed, base):
    monkeypatch.setattr(apps, "is_installed", lambda _app: is_installed)
    monkeypatch.delitem(sys.modules, makemigrations.__name__)

    assert import_module(makemigrations.__name__).Command.__base__ is base
