"""Waiting lists, as officers and volunteers see them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from initiatives.models import Role
from matching.models import Offer, Waiting
from matching.views.waiting import Join
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import OfferFactory, PlacementFactory, WaitingFactory
from tests.factories.volunteers import VolunteerFactory
from tests.matching.conftest import close, make_offer
from volunteers.models import Volunteer


def text(response):
    return response.content.decode()


def url(name, *keys):
    return reverse(f"matching:{name}", args=keys)


@pytest.fixture
def full(role):
    """The role with both places held."""
    for number in (1, 2):
        OfferFactory(role=role, place_number=number, expires_at=timezone.now() + timedelta(days=2))
    return role


@pytest.fixture
def entry(full, volunteer, carol):
    return WaitingFactory(role=full, volunteer=volunteer, added_by=carol)


@pytest.fixture
def me(client, dev):
    client.force_login(dev)
    return client


def test_role_that_is_full_lets_people_be_put_on_the_list(officer, full, volunteer):
    page = text(officer.get(url("role", full.pk)))
    assert "No one is waiting for a place." in page
    assert url("wait", full.pk, volunteer.pk) in page
    assert url("wait", full.pk, volunteer.pk) in text(officer.get(url("invite", full.pk, volunteer.pk)))

    assert "that they are on the list" in text(officer.get(url("wait", full.pk, volunteer.pk)))
    page = text(officer.post(url("wait", full.pk, volunteer.pk), follow=True))

    assert "Dev Volunteer is on the waiting list. We will email them." in page
    assert url("unwait", full.pk, Waiting.objects.get().pk) in page
    assert "On the waiting list." in page
    assert url("wait", full.pk, volunteer.pk) not in page


def wait(role, volunteer):
    WaitingFactory(role=role, volunteer=volunteer)


def hold_an_offer(role, volunteer):
    Offer.objects.filter(role=role, place_number=1).update(volunteer=volunteer)


def have_a_place(role, volunteer):
    offer = Offer.objects.get(role=role, place_number=1)
    PlacementFactory(offer=offer, role=role, volunteer=volunteer)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (wait, "is already on the waiting list"),
        (hold_an_offer, "has an open offer for this role"),
        (have_a_place, "has a place in this role."),
    ],
)
def test_putting_somebody_on_the_list_in_vain_says_why(officer, full, volunteer, state, said):
    state(full, volunteer)
    before = Waiting.objects.count()

    page = text(officer.post(url("wait", full.pk, volunteer.pk), follow=True))

    assert f"Nothing has changed because Dev Volunteer {said}" in page
    assert Waiting.objects.count() == before


def test_putting_somebody_on_the_list_who_has_just_left_says_so(officer, full, volunteer, monkeypatch):
    monkeypatch.setattr(Join, "volunteer", volunteer)
    Volunteer.objects.filter(pk=volunteer.pk).update(state="left")

    page = text(officer.post(url("wait", full.pk, volunteer.pk), follow=True))

    assert "Nothing has changed because Dev Volunteer is no longer volunteering." in page


def test_role_shows_who_waits_and_what_stands_in_their_way(officer, entry):
    Volunteer.objects.filter(pk=entry.volunteer_id).update(availability=1)

    page = text(officer.get(url("role", entry.role_id)))

    assert "On the list since 1 Jun 2026, added by Carol Officer" in page
    assert "Not free on Tuesday evening." in page


def test_officer_takes_somebody_off_the_list(officer, entry):
    address = url("unwait", entry.role_id, entry.pk)
    assert "We will tell Dev Volunteer" in text(officer.get(address))

    assert "They are no longer on the waiting list" in text(officer.post(address, follow=True))
    assert "Nothing has changed because they were not on the waiting list" in text(
        officer.post(address, follow=True)
    )
    assert not Waiting.objects.waiting().exists()


def test_a_wait_is_found_only_under_its_role(officer, entry):
    assert officer.get(url("unwait", RoleFactory().pk, entry.pk)).status_code == 404


def test_my_says_where_i_wait_and_i_can_leave(me, entry):
    page = text(me.get(url("my")))
    address = url("stop_waiting", entry.pk)
    assert "You are on the waiting list" in page
    assert address in page

    assert "Leave the waiting list" in text(me.get(address))
    page = text(me.post(address, follow=True))

    assert "You have left the waiting list." in page
    assert address not in page
    assert "Nothing has changed because you were not on the waiting list" in text(
        me.post(address, follow=True)
    )


def test_waits_of_others_are_unknown(client, entry, eve, asha, carol):
    address = url("stop_waiting", entry.pk)
    assert client.get(address).url.startswith("/account/login/")
    for person in (eve, asha, carol, VolunteerFactory().user):
        client.force_login(person)
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert Waiting.objects.waiting().exists()


def test_lists_are_closed_to_outsiders(client, entry, eve, asha, dev):
    for person in (eve, asha, dev):
        client.force_login(person)
        for address in (
            url("wait", entry.role_id, entry.volunteer_id),
            url("unwait", entry.role_id, entry.pk),
        ):
            assert client.get(address).status_code == 403
            assert client.post(address).status_code == 403
    assert Waiting.objects.waiting().count() == 1


def test_who_said_no_is_shown_as_such_and_asked_again_only_knowingly(officer, role, volunteer, offer):
    close(offer, "declined", decline_code="times", decline_reason="I work late")
    said = "They declined this role on"
    page = text(officer.get(url("role", role.pk)))
    assert said in page
    assert page.count("The times don’t suit me") == 2  # beside the name, and among those asked before
    address = url("invite", role.pk, volunteer.pk)
    page = text(officer.get(address))
    assert said in page
    assert "“I work late”" in page

    page = text(officer.post(address, {"message": "Please"}))
    assert "Select the box to offer it again, even though they declined" in page
    assert not Offer.objects.open().exists()

    officer.post(address, {"message": "Please", "despite_no": "on"})
    assert Offer.objects.open().get().message == "Please"


def test_who_says_no_while_the_officer_looks_is_not_asked(officer, role, volunteer, offer, monkeypatch):
    close(offer, "declined", decline_code="times")
    monkeypatch.setattr("matching.views.officers.Invite.refusal", None)

    response = officer.post(url("invite", role.pk, volunteer.pk), {"message": ""})

    assert response.status_code == 409
    assert "The offer was not made because they declined this role" in text(response)


def test_offer_of_a_place_that_ended_says_so(me, placement):
    close(placement.offer, "ended")
    type(placement).objects.update(ended_on="2027-01-09", end_reason="finished")

    page = text(me.get(url("offer", placement.offer_id)))

    assert "<title>A place you had" in page
    assert "You had this place from 1 December 2026 to 9 January 2027" in page


def test_offer_of_a_suspended_groups_role_has_gone(me, volunteer, group):
    offer = make_offer(role=RoleFactory(initiative__group=group), volunteer=volunteer)
    type(group).objects.update(state="suspended")

    assert "not taking people at the moment" in text(me.get(url("offer", offer.pk)))
    assert Role.objects.filter(state="open").exists()
