import pytest
from django.urls import reverse

from groups.models import Group
from groups.services import refuse_group, request_changes
from tests.factories.groups import DraftGroupFactory, MembershipFactory
from tests.groups.conftest import NOON
from tests.groups.hostile import TEXTS

MINE = reverse("groups:mine")


def text(response):
    return response.content.decode()


def url(name, group, *args):
    return reverse(f"groups:{name}", args=[group.pk, *args])


def test_mine_lists_the_persons_own_groups(client, group, asha, submitted):
    MembershipFactory(user=asha, group=DraftGroupFactory())
    client.force_login(asha)

    page = text(client.get(MINE))

    assert "Low Hill Boxing Club" in page
    assert "Group with no name yet" in page
    assert "Whitmore Friends" not in page


def test_mine_says_what_to_do_without_a_group(client, eve):
    client.force_login(eve)

    assert "You have no groups yet" in text(client.get(MINE))


def test_manage_of_a_draft_leads_on(client, draft, fay):
    client.force_login(fay)

    page = text(client.get(url("manage", draft)))

    assert "You have 10 questions left to answer" in page
    assert url("tasks", draft) in page


def test_manage_of_a_sent_registration_says_to_wait(client, submitted, gus):
    client.force_login(gus)

    page = text(client.get(url("manage", submitted)))

    assert "You sent your registration on 1 June 2026" in page
    assert ">Change<" not in page


def test_manage_shows_what_the_officer_asks_for(client, submitted, gus, carol):
    request_changes(group=submitted, message="Which hall?", by=carol, now=NOON, expected_version=1)
    client.force_login(gus)

    page = text(client.get(url("manage", submitted)))

    assert "Which hall?" in page
    assert "Make changes and send again" in page


def test_manage_says_why_a_registration_was_refused(client, submitted, gus, carol):
    refuse_group(group=submitted, reason="Not in the city", by=carol, now=NOON, expected_version=1)
    client.force_login(gus)

    assert "Not in the city" in text(client.get(url("manage", submitted)))


def test_manage_says_that_a_group_is_suspended(client, group, asha):
    Group.objects.filter(pk=group.pk).update(state="suspended")
    client.force_login(asha)

    assert "are not on our website for now" in text(client.get(url("manage", group)))


def test_manage_of_an_approved_group_offers_changes(client, group, asha, ben):
    client.force_login(asha)

    page = text(client.get(url("manage", group)))

    assert group.get_absolute_url() in page
    assert url("step", group, "public") in page
    assert url("step", group, "name") not in page
    assert url("add_member", group) in page
    assert url("remove_member", group, group.memberships.get(user=ben).pk) in page
    assert "WV1 1RG" in page


def test_manage_lets_an_editor_change_answers_but_not_people(client, group, asha, ben):
    client.force_login(ben)

    page = text(client.get(url("manage", group)))

    assert url("step", group, "public") in page
    assert url("add_member", group) not in page
    assert "/remove/" not in page


def test_add_member_tells_nothing_of_whom_an_address_belongs_to(client, group, asha, dev):
    client.force_login(asha)

    response = client.post(url("add_member", group), {"email": dev.email}, follow=True)

    assert dev.email in text(response)
    assert dev.name not in text(response)


@pytest.mark.parametrize("typed", [value for value in TEXTS if "@" not in value])
def test_add_member_refuses_what_is_no_address(client, group, asha, typed):
    client.force_login(asha)

    response = client.post(url("add_member", group), {"email": typed})

    assert response.status_code == 200
    assert "<title>Error: " in text(response)
    assert group.memberships.count() == 1


def test_remove_member_asks_first(client, group, asha, ben):
    client.force_login(asha)
    address = url("remove_member", group, group.memberships.get(user=ben).pk)

    assert "Remove ben@example.com from Low Hill Boxing Club?" in text(client.get(address))
    assert group.memberships.count() == 2
    client.post(address)
    assert group.memberships.count() == 1


def test_remove_member_knows_no_owner_and_nobody_else(client, group, asha):
    client.force_login(asha)
    stranger = MembershipFactory(role="editor")

    for key in [group.memberships.get(user=asha).pk, stranger.pk, 10**30]:
        assert client.post(url("remove_member", group, key)).status_code == 404


@pytest.mark.parametrize("name", ["add_member", "remove_member"])
def test_people_are_the_owners_affair(client, group, asha, ben, eve, name):
    address = url(name, group, *([group.memberships.get(user=ben).pk] if name == "remove_member" else []))

    client.force_login(ben)
    assert client.post(address, {"email": "x@example.com"}).status_code == 403
    client.force_login(eve)
    assert client.post(address, {"email": "x@example.com"}).status_code == 404
    assert group.memberships.count() == 2


def test_add_member_waits_for_approval(client, draft, fay):
    client.force_login(fay)

    assert client.get(url("add_member", draft)).status_code == 403
