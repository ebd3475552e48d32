import pytest
from django.urls import reverse

from matching.models import Offer, Override
from tests.factories.matching import OverrideFactory
from tests.factories.volunteers import VolunteerFactory

OVERRIDES = reverse("matching:overrides")
WHY = {"reason": "They have done this for years."}


@pytest.fixture
def busy(db):
    """Someone who lacks nothing but the time of the role."""
    return VolunteerFactory(name="Busy", availability=1)


def ask(role, person, gate):
    return reverse("matching:ask_override", args=[role.pk, person.pk, gate])


def invite(role, person):
    return reverse("matching:invite", args=[role.pk, person.pk])


def text(response):
    return response.content.decode()


def test_the_invitation_leads_to_the_gate_in_the_way(officer, role, busy):
    page = text(officer.get(invite(role, busy)))

    assert ask(role, busy, "availability") in page
    assert page.count("/override/") == 1


def test_an_officer_passes_over_a_gate_and_invites(officer, role, busy, carol):
    assert "Not free on Tuesday evening" in text(officer.get(ask(role, busy, "availability")))

    page = text(officer.post(ask(role, busy, "availability"), WHY, follow=True))

    assert "An officer has overridden this check for one offer." in page
    assert "Send the offer" in page
    officer.post(invite(role, busy), {"message": ""})
    override = Override.objects.get()
    assert override.offer == Offer.objects.get(volunteer=busy)
    assert override.closed_at is not None


def test_a_reason_is_asked_for(officer, role, busy):
    assert "Enter why this check should be overridden" in text(
        officer.post(ask(role, busy, "availability"), {})
    )
    assert not Override.objects.exists()


@pytest.mark.parametrize("gate", ["age", "places", "nonsense"])
def test_a_gate_that_is_not_in_the_way_has_no_page(officer, role, busy, gate):
    assert officer.get(ask(role, busy, gate)).status_code == 404


def test_a_gate_is_overridden_once_at_a_time(officer, role, busy):
    officer.post(ask(role, busy, "availability"), WHY)

    assert "has already overridden this, or is waiting for another" in text(
        officer.post(ask(role, busy, "availability"), {"reason": "Again"})
    )


def test_nobody_decides_about_themselves(officer, role, busy, carol):
    busy.user = carol
    busy.save()

    assert "You cannot make this decision about yourself" in text(
        officer.post(ask(role, busy, "availability"), WHY)
    )


def test_a_gate_that_keeps_people_safe_waits_for_a_second_officer(officer, role, carol):
    role.dbs_level = 3
    role.save()
    person = VolunteerFactory(name="Unchecked")

    asked = text(officer.post(ask(role, person, "dbs"), WHY, follow=True))

    assert "Another officer must agree first." in asked
    assert "You cannot invite them now because they do not pass every check" in asked
    assert f'href="{OVERRIDES}">Another officer must agree' in asked
    assert ask(role, person, "dbs") not in asked
    assert "Another officer must agree to this." in text(officer.get(OVERRIDES))


def test_the_second_officer_agrees(client, sam):
    override = OverrideFactory()
    client.force_login(sam)

    page = text(client.post(reverse("matching:agree_override", args=[override.pk]), follow=True))

    override.refresh_from_db()
    assert override.agreed_by == sam
    assert "None are waiting." in page
    assert "Agreed by" in page


def test_an_old_override_has_no_effect_once_the_role_needs_barred_lists(client, sam):
    override = OverrideFactory(role__dbs_level=4)
    role, person = override.role, override.volunteer
    client.force_login(sam)

    page = text(client.get(invite(role, person)))
    assert "An officer has asked to override this check." not in page
    assert ask(role, person, "dbs") not in page
    assert client.get(ask(role, person, "dbs")).status_code == 404
    agreed = text(client.post(reverse("matching:agree_override", args=[override.pk]), follow=True))
    assert "Nothing has changed because nobody can override this check for this role." in agreed
    assert "Saved." not in agreed


def test_every_button_proves_that_it_is_of_this_site(client, sam):
    OverrideFactory()
    OverrideFactory(needs_second=False)
    client.force_login(sam)

    page = text(client.get(OVERRIDES))

    assert page.count('<form method="post"') == page.count('name="csrfmiddlewaretoken"') > 3


def test_the_first_officer_can_not_agree(officer, carol):
    override = OverrideFactory(asked_by=carol)

    page = text(officer.post(reverse("matching:agree_override", args=[override.pk]), follow=True))

    override.refresh_from_db()
    assert override.agreed_by is None
    assert "Another officer must agree to this" in page


def test_an_override_is_taken_back_once(officer, carol):
    override = OverrideFactory(asked_by=carol)
    close = reverse("matching:close_override", args=[override.pk])
    assert "Withdraw" in text(officer.get(OVERRIDES))

    assert "Saved." in text(officer.post(close, follow=True))
    assert "Nothing has changed" in text(officer.post(close, follow=True))


@pytest.mark.parametrize("name", ["agree_override", "close_override"])
def test_outsiders_decide_nothing(client, eve, name):
    override = OverrideFactory()
    client.force_login(eve)

    assert client.post(reverse(f"matching:{name}", args=[override.pk])).status_code == 403
    assert client.get(OVERRIDES).status_code == 403


def test_outsiders_override_nothing(client, eve, role, busy):
    client.force_login(eve)

    assert client.post(ask(role, busy, "availability"), WHY).status_code == 403
