from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts.models import User
from core.models import AuditEvent
from notifications.models import Message
from tests.factories.accounts import OfficerFactory, SeniorOfficerFactory
from tests.queries import assert_same_for_few_and_many
from tests.signing_in import confirm

pytestmark = pytest.mark.django_db
LIST = reverse("desk:officers")
INVITE = reverse("desk:invite_officer")
NIA = {"email": "Nia@Example.com ", "name": "Nia New", "role": "officer"}


@pytest.fixture
def plain(client, sam):
    """Sam at her browser, who has not confirmed who she is for a while."""
    client.force_login(sam)
    return client


@pytest.fixture
def senior(plain, sam):
    """Sam, who has just confirmed who she is."""
    confirm(plain, sam)
    return plain


def role_of(user):
    return reverse("desk:officer_role", args=[user.pk])


def close(user):
    return reverse("desk:close_officer", args=[user.pk])


def text(response):
    return response.content.decode()


def mails():
    return sorted((mail.template, mail.to) for mail in Message.objects.all())


def test_officers_are_listed_with_role_second_factor_and_last_sign_in(plain, carol, eve):
    new = OfficerFactory(name="Nia New", second_factor=False)
    OfficerFactory(name="Otto Former", is_active=False)

    page = text(plain.get(LIST))

    assert page.index("Carol Officer") < page.index("Nia New") < page.index("Sam Senior")
    for words in [new.email, "Not set up", "Never", "Senior officer", "This is you"]:
        assert words in page
    assert eve.name not in page
    assert "Otto" not in page


def test_no_one_is_offered_a_change_of_themselves(plain, sam, carol):
    page = text(plain.get(LIST))

    assert role_of(carol) in page
    assert close(carol) in page
    assert role_of(sam) not in page
    assert close(sam) not in page


def test_the_list_asks_the_same_queries_for_few_and_many(plain):
    def add(number):
        for officer in User.objects.bulk_create(OfficerFactory.build_batch(number, second_factor=False)):
            Authenticator.objects.create(user=officer, type="totp", data={})

    assert_same_for_few_and_many({"officers": lambda: plain.get(LIST)}, add, at_most=6, many=100)


def test_an_invited_person_is_an_officer_and_is_told_how_to_sign_in(senior, sam):
    page = senior.post(INVITE, NIA, follow=True)

    assert "Nia New is now an officer. We will email them." in text(page)
    nia = User.objects.get(email="nia@example.com")
    assert (nia.role, nia.name) == ("officer", "Nia New")
    assert mails() == [("officer_added", nia.email), ("officers_changed", sam.email)]
    event = AuditEvent.objects.about(nia).last()
    assert (event.action, event.actor_id) == ("user.made_officer", sam.pk)


def test_an_invited_person_may_be_senior(senior, eve):
    senior.post(INVITE, {**NIA, "email": eve.email, "role": "senior_officer"})

    assert User.objects.get(pk=eve.pk).is_senior_officer


@pytest.mark.parametrize("person", ["carol", "sam"])
def test_an_officer_is_not_invited_again(request, senior, person):
    officer = request.getfixturevalue(person)

    page = senior.post(INVITE, {**NIA, "email": officer.email, "role": "senior_officer"})

    assert "This person is an officer." in text(page)
    assert User.objects.get(pk=officer.pk).role == officer.role
    assert not Message.objects.exists()


def test_a_role_is_changed_with_a_reason(senior, sam, carol):
    page = senior.post(role_of(carol), {"role": "senior_officer", "reason": "New job"}, follow=True)

    assert "Carol Officer: Senior officer. We will email them." in text(page)
    assert User.objects.get(pk=carol.pk).is_senior_officer
    assert AuditEvent.objects.about(carol).get().reason == "New job"
    assert mails() == [("officer_role_changed", carol.email), ("officers_changed", sam.email)]
    assert "New job" not in str(Message.objects.values_list("body", flat=True))


def test_a_role_form_needs_a_new_role_and_a_reason(senior, carol):
    page = text(senior.post(role_of(carol), {"role": "officer", "reason": " "}))

    assert "Select a role that they do not have yet" in page
    assert "Enter a reason" in page


def test_a_role_that_someone_else_has_just_changed_is_not_changed_over(senior, carol):
    page = senior.get(role_of(carol))
    User.objects.filter(pk=carol.pk).update(role="senior_officer")

    answer = senior.post(
        role_of(carol), {"role": "public", "reason": "Has left", "seen": page.context["seen"]}
    )

    assert "Someone has changed this" in text(answer)
    assert User.objects.get(pk=carol.pk).is_senior_officer


def test_an_account_is_closed_at_once(senior, sam, carol):
    page = senior.post(close(carol), {"reason": "Has left"}, follow=True)

    assert "The account of Carol Officer is closed." in text(page)
    assert not User.objects.get(pk=carol.pk).is_active
    assert mails() == [("officer_closed", carol.email), ("officers_changed", sam.email)]


def test_closing_needs_a_reason_and_happens_once(senior, carol):
    assert "Enter a reason" in text(senior.post(close(carol), {"reason": ""}))

    assert senior.post(close(carol), {"reason": "Has left"}).status_code == 302
    assert senior.post(close(carol), {"reason": "Has left"}).status_code == 404


@pytest.mark.parametrize("address", [role_of, close])
def test_only_other_officers_with_open_accounts_have_these_pages(senior, sam, eve, address):
    SeniorOfficerFactory()

    for person in (sam, eve, OfficerFactory(is_active=False)):
        assert senior.get(address(person)).status_code == 404
        assert senior.post(address(person), {"role": "public", "reason": "No"}).status_code == 404


@pytest.mark.parametrize("address", [role_of, close, lambda person: INVITE])
def test_who_has_not_just_confirmed_who_they_are_is_asked_to(plain, carol, address):
    answer = plain.get(address(carol))

    assert unquote(answer.url) == f"{reverse('account_reauthenticate')}?next={address(carol)}"
    assert "Confirm it is you" in text(plain.get(answer.url))


def test_a_form_that_was_sent_is_worked_off_after_confirming(plain, sam, carol):
    sam.set_password("correct horse battery")
    sam.save()
    plain.force_login(sam)
    confirmation = plain.post(close(carol), {"reason": "Has left"}).url
    assert User.objects.get(pk=carol.pk).is_active

    plain.post(confirmation, {"password": "correct horse battery", "next": close(carol)})

    assert not User.objects.get(pk=carol.pk).is_active


@pytest.mark.parametrize("address", [role_of, close, lambda person: INVITE, lambda person: LIST])
def test_officers_who_are_not_senior_stay_out(officer, sam, carol, address):
    confirm(officer, carol)

    assert officer.get(address(sam)).status_code == 403
    assert officer.post(address(sam), {"role": "public", "reason": "No"}).status_code == 403


def test_home_leads_senior_officers_there(client, carol, sam):
    pages = []
    for person in (carol, sam):
        client.force_login(person)
        pages.append(text(client.get(reverse("desk:home"))))

    assert [LIST in page for page in pages] == [False, True]
