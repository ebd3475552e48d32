from urllib.parse import unquote

import pytest
from django.urls import reverse

from matching.models import Offer, Placement
from tests.factories.accounts import SignInFactory
from tests.factories.matching import WaitingFactory
from tests.matching.conftest import make_offer
from volunteers.models import Volunteer

DATA = reverse("matching:data")
LEAVE = reverse("matching:leave")


@pytest.fixture
def me(client, dev):
    client.force_login(dev)
    return client


def test_data_are_a_file_with_all_that_is_held(me, dev, placement):
    Offer.objects.update(score_parts={"skills": 1.0, "nearness": 0.5})

    response = me.get(DATA)

    data = response.json()
    assert response.headers["Content-Disposition"] == f'attachment; filename="{dev.volunteer.reference}.json"'
    assert (data["name"], data["email"]) == ("Dev Volunteer", "dev@example.com")
    assert data["offers"][0]["role"] == "Boxing coach"
    assert data["offers"][0]["message"] == "They asked for you."
    assert data["offers"][0]["why_it_suits"] == {"skills": 1.0}
    assert data["placements"][0]["starts_on"] == "2026-12-01"


def test_data_tell_of_waiting_lists(me, dev, role):
    WaitingFactory(role=role, volunteer=dev.volunteer)

    (wait,) = me.get(DATA).json()["waiting_lists"]

    assert (wait["role"], wait["state"], wait["until"]) == ("Boxing coach", "Waiting", None)


def test_data_tell_of_the_persons_sign_ins(me, dev):
    SignInFactory(user=dev, network="192.0.2.9")
    SignInFactory()

    (sign_in,) = me.get(DATA).json()["sign_ins"]

    assert (sign_in["network"], sign_in["device"]) == ("192.0.2.9", "Firefox on Windows")


def test_data_tell_nothing_of_where_a_private_place_is(me, dev, refuge_role):
    parts = {"skills": 1.0, "nearness": 0.5, "same_ward": 1.0}
    make_offer(role=refuge_role, volunteer=dev.volunteer, score_parts=parts)

    response = me.get(DATA)

    assert response.json()["offers"][0]["why_it_suits"] == {"skills": 1.0}
    for secret in ["Secret Lane", "WV3"]:
        assert secret not in unquote(response.content.decode())


def test_leave_says_what_ends(me, offer):
    page = me.get(LEAVE).content.decode()

    assert "You will lose these offers:" in page
    assert "Boxing coach, Tuesday boxing" in page


def test_leave_says_which_roles_end(me, placement):
    assert "These roles will end today:" in me.get(LEAVE).content.decode()


def test_leave_lets_the_person_go(me, dev, placement):
    response = me.post(LEAVE, follow=True)

    page = response.content.decode()
    assert Volunteer.objects.get(pk=dev.volunteer.pk).state == "left"
    assert Placement.objects.get().end_reason == "left"
    assert "You have stopped volunteering" in page
    assert "You are not registered as a volunteer" in page


def test_leave_twice_is_no_mistake(me, dev):
    me.post(LEAVE)

    assert me.post(LEAVE).url == reverse("volunteers:start")


@pytest.mark.parametrize("address", [DATA, LEAVE])
def test_pages_are_unknown_to_who_never_volunteered(client, eve, address):
    assert client.get(address).url.startswith("/account/login/")
    client.force_login(eve)

    assert client.get(address).status_code == 404
