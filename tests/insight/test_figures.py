"""The figures on a ward's page."""

import pytest
from django.core.management import call_command

from insight.figures_table import figure_rows, sources_of
from insight.numbers import decimals_for, in_words
from places.querysets import Reading
from tests.factories.places import IndicatorFactory, WardFigureFactory


def reading(value, *, rate=None, city=None, city_rate=None, **indicator):
    weight = indicator.pop("weighted_by_id", None)
    made = IndicatorFactory.build(**indicator)
    made.weighted_by_id = weight
    figure = WardFigureFactory.build(ward=None, indicator=made, value=value)
    return Reading(figure, rate, city, city_rate)


@pytest.mark.parametrize(
    ("value", "decimals", "unit", "words"),
    [
        (None, 0, "people", ""),
        (1234.0, 0, "people", "1,234"),
        (32.56, 1, "points", "32.6"),
        (0, 0, "areas", "0"),
        (12.5, 1, "%", "12.5%"),
        (-1234.5, 1, "", "-1,234.5"),
    ],
)
def test_in_words_writes_numbers_as_people_read_them(value, decimals, unit, words):
    assert in_words(value, decimals, unit) == words


@pytest.mark.parametrize(("values", "decimals"), [([], 0), ([1.0, None], 0), ([1, 2.5], 1)])
def test_decimals_for_numbers_that_stand_together(values, decimals):
    assert decimals_for(values) == decimals


def test_rows_write_a_figure_beside_the_city_s():
    (row,) = figure_rows([reading(1234.0, city=5000.5)])

    assert (row.here, row.city, row.compared) == ("1,234.0", "5,000.5", "")


@pytest.mark.parametrize(
    ("here", "city", "words"),
    [(40.0, 30.0, "higher here"), (20.0, 30.0, "lower here"), (30.01, 30.04, "the same"), (30.0, None, "")],
)
def test_rows_compare_a_score_with_the_city_s_mean(here, city, words):
    (row,) = figure_rows([reading(here, city=city, weighted_by_id="residents")])

    assert row.compared == words


def test_rows_compare_counts_by_their_rates():
    (row,) = figure_rows([reading(7.0, rate=7.26, city=90.0, city_rate=5.0)])

    assert (row.here, row.here_rate, row.city_rate, row.compared) == ("7", "7.3", "5.0", "higher here")


def test_rows_stand_in_the_order_of_the_indicators():
    rows = figure_rows([reading(1, slug="b", position=2), reading(2, slug="c", position=1)])

    assert [row.here for row in rows] == ["2", "1"]


def test_sources_are_named_once():
    rows = figure_rows([reading(1, slug="a"), reading(2, slug="b")])

    assert [(one.number, one.source) for one in sources_of(rows).values()] == [(1, "Census 2021")]


def test_ward_page_shows_the_city_that_comes_with_the_site(client, db):
    call_command("load_places", verbosity=0)

    text = client.get("/wards/E05014838/").content.decode()

    for words in (
        "Bilston North in figures",
        "11,314",
        "4,371",
        "32.5",
        "14.3%",
        "Census 2021, Office for National Statistics",
        "Indices of Deprivation 2025, Ministry of Housing",
        "Open Government Licence v3.0",
    ):
        assert words in text


def test_ward_page_puts_the_kinds_of_crime_apart(client, penn):
    WardFigureFactory(ward=penn, indicator__slug="residents", value=1000)
    for slug, name, value in (("crime-all", "All crime", 30), ("crime-burglary", "Burglary", 4)):
        WardFigureFactory(
            ward=penn,
            indicator__slug=slug,
            indicator__name=name,
            indicator__measures=f"{name} in a month.",
            indicator__is_rated=True,
            value=value,
        )

    text = client.get("/wards/E05000001/").content.decode()

    figures, kinds = text.split('id="kinds"')
    assert "All crime in a month." in figures
    assert "30.0 per 1,000" in figures
    assert "4.0 per 1,000" in kinds
    assert "Burglary in a month" not in text


def test_ward_page_can_have_kinds_of_crime_alone(client, penn):
    WardFigureFactory(ward=penn, indicator__slug="crime-burglary", indicator__name="Burglary")

    text = client.get("/wards/E05000001/").content.decode()

    assert text.count("<table") == 1
    assert "Burglary" in text


def test_ward_page_shows_the_newest_period_of_its_own(client, penn):
    indicator = IndicatorFactory()
    for period, value in (("2021", 111_111), ("2024", 222_222)):
        WardFigureFactory(ward=penn, indicator=indicator, period=period, value=value)

    text = client.get("/wards/E05000001/").content.decode()

    assert "222,222" in text
    assert "111,111" not in text
