"""Whoever is shut out stays out: no session, code, link or password of before works after coming back."""

import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import EmailLink
from accounts.services import close_officer, make_officer
from notifications.models import Message
from tests.factories.accounts import EmailLinkFactory

pytestmark = pytest.mark.django_db
CODE = re.compile(r"^[A-Z]{4}-[A-Z]{4}$", re.MULTILINE)


def close(user):
    return close_officer(user=user, reason="Has left", by=None, now=timezone.now())


def invite_again(user):
    return make_officer(email=user.email, name=user.name, is_senior=False, by=None)


def test_an_open_session_ends_at_once(officer, carol):
    assert officer.get(reverse("desk:home")).status_code == 200

    close(carol)

    assert officer.get(reverse("desk:home")).url.startswith("/account/login/")


def test_no_session_of_before_works_after_coming_back(officer, carol, eve):
    others = Client()
    others.force_login(eve)
    close(carol)

    invite_again(carol)

    assert officer.get(reverse("accounts:account")).status_code == 302
    assert others.get(reverse("accounts:account")).status_code == 200


def test_no_code_of_before_works_after_coming_back(client, carol):
    page = client.post(reverse("account_request_login_code"), {"email": carol.email}).url
    code = CODE.search(Message.objects.get().body)[0]
    close(carol)
    invite_again(carol)

    client.post(page, {"code": code}, follow=True)

    assert "_auth_user_id" not in client.session
    assert client.get(reverse("accounts:account")).status_code == 302


def test_no_link_to_a_new_password_works_after_coming_back(client, carol):
    carol.set_password("correct horse battery")
    carol.save()
    client.post(reverse("account_reset_password"), {"email": carol.email})
    link = re.search(r"https?://\S+/password/reset/key/\S+", Message.objects.get().body)[0]
    close(carol)
    invite_again(carol)

    page = Client().get(urlsplit(link).path, follow=True)

    assert b"password1" not in page.content


def test_password_second_factor_links_and_unconfirmed_addresses_end(carol, eve):
    carol.set_password("correct horse battery")
    carol.save()
    EmailAddress.objects.create(user=carol, email="elsewhere@example.com", verified=False)
    link = EmailLinkFactory(email=carol.email)
    other = EmailLinkFactory(email=eve.email)

    now = timezone.now()
    close_officer(user=carol, reason="Has left", by=None, now=now)

    carol.refresh_from_db()
    assert not carol.has_usable_password()
    assert not Authenticator.objects.filter(user=carol).exists()
    assert not EmailAddress.objects.filter(user=carol, verified=False).exists()
    assert list(EmailLink.objects.usable(now)) == [other]
    assert link not in EmailLink.objects.usable(now)


def test_sessions_of_others_stay(client, carol, eve):
    client.force_login(eve)

    close(carol)

    assert Session.objects.count() == 1
