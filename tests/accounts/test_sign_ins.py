"""Whoever signs in sees when, from where, with what and how it was done."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.devices import device_of
from accounts.models import SignIn
from accounts.services import request_link
from notifications.models import Message
from tests.factories.accounts import SignInFactory
from tests.queries import assert_same_for_few_and_many

ACCOUNT = reverse("accounts:account")
ALL = reverse("accounts:sign_ins")
PASSWORD = "correct horse battery"
WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
CHROMIUM = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
DEVICES = {
    FIREFOX: "Firefox on Windows",
    f"Mozilla/5.0 (X11; Linux x86_64) {CHROMIUM} Safari/537.36": "Chrome on Linux",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROMIUM} Safari/537.36 Edg/142.0": "Edge on Windows",
    f"Mozilla/5.0 (Linux; Android 15; K) {CHROMIUM} Mobile Safari/537.36": "Chrome on Android",
    f"Mozilla/5.0 (Linux; Android 15; K) {CHROMIUM} Mobile Safari/537.36 EdgA/142.0": "Edge on Android",
    f"Mozilla/5.0 (Linux; Android) SamsungBrowser/28.0 {CHROMIUM} Mobile": "Samsung Internet on Android",
    f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {CHROMIUM} Safari/537.36": "Chrome on ChromeOS",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Safari/605.1.15": "Safari on Mac",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {CHROMIUM} Safari/537.36 OPR/124.0": "Opera on Mac",
    f"Mozilla/5.0 (iPhone; iPhone OS 18_6 like Mac OS X) {WEBKIT} Mobile Safari/604.1": "Safari on iPhone",
    f"Mozilla/5.0 (iPad; OS 18_6 like Mac OS X) {WEBKIT} CriOS/142.0 Mobile Safari/604.1": "Chrome on iPad",
    f"Mozilla/5.0 (iPhone; iPhone OS 18_6 like Mac OS X) {WEBKIT} FxiOS/145.0 Mobile": "Firefox on iPhone",
    "curl/8.5 (Linux)": "Linux",
    "Firefox/1": "Firefox",
    "": "Unknown device",
}


@pytest.fixture(autouse=True)
def _needs_tables(db):
    """Everything here signs in."""


@pytest.mark.parametrize(("user_agent", "words"), DEVICES.items())
def test_a_device_has_a_name(user_agent, words):
    browser, system = device_of(user_agent)

    assert SignInFactory.build(browser=browser, system=system).device == words


def test_a_sign_in_has_a_name_for_the_log():
    sign_in = SignInFactory(method="link")

    assert str(sign_in) == f"link {sign_in.pk}"


@given(st.text())
def test_whatever_a_browser_says_fits(user_agent):
    assert all(len(name) <= 30 for name in device_of(user_agent))


def by_password(client, person, **headers):
    person.set_password(PASSWORD)
    person.save()
    return client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD}, **headers)


def test_a_password(client, eve):
    by_password(client, eve, headers={"user-agent": FIREFOX}, REMOTE_ADDR="2001:db8::1:2:3:4")

    sign_in = SignIn.objects.get()
    assert (sign_in.user, sign_in.network) == (eve, "2001:db8::/64")
    assert (sign_in.device, sign_in.how) == ("Firefox on Windows", "Password")


def test_a_code(client, eve):
    page = client.post(reverse("account_request_login_code"), {"email": eve.email}).url
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", Message.objects.get().body, re.MULTILINE)[0]
    client.post(page, {"code": code})

    assert SignIn.objects.get().how == "Code by email"


def test_a_link(client, eve):
    request_link(email=eve.email, purpose="register_group", now=timezone.now())
    client.post(re.search(r"/account/link/\S+/", Message.objects.get().body)[0])

    assert SignIn.objects.get().how == "Link by email"


def test_a_second_factor(client, carol):
    by_password(client, carol)
    assert not SignIn.objects.exists()
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", next(yield_hotp_counters_from_time())))

    client.post(reverse("mfa_authenticate"), {"code": code})

    assert SignIn.objects.get().how == "Password, and a second code"


def test_what_fails_is_no_sign_in(client, eve):
    client.post(reverse("account_login"), {"login": eve.email, "password": "wrong"})

    assert not SignIn.objects.exists()


def test_the_account_page_shows_the_latest_few_of_the_person_alone(client, eve, asha):
    SignInFactory(user=asha, browser="Opera")
    SignInFactory(user=eve, browser="Edge", at=timezone.now() - timedelta(days=80))
    SignInFactory.create_batch(3, user=eve, browser="Firefox")
    client.force_login(eve)

    page = client.get(ACCOUNT).content.decode()

    assert page.count("Firefox on Windows") == 3
    assert "Edge" not in page
    assert "Opera" not in page
    assert ALL in page


def test_their_own_page_shows_all_and_what_to_do(client, eve, asha):
    SignInFactory(user=asha, browser="Opera")
    SignInFactory(user=eve, browser="Edge", network="192.0.2.99")
    client.force_login(eve)

    page = client.get(ALL).content.decode()

    for words in ["Edge on Windows", "192.0.2.99", "Code by email", "If one of these was not you"]:
        assert words in page
    assert "Opera" not in page
    assert reverse("account_change_password") in page
    assert reverse("mfa_index") in page


def test_what_to_do_depends_on_what_they_have(client, carol):
    carol.set_unusable_password()
    carol.save()
    client.force_login(carol)

    page = client.get(ALL).content.decode()

    assert "Nothing is on record yet." in page
    assert "Set a password" in page
    assert "Turn on two-factor" not in page


def test_a_new_password_signs_out_every_other_device(client, eve):
    """As the page promises."""
    other = Client()
    by_password(client, eve)
    other.post(reverse("account_login"), {"login": eve.email, "password": PASSWORD})
    assert other.get(ACCOUNT).status_code == 200

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "a new battery", "password2": "a new battery"},
    )

    assert client.get(ACCOUNT).status_code == 200
    assert other.get(ACCOUNT).status_code == 302


def test_the_list_asks_the_same_queries_for_few_and_many(client, eve):
    client.force_login(eve)

    def add(number):
        SignIn.objects.bulk_create(SignInFactory.build_batch(number, user=eve))

    acts = {"all": lambda: client.get(ALL), "account": lambda: client.get(ACCOUNT)}
    assert_same_for_few_and_many(acts, add, at_most=5)
