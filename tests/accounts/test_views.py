import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import EmailLink, User
from accounts.services import request_link
from accounts.views import AskForLink
from core.models import AuditEvent
from notifications.models import Message
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
SECRET = re.compile(r"/account/link/([^/]+)/")
TOTP_SECRET = "JBSWY3DPEHPK3PXP"


class AskAsGroup(AskForLink):
    """What the groups' app makes of the page."""

    purpose = EmailLink.Purpose.REGISTER_GROUP


@pytest.fixture
def ask_page(settings):
    """The page at an address of this test's own, whatever the groups' app does with it."""
    settings.ROOT_URLCONF = "tests.accounts.urls"
    return "/ask/"


@pytest.fixture
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = {
        "email_link": "3/h/ip",
        "mail_to_stranger": "2/d/key",
        "mail_from_network": "2/d/key",
    }
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def link_to():
    """Return the address of the page that a fresh link opens."""

    def make(email, purpose="register_group"):
        request_link(email=email, purpose=purpose, now=timezone.now())
        secret = SECRET.search(Message.objects.latest_first().first().body)[1]
        return reverse("accounts:link", args=[secret])

    return make


def current_code():
    return format_hotp_value(hotp_value(TOTP_SECRET, next(yield_hotp_counters_from_time())))


# Asking


def test_ask_for_link_shows_a_form(client, ask_page):
    page = client.get(ask_page).content.decode()

    assert 'type="email"' in page
    assert 'autocomplete="email"' in page


@pytest.mark.parametrize("email", ["asha@example.com", "nobody@example.com"])
def test_ask_for_link_says_the_same_for_known_and_unknown_addresses(client, ask_page, asha, email):
    response = client.post(ask_page, {"email": email}, follow=True)

    assert response.redirect_chain == [("/account/check-your-email/", 302)]
    assert EmailLink.objects.get().email == email
    assert b"We will email" in response.content


@pytest.mark.parametrize(
    "email", ["", "nonsense", "a@b.example\x00", "a@b.example\r\nBcc: c@d.example", "a" * 300 + "@b.example"]
)
def test_ask_for_link_refuses_what_is_no_address(client, ask_page, email):
    response = client.post(ask_page, {"email": email})

    assert response.status_code == 200
    assert "<title>Error:" in response.content.decode()
    assert not EmailLink.objects.exists()


def test_ask_for_link_sends_on_who_is_signed_in(client, ask_page, asha):
    client.force_login(asha)

    assert client.get(ask_page).url == reverse("groups:start")


def test_ask_for_link_writes_to_one_address_only_so_often_and_never_says_so(client, ask_page, limits):
    answers = [client.post(ask_page, {"email": "asha@example.com"}) for _ in range(3)]

    assert {answer.url for answer in answers} == {"/account/check-your-email/"}
    assert Message.objects.count() == 2


