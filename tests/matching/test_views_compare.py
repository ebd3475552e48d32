from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from matching.services import weights_in_force
from tests.factories.accounts import UserFactory
from tests.factories.initiatives import RoleFactory
from tests.factories.volunteers import VolunteerFactory
from tests.queries import assert_same_for_few_and_many
from volunteers.models import Volunteer


def url(role, *people):
    asked = "&".join(f"person={person}" for person in people)
    return f"{reverse('matching:compare', args=[role.pk])}?{asked}"


@pytest.fixture
def near(db):
    return VolunteerFactory(name="Near", skills=0b100000)


@pytest.fixture
def far(db):
    return VolunteerFactory(name="Far", latitude=52.61, availability=None)


def test_compare_shows_gates_and_parts_of_both(officer, role, near, far):
    page = officer.get(url(role, near.pk, far.pk)).content.decode()

    assert page.index(">Near<") < page.index(">Far<")
    assert "Has every skill the role needs: Boxing coaching." in page
    assert "Has none of the skills the role needs: Boxing coaching." in page
    assert "Free times not known." in page
    assert page.count("Never") == 4
    assert reverse("matching:invite", args=[role.pk, near.pk]) in page


@pytest.mark.parametrize("number", [0, 1, 3])
def test_compare_asks_for_two(officer, role, near, far, number):
    keys = [near.pk, far.pk, VolunteerFactory().pk][:number]

    page = officer.get(url(role, *keys)).content.decode()

    assert "Choose 2 people who are suitable for the role, then select “Compare 2 people”" in page


def test_compare_keeps_who_was_chosen_of_more_than_two(officer, role, near, far):
    page = officer.get(url(role, near.pk, far.pk, VolunteerFactory().pk)).content.decode()

    assert page.count('type="checkbox"') == page.count(" checked>") == 3
    assert f'value="{near.pk}"' in page


def test_compare_takes_nonsense_for_nobody(officer, role, near):
    gone = VolunteerFactory(state="left")

    for nonsense in ("x", "1", near.pk, gone.pk):
        assert (
            "Choose 2 people who are suitable for the role, then select “Compare 2 people”"
            in officer.get(url(role, near.pk, nonsense)).content.decode()
        )


def test_compare_asks_the_same_queries_among_many(officer, role, near, far):
    weights_in_force(timezone.now())

    def add(number):
        users = User.objects.bulk_create(UserFactory.build_batch(number))
        Volunteer.objects.bulk_create(VolunteerFactory.build(user=user) for user in users)

    page = partial(officer.get, url(role, near.pk, far.pk))
    assert_same_for_few_and_many({"compare": page}, add, at_most=30)


def test_outsiders_compare_nobody(client, eve, role, near, far):
    client.force_login(eve)

    assert client.get(url(role, near.pk, far.pk)).status_code == 403


def test_the_role_page_leads_there(officer, near, far):
    role = RoleFactory()

    page = officer.get(reverse("matching:role", args=[role.pk])).content.decode()

    assert f'action="{reverse("matching:compare", args=[role.pk])}"' in page
    assert f'name="person" value="{near.pk}"' in page


def test_two_people_of_different_pages_are_compared(officer, role, near, far):
    here = f"{reverse('matching:role', args=[role.pk])}?person={near.pk}"
    one = " ".join(officer.get(url(role, near.pk)).content.decode().split())
    assert f'href="{here}#suited"> Choose someone to compare with Near </a>' in one

    page = officer.get(here).content.decode()

    assert f'<input type="hidden" name="person" value="{near.pk}">' in page
    assert "You have chosen Near." in page


def test_the_role_page_takes_nonsense_for_nobody(officer, role, near):
    gone = VolunteerFactory(state="left", name="Gone")

    for nonsense in ("x", "", gone.pk):
        page = officer.get(f"{reverse('matching:role', args=[role.pk])}?person={nonsense}").content.decode()
        assert "You have chosen" not in page
        assert 'type="hidden" name="person"' not in page
