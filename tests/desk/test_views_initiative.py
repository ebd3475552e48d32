import pytest
from django.urls import reverse

from desk.views.initiative import Reading
from groups.models import Group
from initiatives.services import (
    close_initiative,
    close_role,
    create_role,
    publish_initiative,
    take_back_initiative,
)
from notifications.models import Message
from tests.factories.groups import MembershipFactory
from tests.factories.initiatives import (
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
    WeeklyTimeFactory,
)
from tests.groups.conftest import NOON
from tests.groups.hostile import NASTIEST


def text(response):
    return response.content.decode()


def url(initiative):
    return reverse("desk:initiative", args=[initiative.pk])


def decide(client, initiative, decision, message="", version=1):
    return client.post(url(initiative), {"decision": decision, "message": message, "version": version})


def test_page_shows_every_fact(officer, waiting):
    WeeklyTimeFactory(initiative=waiting)
    role = RoleFactory(initiative=waiting, title="Cornerman")

    page = text(officer.get(url(waiting)))

    for fact in [
        "Boxing for beginners",
        "Low Hill Boxing Club",
        "Come as you are.",
        "Tuesday, 6pm to 8pm",
        "1 Example Street",
        "Cornerman",
        reverse("matching:role", args=[role.pk]),
    ]:
        assert fact in page
    assert "Protected address" not in page


def test_page_shows_a_protected_address_with_a_warning(officer, refuge):
    page = text(officer.get(url(refuge)))

    assert "Protected address" in page
    assert "99 Secret Lane" in page
    assert "WV3 9DU" in page


def test_page_says_when_there_is_no_venue(officer, waiting):
    waiting.venue = None
    waiting.save()

    page = text(officer.get(url(waiting)))

    assert "No venue" in page
    assert "No weekly times" in page
    assert "No roles" in page


def test_page_is_closed_to_outsiders(client, refuge, asha, eve):
    for person in [asha, eve]:
        client.force_login(person)
        for method in [client.get, client.post]:
            response = method(url(refuge))
            assert response.status_code == 403
            assert "Secret Lane" not in text(response)


def test_page_of_what_was_never_sent_is_unknown(officer, never_sent):
    assert officer.get(url(never_sent)).status_code == 404
    assert decide(officer, never_sent, "publish").status_code == 404


def test_publish_makes_it_public(officer, waiting):
    response = decide(officer, waiting, "publish")

    assert response.url == reverse("desk:initiatives")
    waiting.refresh_from_db()
    assert waiting.state == "published"
    assert Message.objects.get().to == "asha@example.com"


def test_publish_asks_for_an_approved_group(officer, waiting):
    Group.objects.filter(pk=waiting.group.pk).update(state="suspended")

    response = decide(officer, waiting, "publish")

    assert "Check the group is still approved" in text(response)
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


def test_send_back_tells_the_group_why(officer, waiting):
    decide(officer, waiting, "send_back", "Which door?")

    waiting.refresh_from_db()
    assert waiting.state == "draft"
    assert "Which door?" in Message.objects.get().body
    assert officer.get(url(waiting)).status_code == 200


def test_send_back_asks_for_words(officer, waiting):
    assert "Enter a message to the group that says why" in text(decide(officer, waiting, "send_back"))


def test_second_officer_is_told_who_was_quicker(officer, waiting, sam):
    publish_initiative(initiative=waiting, by=sam, now=NOON, expected_version=1)

    response = decide(officer, waiting, "send_back", "My careful words")

    assert response.status_code == 409
    assert "Sam Senior published this" in text(response)
    assert "There is nothing to decide at the moment" in text(response)
    waiting.refresh_from_db()
    assert waiting.state == "published"


def test_officer_is_told_that_the_group_took_it_back(officer, waiting, asha):
    take_back_initiative(initiative=waiting, by=asha)

    response = decide(officer, waiting, "publish")

    assert response.status_code == 409
    assert "Asha Owner took back this initiative" in text(response)


@pytest.mark.parametrize("key", ["decision", "message", "version"])
@pytest.mark.parametrize("value", NASTIEST)
def test_form_survives_hostile_text(officer, waiting, key, value):
    good = {"decision": "send_back", "message": "x", "version": "1"}

    response = officer.post(url(waiting), {**good, key: value}, follow=True)

    assert response.status_code in {200, 409}
    assert "<script>alert" not in text(response)


@pytest.mark.parametrize("decision", ["publish", "send_back"])
def test_officers_leave_what_their_own_group_offers_to_another(officer, waiting, carol, decision):
    MembershipFactory(group=waiting.group, user=carol, role="editor")

    page = text(decide(officer, waiting, decision, message="Looks good"))

    assert "You act for this group, so you cannot decide" in page
    waiting.refresh_from_db()
    assert waiting.state == "submitted"


