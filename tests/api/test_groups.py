import pytest

from groups.models import Group
from tests.api.conftest import ids
from tests.factories.groups import A_MONDAY, DraftGroupFactory, GroupFactory, SubmittedGroupFactory
from tests.factories.places import WardFactory
from tests.factories.strategy import PriorityFactory


def test_a_group_says_what_the_public_may_know_and_no_more(ask, group):
    group.wards.add(WardFactory(gss="E05001335", name="Park"))
    group.priorities.add(PriorityFactory(slug="young-people", name="Young people"))

    assert ask(f"groups/{group.pk}/") == {
        "id": str(group.pk),
        "name": "Low Hill Boxing Club",
        "url": f"http://testserver/groups/{group.pk}/",
        "legal_form": "residents",
        "register_number": "",
        "summary": "We bring neighbours together.",
        "audience": "Anyone who lives nearby",
        "contact": {"email": "hello@group.example", "phone": "", "website": ""},
        "priorities": [{"slug": "young-people", "name": "Young people"}],
        "wards": [{"gss": "E05001335", "name": "Park"}],
    }


def test_nothing_private_of_a_group_is_in_any_answer(client, group):
    answers = client.get("/api/v1/groups/").content + client.get(f"/api/v1/groups/{group.pk}/").content
    for secret in ("WV1 1RG", "Asha Contact", "asha@group", "Sita", "01902 555", group.reference):
        assert secret.encode() not in answers


@pytest.mark.parametrize("user", ["nobody", "asha", "carol"])
def test_groups_that_are_not_approved_are_nowhere(client, request, db, user):
    if user != "nobody":
        client.force_login(request.getfixturevalue(user))
    hidden = [
        DraftGroupFactory(),
        SubmittedGroupFactory(),
        SubmittedGroupFactory(state=Group.State.CHANGES_REQUESTED),
        GroupFactory(state=Group.State.REFUSED, decided_at=A_MONDAY),
        GroupFactory(state=Group.State.SUSPENDED, decided_at=A_MONDAY),
    ]
    Group.objects.filter(name="Low Hill Boxing Club").delete()

    assert client.get("/api/v1/groups/").json()["count"] == 0
    assert {client.get(f"/api/v1/groups/{group.pk}/").status_code for group in hidden} == {404}


def test_one_group_does_not_mind_the_filters(ask, group):
    assert ask(f"groups/{group.pk}/", {"q": "nothing", "ward": "nonsense"})["id"] == str(group.pk)


def test_groups_can_be_asked_for_by_priority_and_ward(ask, group):
    priority, ward = PriorityFactory(), WardFactory()
    group.priorities.add(priority)
    group.wards.add(ward)
    GroupFactory()

    assert ids(ask("groups/", {"priority": priority.slug, "ward": ward.gss})) == [str(group.pk)]
