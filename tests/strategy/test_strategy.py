from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError

from strategy.data import STRATEGIES
from strategy.models import Priority, Strategy
from strategy.services import load_strategies
from tests.factories.strategy import PriorityFactory, StrategyFactory

pytestmark = pytest.mark.django_db


def test_load_strategies_twice_changes_nothing():
    load_strategies(strategies=STRATEGIES)
    before = list(Priority.objects.values_list("pk", "slug"))

    load_strategies(strategies=STRATEGIES)

    assert list(Priority.objects.values_list("pk", "slug")) == before
    assert len(before) == 9


def test_load_strategies_command_says_what_is_in_place():
    out = StringIO()

    call_command("load_strategies", stdout=out)

    assert out.getvalue() == "2 strategies are in place.\n"


def test_priorities_on_a_day_are_those_of_the_strategies_in_force():
    ended = StrategyFactory(valid_from=date(2017, 1, 1), valid_to=date(2020, 3, 31))
    PriorityFactory(strategy=ended)
    current = PriorityFactory(strategy__valid_from=date(2020, 4, 1))

    assert list(Priority.objects.on(date(2020, 4, 1))) == [current]
    assert list(Strategy.objects.on(date(2020, 3, 31))) == [ended]


def test_strategy_cannot_end_before_it_starts():
    with pytest.raises(IntegrityError):
        StrategyFactory(valid_from=date(2020, 4, 1), valid_to=date(2020, 3, 31))


def test_strategy_and_priority_are_named():
    priority = PriorityFactory.build(name="Prevent violence", strategy__name="Aims")

    assert (str(priority), str(priority.strategy)) == ("Prevent violence", "Aims")
