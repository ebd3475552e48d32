import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.adapter import AccountAdapter
from accounts.models import User
from accounts.services import person_at
from notifications.models import Message
from tests.factories.accounts import OfficerFactory, SeniorOfficerFactory, UserFactory

pytestmark = pytest.mark.django_db
CODE = re.compile(r"^[A-Z]{4}-[A-Z]{4}$", re.MULTILINE)


def test_login_code_comes_through_the_outbox_and_signs_in(client, eve):
    response = client.post(reverse("account_request_login_code"), {"email": eve.email})

    mail = Message.objects.get()
    assert (mail.template, mail.to) == ("login_code", eve.email)
    assert mail.subject == "Your code to sign in to Safer Wolverhampton"
    code = CODE.search(mail.body)[0]

    response = client.post(response.url, {"code": code})

    assert response.url == reverse("accounts:account")
    assert client.session["_auth_user_id"] == str(eve.pk)


def test_login_code_leads_an_officer_to_the_second_factor(client, carol):
    page = client.post(reverse("account_request_login_code"), {"email": carol.email}).url

    response = client.post(page, {"code": CODE.search(Message.objects.get().body)[0]})

    assert response.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session


def test_login_code_for_an_unknown_address_says_so_only_by_mail(eve):
    known = Client().post(reverse("account_request_login_code"), {"email": eve.email})
    unknown = Client().post(reverse("account_request_login_code"), {"email": "nobody@example.com"})

    assert known.url == unknown.url
    mail = Message.objects.get(to="nobody@example.com")
    assert mail.template == "unknown_account"
    assert f"http://127.0.0.1:8000{reverse('groups:register')}" in mail.body


def test_login_code_never_says_that_it_was_sent_to_an_address_without_an_account(client):
    page = client.post(reverse("account_request_login_code"), {"email": "nobody@example.com"}, follow=True)

    assert b"If nobody@example.com has an account" in page.content
    assert b"has been sent" not in page.content


def test_password_signs_in_and_leads_an_officer_to_the_second_factor(eve, carol):
    for person, page in ((eve, "accounts:account"), (carol, "mfa_authenticate")):
        person.set_password("correct horse battery")
        person.save()
        answer = {"login": person.email.upper(), "password": "correct horse battery"}
        assert Client().post(reverse("account_login"), answer).url == reverse(page)


def test_password_reset_comes_through_the_outbox(client, eve):
    client.post(reverse("account_reset_password"), {"email": eve.email})

    mail = Message.objects.get()
    assert mail.template == "password_reset_key"
    link = re.search(r"http://testserver(/account/password/reset/key/\S+)", mail.body)[1]
    assert client.get(link, follow=True).status_code == 200


def test_sign_up_is_closed(client):
    response = client.post(
        reverse("account_signup"), {"email": "new@example.com", "password1": "correct horse battery"}
    )

    assert response.status_code == 200
    assert b"You get an account when you register" in response.content
    assert not Message.objects.exists()


def test_changing_the_address_asks_the_new_one_first(client):
    eve = User.objects.create_user("eve@example.com")
    client.force_login(eve)

    client.post(reverse("account_email"), {"email": "eve.new@example.com", "action_add": ""})

    mail = Message.objects.get(to="eve.new@example.com")
    link = re.search(r"http://testserver(/account/confirm-email/\S+)", mail.body)[1]
    eve.refresh_from_db()
    assert eve.email == "eve@example.com"

    page = client.post(link, follow=True)

    eve.refresh_from_db()
    assert eve.email == "eve.new@example.com"
    assert b"Your email address is now eve.new@example.com." in page.content


def test_nobody_moves_to_the_address_of_somebody_who_never_signed_in(client):
    eve, invited = User.objects.create_user("eve@example.com"), person_at("invited@example.com")
    client.force_login(eve)
    client.post(reverse("account_email"), {"email": invited.email, "action_add": ""})
    mail = Message.objects.get(to=invited.email)
    link = re.search(r"http://testserver(/account/confirm-email/\S+)", mail.body)[1]

    assert b"Another account already uses invited@example.com" in client.get(link).content
    assert client.post(link).status_code == 302

    eve.refresh_from_db()
    assert eve.email == "eve@example.com"


@pytest.mark.parametrize(
    ("factory", "page"),
    [(OfficerFactory, "desk:home"), (SeniorOfficerFactory, "desk:home"), (UserFactory, "accounts:account")],
)
def test_signing_in_leads_officers_to_their_desk_and_others_to_their_account(db, rf, factory, page):
    request = rf.get("/")
    request.user = factory()

    assert AccountAdapter().get_login_redirect_url(request) == reverse(page)
