import pytest

from desk.services import suspend_group_and_pause
from initiatives.models import Initiative, Role
from tests.api.conftest import ids
from tests.factories.initiatives import (
    DraftInitiativeFactory,
    InitiativeFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
    WeeklyTimeFactory,
)
from tests.factories.places import PostcodeFactory, WardFactory
from tests.factories.strategy import PriorityFactory

NORTH = {"latitude": 52.5970, "longitude": -2.1296}  # about 0.7 miles from WV1 1RG


@pytest.fixture
def wv1(db):
    return PostcodeFactory(code="WV1 1RG")


def test_an_initiative_says_what_its_page_says(ask, group):
    initiative = InitiativeFactory(
        group=group,
        title="Junior boxing",
        venue__name="Low Hill Hall",
        ward=WardFactory(gss="E05001335", name="Park"),
        contact_name="The coach",
    )
    initiative.priorities.add(PriorityFactory(slug="young-people", name="Young people"))
    WeeklyTimeFactory(initiative=initiative)
    role = RoleFactory(initiative=initiative, title="Coach")
    page = f"http://testserver/initiatives/{initiative.pk}/"

    assert ask(f"initiatives/{initiative.pk}/") == {
        "id": str(initiative.pk),
        "title": "Junior boxing",
        "url": page,
        "summary": "A friendly place for everyone.",
        "description": "Come as you are.",
        "audience": "Young people aged 11 to 18",
        "group": {
            "id": str(group.pk),
            "name": "Low Hill Boxing Club",
            "url": f"http://testserver/groups/{group.pk}/",
        },
        "priorities": [{"slug": "young-people", "name": "Young people"}],
        "days": ["tuesday"],
        "times": [{"day": "tuesday", "starts_at": "18:00", "ends_at": "20:00"}],
        "place": {
            "is_private": False,
            "name": "Low Hill Hall",
            "address": "1 Example Street",
            "postcode": "WV1 1RG",
            "latitude": 52.587,
            "longitude": -2.1296,
            "ward": {"gss": "E05001335", "name": "Park"},
        },
        "miles": None,
        "contact": {"name": "The coach", "email": "hello@group.example", "phone": ""},
        "roles": [{"id": str(role.pk), "title": "Coach"}],
    }


@pytest.mark.parametrize("user", ["nobody", "asha", "carol"])
def test_initiatives_that_are_not_published_are_nowhere(client, request, db, user):
    group = request.getfixturevalue("group")
    if user != "nobody":
        client.force_login(request.getfixturevalue(user))
    hidden = [
        DraftInitiativeFactory(group=group),
        InitiativeFactory(group=group, state=Initiative.State.SUBMITTED),
        InitiativeFactory(group=group, state=Initiative.State.PAUSED),
        InitiativeFactory(group=group, state=Initiative.State.CLOSED),
    ]
    RoleFactory(initiative=hidden[0])

    assert client.get("/api/v1/initiatives/").json()["count"] == 0
    assert client.get("/api/v1/initiatives.geojson").json()["count"] == 0
    assert client.get("/api/v1/roles/").json()["count"] == 0
    assert {client.get(f"/api/v1/initiatives/{one.pk}/").status_code for one in hidden} == {404}


def test_the_suspension_of_a_group_takes_all_of_it_away(ask, group, carol, at_noon):
    role = RoleFactory(initiative=InitiativeFactory(group=group))
    assert ask("roles/")["count"] == 1

    suspend_group_and_pause(
        group=group, reason="A complaint.", by=carol, now=at_noon, expected_version=group.version
    )

    assert [ask(f"{room}/")["count"] for room in ("groups", "initiatives", "roles")] == [0, 0, 0]
    ask(f"groups/{group.pk}/", status=404)
    ask(f"initiatives/{role.initiative_id}/", status=404)
    ask(f"roles/{role.pk}/", status=404)


def test_only_roles_that_look_for_people_are_named(ask, db):
    initiative = InitiativeFactory()
    RoleFactory(initiative=initiative, state=Role.State.DRAFT)
    RoleFactory(initiative=initiative, state=Role.State.CLOSED)
    assert ask(f"initiatives/{initiative.pk}/")["roles"] == []


def test_a_postcode_puts_the_nearest_first_and_says_how_far(ask, wv1):
    far = InitiativeFactory(title="A", **NORTH)
    near = InitiativeFactory(title="B")
    InitiativeFactory(title="C", latitude=52.7, longitude=-2.1)

    answer = ask("initiatives/", {"postcode": "wv11rg", "within": "2"})

    assert ids(answer) == [str(near.pk), str(far.pk)]
    assert [row["miles"] for row in answer["results"]] == [0.0, 0.7]


def test_a_day_keeps_what_meets_then(ask, db):
    tuesday = InitiativeFactory(days=0b0000010)
    InitiativeFactory(days=0b0000001)
    assert ids(ask("initiatives/", {"day": "tuesday"})) == [str(tuesday.pk)]


def test_the_map_has_what_has_a_public_place(client, db):
    initiative = InitiativeFactory(title="Junior boxing")
    ProtectedInitiativeFactory()

    response = client.get("/api/v1/initiatives.geojson")

    assert response["Content-Type"] == "application/geo+json"
    (feature,) = response.json()["features"]
    assert feature == {
        "type": "Feature",
        "id": str(initiative.pk),
        "geometry": {"type": "Point", "coordinates": [-2.1296, 52.587]},
        "properties": {
            "id": str(initiative.pk),
            "title": "Junior boxing",
            "url": f"http://testserver/initiatives/{initiative.pk}/",
        },
    }


def test_the_map_takes_the_same_questions(ask, db):
    InitiativeFactory(days=0b0000001)
    assert ask("initiatives.geojson", {"day": "tuesday"})["count"] == 0
    assert ask("initiatives.geojson", {"day": "monday"})["count"] == 1
