"""Officers offer places, take offers back, end placements and change how many places there are."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from initiatives.models import Role
from matching.eligibility import GATES
from matching.models import Offer, Placement
from notifications.models import Message
from tests.factories.initiatives import (
    DraftInitiativeFactory,
    ProtectedAddressFactory,
    RoleFactory,
)
from tests.factories.matching import WaitingFactory
from tests.factories.volunteers import VolunteerFactory
from tests.groups.hostile import NASTIEST, TEXTS
from tests.matching.conftest import close, make_offer
from volunteers.models import Volunteer


def text(response):
    return response.content.decode()


def url(name, *rows):
    return reverse(f"matching:{name}", args=[row.pk for row in rows])


def test_invite_shows_every_gate_and_part(officer, role, volunteer):
    Volunteer.objects.update(registered_at=timezone.now())

    page = text(officer.get(url("invite", role, volunteer)))

    assert page.count("Passes") == len(GATES)
    assert "Near enough to travel." in page
    assert "Score: 0.50" in page  # as the best, but without the skills
    assert "Send the offer" in page


def test_invite_says_what_stands_in_the_way(officer, role, volunteer):
    Volunteer.objects.update(availability=1)

    page = text(officer.get(url("invite", role, volunteer)))

    assert "You cannot invite them now because they do not pass every check" in page
    assert "Fails" in page
    assert "Send the offer" not in page


def test_invite_says_what_is_not_known(officer, role, volunteer):
    Volunteer.objects.update(availability=None)

    assert "Not known" in text(officer.get(url("invite", role, volunteer)))


def test_invite_makes_the_offer(officer, role, volunteer, carol):
    response = officer.post(url("invite", role, volunteer), {"message": "Come along"}, follow=True)

    offer = Offer.objects.get()
    assert (offer.role, offer.volunteer, offer.made_by) == (role, volunteer, carol)
    assert offer.message == "Come along"
    assert "We are holding a place for Dev Volunteer" in text(response)
    assert "Come along" in Message.objects.get(to="dev@example.com").body


def test_invite_to_a_full_role_keeps_the_message(officer, role, volunteer):
    Role.objects.update(places_maximum=1)
    make_offer(role=role)

    response = officer.post(url("invite", role, volunteer), {"message": "Come <along>"})

    page = text(response)
    assert response.status_code == 409
    assert "<title>Error: Invite Dev Volunteer" in page
    assert "every place is held or taken" in page
    assert "Come &lt;along&gt;" in page
    assert "Send the offer" in page


def test_invite_of_somebody_who_does_not_suit_keeps_the_message(officer, role, volunteer):
    Volunteer.objects.update(availability=1)

    response = officer.post(url("invite", role, volunteer), {"message": "Come along"})

    page = text(response)
    assert response.status_code == 409
    assert "See which checks they do not pass" in page
    assert "Not free on Tuesday evening." in page
    assert "Come along" in page
    assert not Offer.objects.exists()


def test_invite_keeps_a_message_that_is_too_long(officer, role, volunteer):
    page = text(officer.post(url("invite", role, volunteer), {"message": "x" * 501}))

    assert "500 characters or fewer" in page
    assert "x" * 501 in page
    assert not Offer.objects.exists()


def test_invite_twice_makes_one_offer(officer, role, volunteer):
    officer.post(url("invite", role, volunteer))
    response = officer.post(url("invite", role, volunteer), {"message": "Again"})

    assert "Already offered this role" in text(response)
    assert Offer.objects.count() == 1


@pytest.mark.parametrize("message", TEXTS)
def test_invite_survives_any_message(officer, role, volunteer, message):
    response = officer.post(url("invite", role, volunteer), {"message": message}, follow=True)

    assert response.status_code == 200
    assert "<script>alert" not in text(response)
    assert Offer.objects.count() == (0 if "\x00" in message or len(message) > 500 else 1)


@pytest.mark.parametrize("state", ["draft", "left"])
def test_invite_knows_registered_people_only(officer, role, state):
    person = VolunteerFactory(state=state)

    assert officer.get(url("invite", role, person)).status_code == 404
    assert officer.post(url("invite", role, person)).status_code == 404


def test_invite_to_what_was_never_sent_is_unknown(officer, volunteer):
    role = RoleFactory(initiative=DraftInitiativeFactory())

    assert officer.post(url("invite", role, volunteer)).status_code == 404


def test_withdraw_asks_first(officer, offer):
    page = text(officer.get(url("withdraw", offer)))

    assert "Dev Volunteer" in page
    assert Offer.objects.get().state == "open"


def test_withdraw_takes_the_offer_back(officer, offer, carol):
    response = officer.post(url("withdraw", offer), follow=True)

    assert Offer.objects.get().state == "withdrawn"
    assert "Offer withdrawn. The place is free again." in text(response)
    assert AuditEvent.objects.about(offer).last().actor_id == carol.pk


def test_withdraw_of_an_answered_offer_changes_nothing(officer, offer):
    close(offer, Offer.State.DECLINED)

    response = officer.post(url("withdraw", offer), follow=True)

    assert Offer.objects.get().state == "declined"
    assert "Nothing has changed because the offer was already answered or had expired" in text(response)


def test_end_placement_asks_why(officer, placement):
    asked = text(officer.get(url("end_placement", placement)))
    assert "Why is the placement ending?" in asked
    assert f"We will email {placement.volunteer.name}" in asked
    page = text(officer.post(url("end_placement", placement)))

    assert "<title>Error: " in page
    assert "Select why the placement is ending" in page


def test_end_placement_frees_the_place(officer, placement):
    response = officer.post(url("end_placement", placement), {"reason": "finished"}, follow=True)

    assert Placement.objects.get().end_reason == "finished"
    assert "Placement ended. The place is free again." in text(response)
    assert Offer.objects.get().place_number is None


def test_a_freed_place_goes_to_the_waiting_list(officer, role, offer):
    WaitingFactory(role=role)
    next_one = "The place will go to the first person on the waiting list who can have it."

    assert next_one in text(officer.get(url("withdraw", offer)))
    response = officer.post(url("withdraw", offer), follow=True)

    assert f"Offer withdrawn. {next_one}" in text(response)


def test_end_placement_twice_changes_nothing(officer, placement):
    officer.post(url("end_placement", placement), {"reason": "finished"})
    response = officer.post(url("end_placement", placement), {"reason": "left"}, follow=True)

    assert Placement.objects.get().end_reason == "finished"
    assert "Nothing has changed because the placement had already ended" in text(response)


def test_places_are_changed(officer, role):
    assert 'value="2"' in text(officer.get(url("places", role)))
    response = officer.post(url("places", role), {"minimum": "2", "maximum": "5"}, follow=True)

    role.refresh_from_db()
    assert (role.places_minimum, role.places_maximum) == (2, 5)
    assert "Saved." in text(response)


def test_places_are_never_fewer_than_held(officer, role, offer):
    make_offer(role=role, place_number=2)

    page = text(officer.post(url("places", role), {"minimum": "1", "maximum": "1"}))

    assert "which is 2" in page
    assert Role.objects.get().places_maximum == 2


@pytest.mark.parametrize("key", ["reason", "minimum", "maximum"])
@pytest.mark.parametrize("value", NASTIEST)
def test_forms_survive_hostile_text(officer, role, placement, key, value):
    for page in [url("end_placement", placement), url("places", role)]:
        response = officer.post(page, {key: value})

        assert response.status_code == 200
        assert "<script>alert" not in text(response)


def test_pages_are_closed_to_outsiders(client, role, placement, offer, dev, asha, eve):
    pages = [
        url("invite", role, dev.volunteer),
        url("places", role),
        url("withdraw", offer),
        url("end_placement", placement),
    ]
    for page in pages:
        assert client.get(page).url.startswith("/account/login/")
    for person in [dev, asha, eve]:
        client.force_login(person)
        for page in pages:
            assert client.get(page).status_code == 403
            assert client.post(page, {"reason": "left"}).status_code == 403
    assert Placement.objects.get().ended_on is None


@pytest.mark.parametrize("name", ["places", "withdraw", "end_placement"])
def test_pages_of_what_does_not_exist_are_unknown(officer, name):
    page = reverse(f"matching:{name}", args=["00000000-0000-4000-8000-000000000000"])

    assert officer.get(page).status_code == 404
    assert officer.post(page, {"reason": "left", "minimum": "1", "maximum": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("message", "is_refused"), [("See you at 99 Secrt Lane", True), ("See you soon", False), ("", False)]
)
def test_invite_does_not_mail_a_private_address(officer, role, volunteer, message, is_refused):
    hidden = ProtectedAddressFactory()
    type(role.initiative).objects.filter(pk=role.initiative_id).update(venue=hidden.venue)

    page = text(officer.post(url("invite", role, volunteer), {"message": message}, follow=True))

    assert ("must not include the private address" in page) == is_refused
    assert not Message.objects.filter(body__contains="Secrt").exists()
