"""The parts of the demo city that need no city: texts, dice, and what refuses to build one."""

from datetime import date
from io import StringIO
from string import Formatter

import pytest
from django.core.management import CommandError, call_command

from demo import names
from demo.archetypes import CLOSINGS, PRIVATE_CLOSINGS
from demo.dice import Dice
from demo.texts import OPEN_KINDS, PROTECTED_KINDS
from groups.models import Group
from initiatives.models import Weekday
from strategy.data import STRATEGIES
from tests.factories.accounts import UserFactory
from tests.factories.places import PostcodeFactory, WardFactory
from tests.factories.strategy import PriorityFactory
from volunteers.catalogues import LANGUAGES, SKILLS

KINDS = (*OPEN_KINDS, *PROTECTED_KINDS)
PRIORITIES = {priority.slug for strategy in STRATEGIES for priority in strategy.priorities}
TEXTS = ("endings", "purposes", "audiences", "titles", "summaries", "openings", "details", "venues")
MOST = {"endings": 60, "purposes": 270, "audiences": 170, "titles": 90, "summaries": 170, "venues": 90}
AREAS = [area for each in names.AREAS.values() for area in each]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_texts_of_a_kind_fit_and_know_no_days(kind):
    for name in TEXTS:
        for text in getattr(kind, name):
            assert {part[1] for part in Formatter().parse(text)} <= {None, "area"}
            assert len(text) <= MOST.get(name, 1000)
            assert not any(str(day.label) in text for day in Weekday)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_facts_of_a_kind_are_known(kind):
    assert set(kind.priorities) <= PRIORITIES
    assert set(kind.legal_forms) <= set(Group.LegalForm.values)
    assert {skill for work in kind.works for skill in work.skills} <= {skill.slug for skill in SKILLS}
    assert all(1 <= least <= most for least, most in (work.places for work in kind.works))


@pytest.mark.parametrize("kind", PROTECTED_KINDS, ids=lambda kind: kind.slug)
def test_texts_of_a_protected_kind_say_no_neighbourhood(kind):
    assert kind.is_protected
    assert not any("{area}" in text for name in TEXTS for text in getattr(kind, name))


def test_closings_promise_privacy_only_where_it_is_kept():
    assert set(CLOSINGS).isdisjoint(PRIVATE_CLOSINGS)


def test_every_ward_has_neighbourhoods_that_no_other_has(shared_data):
    facts = (shared_data / "ward_facts.csv").read_text()

    assert all(ward in facts for ward in names.AREAS)
    assert len(AREAS) == len(set(AREAS)) == 60


def test_languages_of_the_communities_are_known():
    spoken = {language for community in names.COMMUNITIES for language in community.languages}

    assert spoken <= {language.slug for language in LANGUAGES}


def test_dice_fall_the_same_way_for_the_same_seed_and_part():
    assert Dice(1, "groups").uuid() == Dice(1, "groups").uuid()
    assert Dice(1, "groups").uuid() != Dice(2, "groups").uuid()
    assert Dice(1, "groups").uuid() != Dice(1, "roles").uuid()


def test_dice_never_give_a_reference_twice(monkeypatch):
    dice = Dice(1, "groups")
    drawn = iter(["AAAAAA", "AAAAAA", "BBBBBB"])
    monkeypatch.setattr(dice, "choices", lambda letters, k: next(drawn))

    assert [dice.reference("G"), dice.reference("G")] == ["SWP-G-AAAAAA", "SWP-G-BBBBBB"]


def test_dice_count_exact_shares_and_fill_up_with_the_first():
    drawn = Dice(1, "groups").exact((("a", 0.5), ("b", 0.3), ("c", 0.2)), 11)

    assert {each: drawn.count(each) for each in "abc"} == {"a": 6, "b": 3, "c": 2}


@pytest.mark.parametrize("command", ["seed_demo", "demo_accounts", "demo_code"])
@pytest.mark.django_db
def test_commands_refuse_outside_debug(settings, command):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="known passwords"):
        call_command(command)


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