# Roles that are added to what is published


@pytest.fixture
def added(group, asha):
    initiative = InitiativeFactory(group=group, title="Boxing for beginners")
    return create_role(
        initiative=initiative,
        answers={"title": "Cornerman", "tasks": "Hold <b>towels</b>", "starts_on": NOON.date()},
        by=asha,
        now=NOON,
    )


def role_url(role):
    return reverse("desk:role_read", args=[role.pk])


def decide_role(client, role, decision, message="", version=1):
    return client.post(role_url(role), {"decision": decision, "message": message, "version": version})


def test_role_shows_what_it_says_and_where_it_belongs(officer, added):
    page = text(officer.get(role_url(added)))

    for fact in [
        "Cornerman",
        "Hold &lt;b&gt;towels",
        "1 person",
        "Boxing for beginners",
        "Open the role to volunteers",
    ]:
        assert fact in page
    queue = text(officer.get(reverse("desk:roles_to_read")))
    initiative = text(officer.get(url(added.initiative)))
    home = text(officer.get(reverse("desk:home")))
    assert [role_url(added) in page for page in (queue, initiative, home)] == [True] * 3
    assert "new role to check" in home


def test_role_with_a_range_of_places_says_so(officer, added):
    added.places_maximum = 4
    added.save()

    assert "1 to 4 people" in text(officer.get(role_url(added)))


def test_role_is_accepted(officer, added, asha):
    response = decide_role(officer, added, "accept")

    assert response.url == reverse("desk:roles_to_read")
    added.refresh_from_db()
    assert added.state == "open"
    assert Message.objects.get().to == asha.email
    assert "There is nothing to decide at the moment" in text(officer.get(role_url(added)))
    assert "There are no new roles to check" in text(officer.get(response.url))
    assert "Hold &lt;b&gt;towels" in text(officer.get(url(added.initiative)))


def test_role_is_sent_back_with_words(officer, added):
    assert "Enter a message to the group that says why" in text(decide_role(officer, added, "send_back"))

    decide_role(officer, added, "send_back", "Which towels?")

    added.refresh_from_db()
    assert added.state == "draft"
    assert "Which towels?" in Message.objects.get().body


def test_role_that_was_taken_back_tells_so(officer, added, asha):
    close_role(role=added, by=asha, now=NOON)

    response = decide_role(officer, added, "accept")

    assert response.status_code == 409
    assert "Asha Owner took back this role" in text(response)


def test_role_of_what_has_closed_is_not_decided(officer, added, asha):
    close_initiative(initiative=added.initiative, by=asha)

    assert "Check the initiative is not closed" in text(decide_role(officer, added, "accept"))


def test_officers_leave_roles_of_their_own_group_to_another(officer, added, carol):
    MembershipFactory(group=added.initiative.group, user=carol, role="editor")

    assert "You act for this group, so you cannot decide" in text(decide_role(officer, added, "accept"))


def test_role_is_closed_to_outsiders_and_unknown_unless_it_was_sent(client, officer, added, asha, eve):
    assert officer.get(role_url(RoleFactory())).status_code == 404
    for person in [asha, eve]:
        client.force_login(person)
        for method in [client.get, client.post]:
            assert method(role_url(added)).status_code == 403


@pytest.mark.parametrize("key", ["decision", "message", "version"])
@pytest.mark.parametrize("value", NASTIEST)
def test_role_form_survives_hostile_text(officer, added, key, value):
    good = {"decision": "send_back", "message": "x", "version": "1"}

    response = officer.post(role_url(added), {**good, key: value}, follow=True)

    assert response.status_code in {200, 409}
    assert "<script>alert" not in text(response)


def test_a_page_to_read_settles_something():
    with pytest.raises(NotImplementedError):
        Reading().settle(decision="publish", message="")


GIVES_AWAY = "may give away the private address"


@pytest.fixture
def refuge(db):
    return ProtectedInitiativeFactory(venue=ProtectedAddressFactory().venue, submitted_at=NOON)


def test_page_warns_of_words_that_give_a_private_address_away(officer, refuge):
    assert GIVES_AWAY not in text(officer.get(url(refuge)))
    RoleFactory(initiative=refuge, tasks="Make tea in the secret lane")

    assert f"{GIVES_AWAY}: Secret Lane" in text(officer.get(url(refuge)))


def test_page_about_a_role_warns_too(officer, refuge):
    role = RoleFactory(initiative=refuge, state="submitted", submitted_at=NOON, title="Host at WV39DU")

    assert f"{GIVES_AWAY}: WV3 9DU" in text(officer.get(role_url(role)))


def test_page_about_an_open_place_warns_of_nothing(officer, added):
    assert GIVES_AWAY not in text(officer.get(role_url(added)))
