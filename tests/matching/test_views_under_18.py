"""Someone of 17 is told kindly why they see no roles; officers see it, and can't offer them one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Offer, Waiting
from tests.matching.conftest import make_offer
from volunteers.ages import birthday, last_birthday

MY = reverse("matching:my")


def text(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def seventeen(dev):
    """Dev, who turns 18 in some weeks."""
    volunteer = dev.volunteer
    volunteer.born_on, volunteer.is_over_18 = timezone.localdate() - timedelta(days=18 * 365 - 40), False
    volunteer.save()
    return volunteer


@pytest.fixture
def day(seventeen):
    return f"{birthday(seventeen.born_on, 18):%-d %B %Y}"


def test_my_says_kindly_why_there_are_no_roles_and_from_when(client, role, seventeen, day):
    client.force_login(seventeen.user)

    page = text(client.get(MY))

    assert "You are under 18" in page
    assert f"From {day} you will see which roles suit you." in page
    assert reverse("initiatives:search") in page
    assert "Roles that suit you" not in page
    assert role.title not in page


def test_my_shows_the_roles_on_the_birthday_by_itself(client, role, seventeen):
    seventeen.born_on = last_birthday(timezone.localdate(), 18)
    seventeen.save()
    client.force_login(seventeen.user)

    page = text(client.get(MY))

    assert "You are under 18" not in page
    assert role.title in page


def test_an_offer_can_be_declined_but_not_accepted(client, role, seventeen, carol):
    offer = make_offer(role=role, volunteer=seventeen, made_by=carol)
    client.force_login(seventeen.user)
    address = reverse("matching:offer", args=[offer.pk])

    page = text(client.post(address, {"answer": "accept"}, follow=True))

    assert "You are under 18, so you cannot accept this. You can decline it." in page
    offer.refresh_from_db()
    assert offer.state == "open"
    client.post(address, {"answer": "decline", "code": "busy"})
    offer.refresh_from_db()
    assert offer.state == "declined"


def test_officers_read_it_on_the_volunteers_page_and_on_the_roles(client, carol, role, seventeen, day):
    client.force_login(carol)

    page = text(client.get(reverse("desk:volunteer", args=[seventeen.pk])))
    invitation = text(client.get(reverse("matching:invite", args=[role.pk, seventeen.pk])))
    ranking = text(client.get(reverse("matching:role", args=[role.pk])))

    assert f"They turn 18 on {day}." in page
    assert f"Under 18 until {day}" in invitation
    assert seventeen.name not in ranking


def test_officers_see_nothing_of_it_about_adults(client, carol, dev):
    client.force_login(carol)

    assert "They turn 18" not in text(client.get(reverse("desk:volunteer", args=[dev.volunteer.pk])))


@pytest.mark.parametrize("page", ["matching:invite", "matching:wait"])
def test_what_an_officer_sends_all_the_same_is_refused(client, carol, role, seventeen, page):
    client.force_login(carol)

    client.post(reverse(page, args=[role.pk, seventeen.pk]), {"message": ""})

    assert not Offer.objects.exists()
    assert not Waiting.objects.exists()


def test_nobody_compares_them_with_others(client, carol, role, seventeen):
    client.force_login(carol)
    named = {"person": str(seventeen.pk)}

    assert seventeen.name not in text(client.get(reverse("matching:compare", args=[role.pk]), named))
    assert seventeen.name not in text(client.get(reverse("matching:role", args=[role.pk]), named))


def test_outsiders_learn_nothing(client, eve, role, seventeen):
    client.force_login(eve)

    assert "under 18" not in text(client.get(MY))
    for name in ("desk:volunteer", "matching:role"):
        key = seventeen.pk if name == "desk:volunteer" else role.pk
        assert client.get(reverse(name, args=[key])).status_code in {302, 403, 404}
