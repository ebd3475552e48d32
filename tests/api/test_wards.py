from datetime import date

import pytest

from tests.factories.groups import DraftGroupFactory, GroupFactory
from tests.factories.initiatives import (
    DraftInitiativeFactory,
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
)
from tests.factories.places import IndicatorFactory, WardFactory, WardFigureFactory, WardOverlapFactory

SQUARE = {"type": "Polygon", "coordinates": [[[-2.1, 52.5], [-2.0, 52.5], [-2.0, 52.6], [-2.1, 52.5]]]}


@pytest.fixture
def bilston(db):
    return WardFactory(
        gss="E05001321", name="Bilston East", valid_from=date(2004, 6, 10), valid_to=date(2023, 5, 3)
    )


@pytest.fixture
def park(db):
    return WardFactory(gss="E05001335", name="Park", outline=SQUARE, residents=12000)


def test_a_ward_says_what_happens_there(ask, park):
    GroupFactory().wards.add(park)
    InitiativeFactory.create_batch(2, ward=park)

    assert ask("wards/E05001335/") == {
        "gss": "E05001335",
        "name": "Park",
        "url": "http://testserver/wards/E05001335/",
        "valid_from": "2023-05-04",
        "valid_to": None,
        "residents": 12000,
        "groups": 1,
        "initiatives": 2,
        "successors": [],
        "predecessors": [],
        "indicators": [],
    }


def test_counts_leave_out_what_is_not_public(ask, park):
    DraftGroupFactory().wards.add(park)
    DraftInitiativeFactory(ward=park)
    secret = ProtectedInitiativeFactory()
    ProtectedAddressFactory(venue=secret.venue, ward=park)

    ward = ask("wards/")["results"][0]

    assert (ward["groups"], ward["initiatives"]) == (0, 0)


def test_counts_of_wards_do_not_mix(ask, park):
    other = WardFactory(name="Oxley")
    GroupFactory().wards.add(park, other)
    InitiativeFactory(ward=other)

    counts = [(ward["name"], ward["groups"], ward["initiatives"]) for ward in ask("wards/")["results"]]

    assert counts == [("Oxley", 1, 1), ("Park", 1, 0)]


def test_wards_of_another_time_are_there_when_their_day_is_asked_for(ask, bilston, park):
    assert [ward["name"] for ward in ask("wards/")["results"]] == ["Park"]
    (former,) = ask("wards/", {"on": "2020-01-31"})["results"]

    assert (former["name"], former["valid_to"]) == ("Bilston East", "2023-05-03")
    assert (former["groups"], former["initiatives"]) == (None, None)
    (feature,) = ask("wards.geojson", {"on": "2020-01-31"})["features"]
    assert feature["properties"]["name"] == "Bilston East"


def test_a_former_ward_says_what_became_of_it(ask, bilston, park):
    WardOverlapFactory(old=bilston, new=park, postcodes=3)
    WardOverlapFactory(old=bilston, new=WardFactory(gss="E05000009", name="Oxley"), postcodes=1)

    assert ask("wards/E05001321/")["successors"] == [
        {"gss": "E05001335", "name": "Park", "share": 0.75},
        {"gss": "E05000009", "name": "Oxley", "share": 0.25},
    ]
    assert ask("wards/E05001335/")["predecessors"] == [
        {"gss": "E05001321", "name": "Bilston East", "share": 1.0}
    ]


@pytest.mark.parametrize("room", ["wards/", "wards/E05001335/", "wards.geojson", "indicators/"])
@pytest.mark.parametrize("day", ["yesterday", "2020-13-01", "31/01/2020"])
def test_a_day_that_is_none_is_refused(ask, park, room, day):
    problem = ask(room, {"on": day}, status=400)

    assert problem["errors"] == [{"parameter": "on", "detail": "Enter a day like 2020-01-31"}]


def test_a_ward_says_its_newest_figures_beside_the_city_s(ask, park):
    residents = IndicatorFactory(slug="residents", name="Residents")
    crime = IndicatorFactory(slug="crime", name="Crime", unit="reports", is_rated=True, position=1)
    other = WardFactory(name="Oxley")
    WardFigureFactory(ward=park, indicator=residents, value=2000, is_approximate=True)
    WardFigureFactory(ward=other, indicator=residents, value=3000)
    for period, value in (("2025-09", 1), ("2025-10", 30)):
        WardFigureFactory(ward=park, indicator=crime, period=period, value=value, source="Police")
    WardFigureFactory(ward=other, indicator=crime, period="2025-10", value=20)

    people, reports = sorted(ask("wards/E05001335/")["indicators"], key=lambda figure: -figure["value"])

    assert people["is_approximate"]
    assert (people["per_thousand"], people["city_value"]) == (None, 5000)
    assert reports == {
        "indicator": {
            "slug": "crime",
            "name": "Crime",
            "unit": "reports",
            "direction": "neither",
        },
        "period": "2025-10",
        "value": 30,
        "per_thousand": 15,
        "is_approximate": False,
        "city_value": 50,
        "city_per_thousand": 10,
        "source": "Police",
        "licence": "Open Government Licence v3.0",
        "imported_at": "2026-01-01T00:00:00Z",
    }


def test_a_former_ward_has_the_figures_of_its_time(ask, bilston, park):
    WardFigureFactory(ward=bilston, value=7)
    WardFigureFactory(ward=park, value=8)

    assert [figure["value"] for figure in ask("wards/E05001321/")["indicators"]] == [7]


def test_the_map_of_wards_is_geojson(client, park):
    response = client.get("/api/v1/wards.geojson")
    assert response["Content-Type"] == "application/geo+json"
    body = response.json()
    assert body["type"] == "FeatureCollection"
    (feature,) = body["features"]
    assert (feature["type"], feature["id"], feature["geometry"]) == ("Feature", "E05001335", SQUARE)
    assert feature["properties"]["name"] == "Park"
    assert feature["properties"]["groups"] == 0


def test_the_map_of_wards_is_plain_json_for_those_who_ask(client, park):
    response = client.get("/api/v1/wards.geojson", headers={"accept": "application/json"})
    assert response["Content-Type"] == "application/json"
    assert "Accept" in response["Vary"]


def test_a_ward_without_an_outline_has_no_geometry(ask, db):
    WardFactory()
    assert ask("wards.geojson")["features"][0]["geometry"] is None
