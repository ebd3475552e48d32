"""A protected venue: nothing of its address comes out, whatever it is and however one asks."""

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.serializers import SECRET_PLACE, place_of
from initiatives.models import ProtectedAddress
from tests.factories.initiatives import (
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    ProtectedVenueFactory,
    RoleFactory,
)
from tests.factories.places import PostcodeFactory, WardFactory

QUESTIONS = [
    "wards/",
    "wards/E05001335/",
    "wards.geojson",
    "indicators/",
    "groups/",
    "groups/?postcode=WV3+9DU",
    "initiatives/",
    "initiatives/?postcode=WV3+9DU&within=30",
    "initiatives/?ward=E05001335",
    "initiatives/?q=secret",
    "initiatives/?q=Lane&sort=nearest&postcode=WV3+9DU",
    "initiatives.geojson",
    "roles/",
    "roles/?postcode=WV3+9DU&within=0.25",
    "roles/?ward=E05001335",
]


@pytest.fixture
def refuge(db):
    ward = WardFactory(gss="E05001335", name="Park")
    PostcodeFactory(code="WV3 9DU", ward=ward, latitude=52.58, longitude=-2.15)
    initiative = ProtectedInitiativeFactory(title="Refuge support")
    RoleFactory(initiative=initiative)
    InitiativeFactory(title="Open door", ward=ward)
    return ProtectedAddressFactory(venue=initiative.venue, ward=ward)


@pytest.fixture
def before(client, refuge):
    return answers(client, refuge)


def answers(client, refuge):
    cache.clear()
    own = [f"initiatives/{initiative.pk}/" for initiative in refuge.venue.initiatives.all()]
    return [client.get(f"/api/v1/{question}").content for question in QUESTIONS + own]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    address=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300),
    postcode=st.sampled_from(["", "WV3 9DU", "WV1 1RG", "ZZ9 9ZZ"]),
    latitude=st.none() | st.floats(52.5, 52.7),
    longitude=st.none() | st.floats(-2.3, -2.0),
)
def test_answers_are_the_same_bytes_whatever_the_address_is(
    client, refuge, before, address, postcode, latitude, longitude
):
    ProtectedAddress.objects.filter(pk=refuge.pk).update(
        address=address, postcode=postcode, latitude=latitude, longitude=longitude, ward=None
    )
    assert answers(client, refuge) == before


def test_answers_hold_nothing_of_the_address(client, refuge):
    everything = b"".join(answers(client, refuge))
    for secret in (b"Secret", b"52.58,", b"-2.15", b"A safe place"):
        assert secret not in everything
    assert b"WV3" not in client.get("/api/v1/initiatives/").content


def test_it_is_found_by_words_and_not_by_place(ask, refuge):
    titles = [row["title"] for row in ask("initiatives/")["results"]]
    assert titles == ["Open door", "Refuge support"]
    for question in ({"postcode": "WV3 9DU", "within": "30"}, {"ward": "E05001335"}):
        assert [row["title"] for row in ask("initiatives/", question)["results"]] == ["Open door"]


def test_place_of_is_secret_where_only_the_venue_says_so(db):
    initiative = InitiativeFactory.build(venue=ProtectedVenueFactory.build(), is_place_private=False)
    assert place_of(initiative) == SECRET_PLACE


def test_place_of_is_secret_where_only_the_initiative_says_so():
    initiative = InitiativeFactory.build(is_place_private=True)
    assert place_of(initiative) == SECRET_PLACE


def test_place_of_is_secret_where_there_is_no_venue():
    assert place_of(InitiativeFactory.build(venue=None)) == SECRET_PLACE
