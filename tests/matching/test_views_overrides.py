from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Offer, Override
from tests.factories.accounts import SeniorOfficerFactory
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import OfferFactory, OverrideFactory
from tests.factories.volunteers import VolunteerFactory
from tests.queries import assert_same_for_few_and_many


def on(name, day):
    """Return a day as a form sends it."""
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


OVERRIDES = reverse("matching:overrides")
WHY = {"reason": "They have done this for years."}
SAFE = {
    **WHY,
    "risk_assessment": "They have not been checked.\nThey are never alone.",
    "supervisor": "Ada, the leader",
    **on("ends_on", timezone.localdate() + timedelta(days=28)),
}


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

    asked = text(officer.post(ask(role, person, "dbs"), SAFE, follow=True))

    assert "A senior officer must agree first." in asked
    assert "You cannot invite them now because they do not pass every check" in asked
    assert f'href="{OVERRIDES}">A senior officer must agree' in asked
    assert ask(role, person, "dbs") not in asked
    page = text(officer.get(OVERRIDES))
    assert "Another officer, who is senior, must agree to this." in page
    assert "They have not been checked.<br>They are never alone." in page
    assert "Ada, the leader" in page
    assert ">Agree<" not in page


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
    assert "Nothing has changed because another officer, who is senior, must agree." in page
    assert "Saved." not in page


def test_an_override_is_taken_back_once(officer, carol):
    override = OverrideFactory(asked_by=carol)
    close = reverse("matching:close_override", args=[override.pk])
    assert "Withdraw" in text(officer.get(OVERRIDES))

    assert "Saved." in text(officer.post(close, follow=True))
    assert "Nothing has changed" in text(officer.post(close, follow=True))


@pytest.mark.parametrize("name", ["agree_override", "close_override", "settle_override", "renew_override"])
def test_outsiders_decide_nothing(client, eve, name):
    override = OverrideFactory()
    client.force_login(eve)

    assert client.post(reverse(f"matching:{name}", args=[override.pk])).status_code == 403
    assert client.get(OVERRIDES).status_code == 403


def test_outsiders_override_nothing(client, eve, role, busy):
    client.force_login(eve)

    assert client.post(ask(role, busy, "availability"), WHY).status_code == 403


def place_by_override(role, person, **facts):
    """Store an override of the DBS check by which someone has a place."""
    place = Offer.objects.filter(role=role).count() + 1
    offer = OfferFactory(
        role=role, volunteer=person, state="accepted", answered_at=timezone.now(), place_number=place
    )
    agreed = {"agreed_by": SeniorOfficerFactory(), "agreed_at": offer.made_at, "closed_at": offer.made_at}
    return OverrideFactory(role=role, volunteer=person, offer=offer, **agreed, **facts)


@pytest.fixture
def ended(role, busy):
    """An override whose last day was yesterday, by which Busy has a place."""
    role.dbs_level = 3
    role.save()
    return place_by_override(role, busy, ends_on=timezone.localdate() - timedelta(days=1))


def renew(override):
    return reverse("matching:renew_override", args=[override.pk])


def settle(override):
    return reverse("matching:settle_override", args=[override.pk])


def test_what_has_ended_or_ends_soon_is_listed(officer, ended, role):
    place_by_override(role, VolunteerFactory(name="Later"), ends_on=timezone.localdate() + timedelta(days=31))

    page = text(officer.get(OVERRIDES))

    assert page.count("They pass this check now") == page.count("Renew the override") == 1
    assert "Busy" in page
    assert "Ended</strong>" in page
    assert "Later" not in page


@pytest.mark.parametrize("missing", ["reason", "risk_assessment", "supervisor", "ends_on"])
def test_safeguards_are_asked_for(officer, ended, missing):
    answers = {name: value for name, value in SAFE.items() if not name.startswith(missing)}

    page = text(officer.post(renew(ended), answers))

    assert "There is a problem" in page
    assert Override.objects.count() == 1


@pytest.mark.parametrize(("days", "words"), [(-1, "or later"), (184, "or earlier")])
def test_the_last_day_is_soon(officer, ended, days, words):
    day = timezone.localdate() + timedelta(days=days)

    assert words in text(officer.post(renew(ended), {**SAFE, **on("ends_on", day)}))


def test_an_override_is_renewed(officer, client, sam, ended):
    assert "Back to the overridden checks" in text(officer.get(renew(ended)))

    page = text(officer.post(renew(ended), SAFE, follow=True))

    assert "A senior officer must agree first." in page
    new = Override.objects.get(renews=ended)
    client.force_login(sam)
    client.post(reverse("matching:agree_override", args=[new.pk]))
    new.refresh_from_db()
    assert new.offer == ended.offer
    assert officer.get(renew(ended)).status_code == 404


def test_what_is_barred_by_now_is_not_renewed_and_can_not_be_agreed_to(officer, client, sam, ended, role):
    OverrideFactory(role=role)
    role.dbs_level = 4
    role.save()

    page = text(officer.get(renew(ended), follow=True))

    assert "or nobody can override it for this role any more" in page
    assert "Renew the override" not in page
    client.force_login(sam)
    page = text(client.get(OVERRIDES))
    assert page.count("Nobody can override this check for this role any more.") == 2
    assert ">Agree<" not in page


def test_a_place_is_settled_once_the_check_is_passed(officer, ended, busy):
    refused = text(officer.post(settle(ended), follow=True))
    assert "Nothing has changed because they still do not pass this check." in refused
    busy.dbs_level, busy.dbs_valid_until = 3, timezone.localdate() + timedelta(days=400)
    busy.save()

    assert "They pass this check now, or" in text(officer.get(renew(ended), follow=True))
    assert "Saved." in text(officer.post(settle(ended), follow=True))
    ended.refresh_from_db()
    assert ended.settled_at is not None


def test_the_list_asks_the_same_queries_for_few_and_many(officer):
    def add(number):
        for _each in range(number):
            role = RoleFactory(dbs_level=3)
            OverrideFactory(role=role)
            OverrideFactory(role=role, agreed_by=SeniorOfficerFactory(), agreed_at=timezone.now())
            place_by_override(role, VolunteerFactory(), ends_on=timezone.localdate())

    assert_same_for_few_and_many(
        {"overrides": lambda: officer.get(OVERRIDES)}, add, at_most=16, few=3, many=30
    )
