from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from places.catalogue import CRIME_TYPES, INDICATORS
from places.figures import SourcedFigure, Table
from places.models import Indicator, WardFigure
from places.services import load_indicators, plan_figures, write_figures
from tests.factories.places import WardFactory, WardFigureFactory

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TODAY = date(2026, 6, 1)
PEOPLE = [("residents", "2021", "a", 1000.0), ("residents", "2021", "b", 3000.0)]


def test_rate_is_per_thousand_residents():
    table = Table([*PEOPLE, ("crime-all", "2025-10", "a", 7.0)])

    assert table.rate("crime-all", "2025-10", "a") == 7


@pytest.mark.parametrize("residents", [[], [("residents", "2021", "a", 0.0)]])
def test_rate_is_unknown_where_nobody_is_known_to_live(residents):
    assert Table([*residents, ("crime-all", "2025", "a", 7.0)]).rate("crime-all", "2025", "a") is None


@pytest.mark.parametrize(("period", "rate"), [("2020-05", 10), ("2021", 10), ("2023-01", 10), ("2024-12", 5)])
def test_rate_takes_the_residents_of_its_year_or_the_nearest_before(period, rate):
    people = [("residents", "2021", "a", 1000.0), ("residents", "2024", "a", 2000.0)]

    assert Table([*people, ("crime-all", period, "a", 10.0)]).rate("crime-all", period, "a") == rate


def test_city_value_is_a_sum_or_a_weighted_mean():
    table = Table([*PEOPLE, ("x", "2025", "a", 10.0), ("x", "2025", "b", 20.0)])

    assert table.city_value("x", "2025") == 30
    assert table.city_value("x", "2025", "residents") == 17.5
    assert table.city_rate("x", "2025") == 7.5


def test_city_value_is_unknown_while_a_ward_is_missing():
    table = Table([*PEOPLE, ("x", "2025", "a", 10.0)])

    assert table.city_value("x", "2025") is None
    assert table.city_rate("x", "2025") is None


def test_city_mean_is_unknown_without_all_weights():
    table = Table(
        [("w", "2021", "a", 0.0), ("w", "2021", "b", 0.0), ("x", "2025", "a", 1.0), ("x", "2025", "b", 1.0)]
    )

    assert table.city_value("x", "2025", "w") is None
    assert table.city_value("x", "2025", "residents") is None
    assert table.city_rate("x", "2025") is None


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(1, 50_000)), min_size=1, max_size=20))
def test_city_mean_lies_between_the_wards(rows):
    people = [("residents", "2021", str(ward), float(count)) for ward, (_, count) in enumerate(rows)]
    scores = [("x", "2025", str(ward), score) for ward, (score, _) in enumerate(rows)]

    mean = Table(people + scores).city_value("x", "2025", "residents")

    lowest, highest = min(rows)[0], max(rows)[0]
    assert lowest - 1e-9 <= mean <= highest + 1e-9


@pytest.mark.django_db
def test_load_indicators_describes_each():
    load_indicators()
    load_indicators()

    assert Indicator.objects.count() == len(INDICATORS) == 7 + len(CRIME_TYPES)
    assert Indicator.objects.get(pk="imd-score").weighted_by_id == "residents"
    assert str(Indicator.objects.get(pk="residents")) == "Residents"
    assert all(indicator.get_comes_display() for indicator in Indicator.objects.iterator())


@pytest.mark.django_db
def test_load_places_brings_the_embedded_figures():
    call_command("load_places", verbosity=0)

    readings = {
        (reading.figure.ward.name, reading.figure.indicator_id): reading
        for reading in WardFigure.objects.newest().readings(TODAY)
    }

    assert len(readings) == 20 * 6
    park = readings["Park", "imd-score"]
    assert (park.figure.value, park.figure.period, park.rate) == (34.3, "2025", None)
    assert park.city_value == pytest.approx(32.5, abs=0.05)  # by LSOA, weighted by residents
    assert readings["Park", "residents"].city_value == 263_717
    assert readings["Park", "deprived-share"].figure.value == pytest.approx(100 * 3 / 9)
    assert "Open Government Licence" in park.figure.licence
    assert park.figure.is_approximate


@pytest.mark.django_db
def test_load_places_leaves_what_an_official_file_has_brought():
    call_command("load_places", verbosity=0)
    brought = WardFigure.objects.of("residents").first()
    WardFigure.objects.filter(pk=brought.pk).update(source="Another file", value=5)

    call_command("load_places", verbosity=0)

    brought.refresh_from_db()
    assert (brought.value, brought.source) == (5, "Another file")


@pytest.mark.django_db
def test_plan_figures_tells_new_from_changed_from_same():
    stored = WardFigureFactory(value=1.0, source="Census")
    facts = {"source": "Census", "licence": stored.licence}
    same = SourcedFigure(stored.ward_id, stored.indicator_id, stored.period, 1.0, **facts)
    changed = SourcedFigure(stored.ward_id, stored.indicator_id, stored.period, 2.0, **facts)
    new = SourcedFigure(WardFactory().pk, stored.indicator_id, stored.period, 1.0, **facts)

    assert plan_figures([same]).unchanged == 1
    plan = plan_figures([changed, new])
    write_figures(plan, at=NOON)

    assert (plan.to_add, plan.to_change) == ([new], [changed])
    stored.refresh_from_db()
    assert (stored.value, stored.imported_at) == (2, NOON)
    assert plan_figures([changed, new]).unchanged == 2


@pytest.mark.django_db
def test_readings_give_rates_where_the_indicator_has_them():
    ward = WardFactory()
    load_indicators()
    WardFigureFactory(ward=ward, indicator_id="residents", period="2021", value=2000)
    WardFigureFactory(ward=ward, indicator_id="crime-burglary", period="2025-10", value=4)

    reading = WardFigure.objects.of("crime-burglary").during("2025-10").readings(TODAY)[0]

    assert (reading.rate, reading.city_value, reading.city_rate) == (2, 4, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("wards", [1, 20])
def test_readings_take_two_queries_for_any_number(django_assert_num_queries, wards):
    load_indicators()
    for ward in WardFactory.create_batch(wards):
        WardFigureFactory(ward=ward, indicator_id="residents")
        WardFigureFactory(ward=ward, indicator_id="imd-score")

    with django_assert_num_queries(2):
        assert len(WardFigure.objects.all().readings(TODAY)) == 2 * wards


@pytest.mark.django_db
def test_newest_gives_the_newest_period_of_each_indicator():
    old = WardFigureFactory(period="2021")
    new = WardFigureFactory(indicator=old.indicator, period="2022")
    other = WardFigureFactory(period="2015")

    assert set(WardFigure.objects.newest()) == {new, other}
    assert not WardFigure.objects.none().newest().exists()


@pytest.mark.django_db
def test_by_ward_gives_values_to_rebase():
    figure = WardFigureFactory(value=3)

    assert WardFigure.objects.of(figure.indicator_id).during(figure.period).by_ward() == {figure.ward_id: 3}
    assert str(figure) == f"{figure.indicator_id} of {figure.ward_id} in 2021: 3"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [
        {"period": "2021-13"},
        {"period": "21"},
        {"period": ""},
        {"value": float("nan")},
        {"value": float("inf")},
        {"value": -1e13},
    ],
)
def test_a_figure_has_a_period_and_a_finite_value(facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        WardFigureFactory(**facts)


@pytest.mark.django_db
def test_a_ward_has_one_figure_a_period():
    figure = WardFigureFactory()

    with pytest.raises(IntegrityError):
        WardFigureFactory(ward=figure.ward, indicator=figure.indicator)
