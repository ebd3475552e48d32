from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from places.models import Indicator
from tests.factories.places import IndicatorFactory, WardFactory, WardFigureFactory


@pytest.fixture
def score(db):
    """Two wards with a score of two years, the second of which another file has brought."""
    indicator = IndicatorFactory(
        slug="imd-score",
        name="Deprivation score",
        unit="points",
        direction=Indicator.Direction.MORE_IS_WORSE,
        measures="Seven kinds of need.",
        comes=Indicator.Comes.SOME_YEARS,
    )
    park, oxley = WardFactory(gss="E05001335", name="Park"), WardFactory(gss="E05000009", name="Oxley")
    for period, at in (("2019", 2020), ("2025", 2026)):
        for ward, value in ((park, 30.5), (oxley, 10)):
            WardFigureFactory(
                ward=ward,
                indicator=indicator,
                period=period,
                value=value + at,
                source=f"Indices of {period}",
                imported_at=datetime(at, 1, 1, tzinfo=UTC),
            )
    return indicator


def test_the_list_describes_what_is_measured(ask, score):
    IndicatorFactory(name="Nothing of it yet")

    assert ask("indicators/")["results"] == [
        {
            "slug": "imd-score",
            "name": "Deprivation score",
            "unit": "points",
            "direction": "more_is_worse",
            "url": "http://testserver/api/v1/indicators/imd-score/",
            "description": "Seven kinds of need.",
            "comes": "some_years",
            "period": "2025",
            "periods": ["2025", "2019"],
            "city_value": 4092.5,
            "city_per_thousand": None,
            "source": "Indices of 2025",
            "licence": "Open Government Licence v3.0",
            "imported_at": "2026-01-01T00:00:00Z",
        }
    ]


def test_an_indicator_has_the_newest_figure_of_every_ward(ask, score):
    answer = ask("indicators/imd-score/")

    assert answer["period"] == "2025"
    assert answer["figures"] == [
        {
            "ward": {"gss": gss, "name": name},
            "value": value,
            "per_thousand": None,
            "is_approximate": False,
        }
        for gss, name, value in (("E05000009", "Oxley", 2036.0), ("E05001335", "Park", 2056.5))
    ]


def test_an_indicator_can_be_asked_for_another_period(ask, score):
    answer = ask("indicators/imd-score/", {"period": "2019"})

    assert (answer["period"], answer["source"], answer["city_value"]) == ("2019", "Indices of 2019", 4080.5)


def test_an_indicator_of_former_wards_has_their_figures(ask, score):
    bilston = WardFactory(name="Bilston East", valid_from=date(2004, 6, 10), valid_to=date(2023, 5, 3))
    WardFigureFactory(ward=bilston, indicator=score, period="2019", value=7)

    answer = ask("indicators/imd-score/", {"on": "2020-01-31"})

    assert [figure["ward"]["name"] for figure in answer["figures"]] == ["Bilston East"]
    assert ask("indicators/", {"on": "2020-01-31"})["results"][0]["periods"] == ["2019"]


@pytest.mark.parametrize("query", [{"period": "1999"}, {"on": "1999-01-01"}])
def test_figures_that_there_are_not_are_not_found(ask, score, query):
    problem = ask("indicators/imd-score/", query, status=404)

    assert problem["detail"] == "There are no figures for these wards and this period."


def test_an_unknown_indicator_is_not_found(ask, score):
    ask("indicators/happiness/", status=404)


@pytest.mark.parametrize("period", ["last year", "2025-13", "25"])
def test_a_period_that_is_none_is_refused(ask, score, period):
    (error,) = ask("indicators/imd-score/", {"period": period}, status=400)["errors"]

    assert error["detail"] == "Enter a year or a month, like 2021 or 2025-10"


def test_the_city_that_comes_with_the_site_has_six(ask, db):
    call_command("load_places", verbosity=0)

    found = {row["slug"]: row["city_value"] for row in ask("indicators/")["results"]}

    assert found["residents"] == 263_717
    assert found["deprived-share"] == pytest.approx(100 * 35 / 161)
    assert set(found) == {
        "residents",
        "households",
        "lsoas",
        "imd-score",
        "deprived-lsoas",
        "deprived-share",
    }
