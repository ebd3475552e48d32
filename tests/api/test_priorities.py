from datetime import date

from tests.factories.strategy import PriorityFactory


def test_priorities_have_the_slugs_that_filters_take(ask, db):
    PriorityFactory(slug="young-people", name="Young people", strategy__slug="s", strategy__name="S")

    answer = ask("priorities/")

    assert answer["results"] == [
        {
            "slug": "young-people",
            "name": "Young people",
            "summary": "What it means in plain words",
            "strategy": {"slug": "s", "name": "S"},
        }
    ]
    assert ask("groups/", {"priority": "young-people"})["count"] == 0


def test_priorities_of_a_strategy_that_has_ended_are_left_out(ask, db):
    PriorityFactory(strategy__valid_to=date(2021, 1, 1))
    assert ask("priorities/")["count"] == 0
