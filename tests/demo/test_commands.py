"""The commands of the demo where there is no demo city, or must not be one."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.places import PostcodeFactory, WardFactory
from tests.factories.strategy import PriorityFactory


@pytest.mark.parametrize("command", ["seed_demo", "demo_accounts", "demo_code"])
@pytest.mark.django_db
def test_commands_refuse_outside_debug(settings, command):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="known passwords"):
        call_command(command)


@pytest.mark.parametrize("command", ["seed_demo", "demo_accounts", "demo_code"])
@pytest.mark.django_db
def test_commands_refuse_a_production_site_even_with_debug(settings, command):
    settings.DEBUG = True
    settings.SIGNS_OF_PRODUCTION = ["SITE_BASE_URL"]

    with pytest.raises(CommandError, match=r"production site \(SITE_BASE_URL says so\)"):
        call_command(command)

    assert not User.objects.exists()


@pytest.fixture
def demo_machine(db, settings):
    settings.DEBUG = True


def test_seed_demo_refuses_where_people_are(demo_machine):
    UserFactory()

    with pytest.raises(CommandError, match="People are using this database"):
        call_command("seed_demo")


def test_seed_demo_refuses_without_wards(demo_machine):
    with pytest.raises(CommandError, match="run load_places and load_strategies first"):
        call_command("seed_demo", stdout=StringIO())


def test_seed_demo_refuses_without_strategies(demo_machine):
    PostcodeFactory(ward=WardFactory())

    with pytest.raises(CommandError, match="run load_places and load_strategies first"):
        call_command("seed_demo", stdout=StringIO())


def test_seed_demo_refuses_without_postcodes(demo_machine):
    WardFactory()
    PriorityFactory()

    with pytest.raises(CommandError, match="run load_places and load_strategies first"):
        call_command("seed_demo", stdout=StringIO())


def test_seed_demo_refuses_a_day_before_the_wards(demo_machine):
    PostcodeFactory(ward=WardFactory(valid_from=date(2023, 5, 4)))
    PriorityFactory()

    with pytest.raises(CommandError, match="run load_places and load_strategies first"):
        call_command("seed_demo", "--today", "2021-01-01", stdout=StringIO())


def test_demo_accounts_says_when_there_are_none(demo_machine):
    with pytest.raises(CommandError, match="Run seed_demo first"):
        call_command("demo_accounts")
