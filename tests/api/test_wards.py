from datetime import date

import pytest

from tests.factories.groups import DraftGroupFactory, GroupFactory
from tests.factories.initiatives import (
    DraftInitiativeFactory,
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
)
from tests.factories.places import WardFactory

SQUARE = {"type": "Polygon", "coordinates": [[[-2.1, 52.5], [-2.0, 52.5], [-2.0, 52.6], [-2.1, 52.5]]]}


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
        "residents": 12000,
        "groups": 1,
        "initiatives": 2,
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


def test_wards_of_another_time_are_not_there(ask, db):
    WardFactory(gss="E05000001", valid_to=date(2024, 5, 1))
    assert ask("wards/")["count"] == 0
    ask("wards/E05000001/", status=404)


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