def test_ask_for_link_stops_a_machine_that_asks_for_many(client, ask_page, limits):
    answers = [client.post(ask_page, {"email": f"person{n}@example.com"}) for n in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert Message.objects.count() == 3
    assert client.get(ask_page).status_code == 200


def test_check_your_email_shows_the_address_that_was_typed(client, ask_page):
    response = client.post(ask_page, {"email": "asha@example.com"}, follow=True)

    assert b"asha@example.com" in response.content
    assert "no-store" in response.headers["Cache-Control"]


def test_check_your_email_stands_without_an_address(client):
    assert b"We will email you." in client.get(reverse("accounts:check_your_email")).content


# Opening


def test_open_link_uses_nothing_up_before_the_button(client, link_to):
    page = link_to("new@example.com")

    answers = [client.get(page), client.get(page), client.head(page)]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert b"new@example.com" in answers[0].content
    assert b"Continue" in answers[0].content
    assert not User.objects.exists()
    assert EmailLink.objects.get().used_at is None


@pytest.mark.parametrize(
    ("purpose", "target"), [("register_group", "groups:start"), ("register_volunteer", "volunteers:start")]
)
def test_open_link_signs_in_and_goes_on(client, link_to, purpose, target):
    response = client.post(link_to("new@example.com", purpose))

    assert response.url == reverse(target)
    assert client.session["_auth_user_id"] == str(User.objects.get(email="new@example.com").pk)


def test_open_link_keeps_its_address_from_caches_and_other_sites(client, link_to):
    response = client.get(link_to("new@example.com"))

    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in response.headers["Cache-Control"]


def test_open_link_works_once(client, link_to):
    page = link_to("new@example.com")
    client.post(page)

    response = Client().post(page)

    assert response.status_code == 410
    assert b"no longer works" in response.content
    assert "_auth_user_id" not in response.client.session


def test_open_link_says_the_same_for_used_expired_and_unknown(client, link_to):
    used, expired = link_to("used@example.com"), link_to("expired@example.com")
    client.post(used)
    client.logout()
    EmailLink.objects.filter(email="expired@example.com").update(expires_at="2020-01-01T00:00Z")
    unknown = reverse("accounts:link", args=["made-up"])

    pages = [client.get(page) for page in (used, expired, unknown)]

    assert [page.status_code for page in pages] == [410, 410, 410]
    words = {page.content.split(b"<main")[1].split(b"</main>")[0] for page in pages}
    assert len(words) == 1


def test_open_link_refuses_a_form_from_another_site(link_to):
    client = Client(enforce_csrf_checks=True)

    response = client.post(link_to("new@example.com"))

    assert response.status_code == 403
    assert EmailLink.objects.get().used_at is None


def test_open_link_asks_an_officer_for_the_second_factor(client, link_to, carol):
    response = client.post(link_to(carol.email))

    assert response.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("accounts:account")).status_code == 302

    response = client.post(response.url, {"code": current_code()})

    assert response.url == reverse("groups:start")
    assert client.session["_auth_user_id"] == str(carol.pk)


def test_open_link_does_not_let_in_a_person_who_was_shut_out(client, link_to):
    person = UserFactory(is_active=False)

    response = client.post(link_to(person.email))

    assert response.url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_open_link_goes_on_at_once_for_the_person_who_is_signed_in(client, link_to, carol):
    client.force_login(carol)

    assert client.post(link_to(carol.email)).url == reverse("groups:start")
    assert client.session["_auth_user_id"] == str(carol.pk)


def test_open_link_signs_another_person_out_first(client, link_to, eve, asha):
    client.force_login(eve)

    client.post(link_to(asha.email))

    assert client.session["_auth_user_id"] == str(asha.pk)


# The account


def test_account_is_closed_to_strangers(client):
    page = reverse("accounts:account")

    assert client.get(page).url == f"/account/login/?next={page}"


def test_account_shows_a_person_their_own_facts(client, eve):
    eve.set_unusable_password()
    eve.save()
    client.force_login(eve)

    response = client.get(reverse("accounts:account"))

    page = response.content.decode()
    assert "Eve Outsider" in page
    assert "eve@example.com" in page
    assert reverse("account_set_password") in page
    assert reverse("desk:home") not in page
    assert "no-store" in response.headers["Cache-Control"]


def test_account_shows_an_officer_the_desk_and_the_second_factor(client, carol):
    carol.set_password("a long enough one")
    carol.save()
    client.force_login(carol)

    page = client.get(reverse("accounts:account")).content.decode()

    assert reverse("desk:home") in page
    assert "We also ask for a code from your phone" in page
    assert reverse("account_change_password") in page


def test_change_name_saves_it(client, eve):
    client.force_login(eve)

    response = client.post(reverse("accounts:change_name"), {"name": "Eve  Newname"}, follow=True)

    eve.refresh_from_db()
    assert eve.name == "Eve  Newname"
    assert AuditEvent.objects.about(eve).get().action == "user.renamed"
    assert b"Your name has been changed." in response.content


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "Eve\x00", "Eve\nBen"])
def test_change_name_refuses_what_is_no_name(client, eve, name):
    client.force_login(eve)

    response = client.post(reverse("accounts:change_name"), {"name": name})

    assert "<title>Error:" in response.content.decode()
    eve.refresh_from_db()
    assert eve.name == "Eve Outsider"


def test_change_name_is_closed_to_strangers(client):
    assert client.get(reverse("accounts:change_name")).status_code == 302
