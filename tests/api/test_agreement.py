"""The API and the page give the same answer to the same question: the same things, order and words."""

import pytest
from django.db import transaction
from django.urls import reverse

from core import search
from groups.querysets import SEARCH_KIND as GROUPS
from initiatives.querysets import SEARCH_KIND as INITIATIVES
from tests.api.conftest import ids
from tests.factories.groups import GroupFactory, SubmittedGroupFactory
from tests.factories.initiatives import (
    DraftInitiativeFactory,
    InitiativeFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
)
from tests.factories.places import PostcodeFactory, WardFactory
from tests.factories.strategy import PriorityFactory

GOOD = [
    "",
    "q=boxing",
    "q=BOXING+club",
    "q=nothing+like+it",
    "q=%26",
    "postcode=wv11rg",
    "postcode=WV1+1RG&within=0.25",
    "postcode=WV1+1RG&within=30",
    "postcode=WV1+1RG&q=boxing&sort=best",
    "postcode=WV1+1RG&q=boxing&sort=nearest",
    "within=3",
    "ward=E05001335",
    "priority=young-people",
    "day=tuesday",
    "ward=E05001335&priority=young-people&day=tuesday&q=boxing",
    "unknown=1",
    "page=1",
]
BAD = [
    "postcode=nonsense",
    "postcode=ZZ9+9ZZ",
    "ward=nowhere",
    "priority=nothing",
    "q=" + "x" * 201,
    "q=%01",
]
BAD_FOR_INITIATIVES = [
    "day=someday",
    "sort=sideways",
    "within=NaN",
    "within=inf",
    "within=far",
    "within=0",
    "within=-1",
    "within=1000000000",
    "postcode=nonsense&within=far&day=never",
]


@pytest.fixture(scope="module")
def town(django_db_setup, django_db_blocker):
    """A town that is built once and undone at the end; the tests only read it."""
    with django_db_blocker.unblock(), transaction.atomic():
        build()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def city(town, db):
    """The town, and a database to read it from."""


def build():
    ward, other = WardFactory(gss="E05001335", name="Park"), WardFactory(name="Oxley")
    PostcodeFactory(code="WV1 1RG", ward=ward)
    priority = PriorityFactory(slug="young-people")
    for number in range(30):
        boxing = "boxing club" if number % 2 else "choir"
        group = GroupFactory(name=f"{number:02d} {boxing}")
        initiative = InitiativeFactory(
            group=group,
            title=f"{boxing} {30 - number:02d}",
            ward=ward if number % 3 else other,
            latitude=52.5870 + number / 1000,
            days=1 << number % 7,
        )
        if number % 4 == 1:
            group.priorities.add(priority)
            initiative.priorities.add(priority)
        group.wards.add(initiative.ward)
        RoleFactory(initiative=initiative)
        search.index(GROUPS, group.pk, title=group.name, body=group.summary)
        search.index(INITIATIVES, initiative.pk, title=initiative.title, body=initiative.summary)
    hidden, draft = SubmittedGroupFactory(name="boxing"), DraftInitiativeFactory(title="boxing", ward=ward)
    search.index(GROUPS, hidden.pk, title="boxing", body="")
    search.index(INITIATIVES, draft.pk, title="boxing", body="")
    ProtectedInitiativeFactory(title="boxing in secret")


@pytest.mark.parametrize("query", GOOD)
@pytest.mark.parametrize(
    ("address", "room", "things"),
    [("groups:list", "groups", "groups"), ("initiatives:search", "initiatives", "initiatives")],
)
def test_the_api_lists_what_the_page_lists(client, city, address, room, things, query):
    listed = client.get(f"{reverse(address)}?{query}").context[things]
    assert ids(client.get(f"/api/v1/{room}/?{query}").json()) == [str(thing.pk) for thing in listed]


@pytest.mark.parametrize("query", GOOD)
def test_roles_are_those_of_the_initiatives_that_the_page_lists(client, city, query):
    found = client.get(f"/api/v1/initiatives/?{query}&page_size=100").json()["results"]
    roles = client.get(f"/api/v1/roles/?{query}&page_size=100").json()["results"]
    assert sorted(ids({"results": [role for row in found for role in row["roles"]]})) == sorted(
        role["id"] for role in roles
    )


@pytest.mark.parametrize(
    ("address", "room", "query"),
    [("groups:list", "groups", query) for query in BAD]
    + [("initiatives:search", "initiatives", query) for query in BAD + BAD_FOR_INITIATIVES],
)
def test_the_api_refuses_what_the_page_refuses_in_its_words(client, city, address, room, query):
    errors = client.get(f"{reverse(address)}?{query}").context["form"].errors
    assert errors

    response = client.get(f"/api/v1/{room}/?{query}")

    assert response.status_code == 400
    assert response.json()["errors"] == [
        {"parameter": name, "detail": message} for name, messages in errors.items() for message in messages
    ]
