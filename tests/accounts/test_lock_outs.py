"""Wrong passwords and codes, with the limits that a real site has: guessing is held, and owners get in."""

import re
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as site_settings
from django.core import signing
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.known_devices import MOST_ACCOUNTS, SALT
from accounts.limits import Try
from accounts.models import User
from notifications.models import Message
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
TOTP_SECRET = "JBSWY3DPEHPK3PXP"
HOME = "192.0.2.10"
TOO_MANY = "You have tried too many times"
COOKIE = site_settings.DEVICE_COOKIE_NAME


@pytest.fixture(autouse=True)
def limits(settings):
    settings.ACCOUNT_RATE_LIMITS = settings.RATE_LIMITS
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def networks():
    """Addresses of as many networks as somebody likes."""
    return (f"198.51.{number // 250}.{number % 250 + 1}" for number in count())


@pytest.fixture
def eve(eve):
    eve.set_password(PASSWORD)
    eve.save()
    return eve


@pytest.fixture
def carol(carol):
    carol.set_password(PASSWORD)
    carol.save()
    return carol


def sign_in(email, password=PASSWORD, network=HOME, client=None):
    return (client or Client()).post(
        reverse("account_login"), {"login": email, "password": password}, REMOTE_ADDR=network
    )


def is_let_in(response):
    return response.status_code == 302


def is_refused(response):
    return response.status_code == 200 and TOO_MANY in response.content.decode()


def guess(email, networks):
    """Try a hundred wrong passwords, five from each network, without the pages, which take their time."""
    for _ in range(20):
        request = RequestFactory().post("/", REMOTE_ADDR=next(networks))
        for _ in range(5):
            Try(request, email, what="password")


def device(person):
    """A browser on which somebody has signed in before, and signed out again."""
    client = Client()
    assert is_let_in(sign_in(person.email, client=client))
    client.post(reverse("account_logout"))
    assert COOKIE in client.cookies
    return client


def current_code():
    return format_hotp_value(hotp_value(TOTP_SECRET, next(yield_hotp_counters_from_time())))


# Passwords


def test_wrong_passwords_lock_out_only_the_network_that_sent_them(eve, networks):
    stranger = next(networks)
    answers = [sign_in(eve.email, "wrong", stranger) for _ in range(6)]

    assert [is_refused(answer) for answer in answers] == [False] * 5 + [True]
    assert is_refused(sign_in(eve.email, network=stranger))
    assert is_let_in(sign_in(eve.email))


def test_one_network_never_uses_up_what_an_account_gets(eve, networks):
    stranger, now = next(networks), timezone.now()
    for hours in range(4):
        with time_machine.travel(now + timedelta(hours=hours)):
            assert not any(is_refused(sign_in(eve.email, "wrong", stranger)) for _ in range(5))

    with time_machine.travel(now + timedelta(hours=23)):
        assert is_refused(sign_in(eve.email, network=stranger))
        assert is_let_in(sign_in(eve.email))


def test_ipv4_as_ipv6_is_the_ipv4_address(eve):
    for _ in range(5):
        sign_in(eve.email, "wrong", "::ffff:198.51.100.1")

    assert is_refused(sign_in(eve.email, network="198.51.100.1"))
    assert is_let_in(sign_in(eve.email, network="::ffff:198.51.100.2"))


@pytest.mark.slow
def test_many_networks_are_held_by_a_limit_of_the_account(eve, networks):
    answers = []
    for _ in range(21):
        network = next(networks)
        answers += [sign_in(eve.email, "wrong", network) for _ in range(5)]

    assert [is_refused(answer) for answer in answers] == [False] * 100 + [True] * 5


def test_owner_gets_past_the_limit_of_the_account_on_a_known_device_and_by_a_code(eve, networks):
    known = device(eve)

    guess(eve.email, networks)

    assert is_refused(sign_in(eve.email))
    assert is_let_in(sign_in(eve.email, client=known))
    Client().post(reverse("account_request_login_code"), {"email": eve.email}, REMOTE_ADDR=HOME)
    assert Message.objects.get(to=eve.email).template == "login_code"

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        assert is_let_in(sign_in(eve.email))


def test_owner_who_sets_a_new_password_by_mail_gets_in_with_it(eve, asha, networks):
    guess(eve.email, networks)
    guess(asha.email, networks)
    sign_in(eve.email, "wrong")
    browser = Client(REMOTE_ADDR=HOME)
    browser.post(reverse("account_reset_password"), {"email": eve.email})
    link = re.search(r"/account/password/reset/key/\S+", Message.objects.get(to=eve.email).body)[0]
    form = browser.get(link, follow=True).redirect_chain[-1][0]
    new = "another horse battery"

    browser.post(form, {"password1": new, "password2": new})

    assert is_let_in(sign_in(eve.email, new))
    assert is_refused(sign_in(asha.email))


def test_pages_say_the_same_whether_there_is_an_account_or_not(eve, networks):
    pages = {"below": set(), "above": set(), "above for all": set()}
    for email in (eve.email, "nobody@example.com"):
        stranger = next(networks)
        words = [main_of(sign_in(email, "wrong", stranger), email) for _ in range(6)]
        pages["below"].update(words[:5])
        pages["above"].add(words[5])
        guess(email, networks)
        pages["above for all"].add(main_of(sign_in(email), email))

    assert {name: len(words) for name, words in pages.items()} == {"below": 1, "above": 1, "above for all": 1}
    assert pages["above"] == pages["above for all"]


def main_of(response, email):
    page = response.content.decode().partition("<main")[2]
    head, _, rest = page.partition("csrfmiddlewaretoken")
    return (head + rest.partition(">")[2]).replace(email, "")


def test_one_network_does_not_try_one_password_at_many_accounts(eve, networks):
    stranger = next(networks)
    for number in range(20):
        sign_in(f"person{number}@example.com", "wrong", stranger)

    assert is_refused(sign_in(eve.email, network=stranger))


def test_right_passwords_use_nothing_up(eve):
    for _ in range(21):
        assert is_let_in(sign_in(eve.email))


def test_the_password_is_asked_for_again_under_the_same_limits(eve, networks):
    client = Client()
    sign_in(eve.email, client=client)
    again = reverse("account_reauthenticate")
    answers = [client.post(again, {"password": "wrong"}, REMOTE_ADDR=HOME) for _ in range(3)]
    assert not any(is_refused(answer) for answer in answers)

    guess(eve.email, networks)

    assert client.post(again, {"password": PASSWORD}, REMOTE_ADDR=HOME).status_code == 302


# Known devices


def test_known_device_has_an_allowance_that_ends(eve, networks):
    known = device(eve)
    guess(eve.email, networks)

    answers = [sign_in(eve.email, "wrong", client=known) for _ in range(11)]

    assert [is_refused(answer) for answer in answers] == [False] * 10 + [True]


def test_known_device_that_has_used_it_up_counts_like_any_other(eve):
    known = device(eve)
    for _ in range(12):
        sign_in(eve.email, "wrong", client=known)

    assert is_let_in(sign_in(eve.email, client=known))
    assert is_let_in(sign_in(eve.email))


def test_known_device_gets_a_code_whatever_its_network_and_others_have_asked_for(eve, networks):
    known = device(eve)
    ask = reverse("account_request_login_code")
    for number in range(22):
        Client().post(ask, {"email": f"person{number}@example.com"}, REMOTE_ADDR=HOME)
    for _ in range(12):
        Client().post(ask, {"email": eve.email}, REMOTE_ADDR=next(networks))
    assert Message.objects.filter(to=eve.email).count() == 10
    assert is_refused(Client().post(ask, {"email": eve.email}, REMOTE_ADDR=HOME))

    for page in (ask, *[reverse("account_reset_password")] * 6):
        assert known.post(page, {"email": eve.email}, REMOTE_ADDR=HOME).status_code == 302

    assert Message.objects.filter(to=eve.email).count() == 15


def test_reset_says_the_same_at_its_limit_as_codes_do(networks):
    stranger = next(networks)
    page = reverse("account_reset_password")
    answers = [
        Client().post(page, {"email": f"person{number}@example.com"}, REMOTE_ADDR=stranger)
        for number in range(21)
    ]

    assert [is_refused(answer) for answer in answers] == [False] * 20 + [True]


def test_cookie_says_nothing_readable_and_no_script_reads_it(eve):
    cookie = device(eve).cookies[COOKIE]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""
    assert cookie["max-age"] == 60 * 60 * 24 * 365
    assert eve.email not in str(signing.loads(cookie.value, salt=SALT))


def test_cookie_is_no_help_at_another_account(eve, asha, networks):
    known = device(eve)

    guess(asha.email, networks)

    assert is_refused(sign_in(asha.email, client=known))


@pytest.mark.parametrize("cookie", ["", "made-up", "a:b:c", "\xff", "eyJ9:1abc:xyz"])
def test_cookie_that_is_made_up_says_nothing(eve, networks, cookie):
    client = Client()
    client.cookies[COOKIE] = cookie
    guess(eve.email, networks)

    assert is_refused(sign_in(eve.email, client=client))


def test_cookie_ends_after_a_year(eve, networks):
    known = device(eve)
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        guess(eve.email, networks)

        assert is_refused(sign_in(eve.email, client=known))


def test_device_is_known_to_the_last_few_accounts(networks):
    client = Client()
    people = UserFactory.create_batch(MOST_ACCOUNTS + 1)
    for person in people:
        person.set_password(PASSWORD)
        person.save()
        sign_in(person.email, client=client)
        client.post(reverse("account_logout"))
    first, second = people[:2]
    guess(first.email, networks)
    guess(second.email, networks)

    assert is_refused(sign_in(first.email, client=client))
    assert is_let_in(sign_in(second.email, client=client))


# Second factors


def half_way(person, client=None, network=HOME):
    client = client or Client()
    assert sign_in(person.email, client=client, network=network).url == reverse("mfa_authenticate")
    return client


def enter(client, code, network=HOME):
    return client.post(reverse("mfa_authenticate"), {"code": code}, REMOTE_ADDR=network)


def test_wrong_codes_lock_out_only_the_network_that_sent_them(carol, networks):
    network = next(networks)
    thief = half_way(carol, network=network)
    answers = [enter(thief, "000000", network) for _ in range(6)]

    assert [is_refused(answer) for answer in answers] == [False] * 5 + [True]
    assert is_let_in(enter(half_way(carol), current_code()))


@pytest.mark.slow
def test_codes_from_many_networks_are_held_and_the_officer_gets_in_on_a_known_device(carol, networks):
    known = half_way(carol)
    enter(known, current_code())
    known.post(reverse("account_logout"))
    for _ in range(20):
        network = next(networks)
        thief = half_way(carol, network=network)
        for _ in range(5):
            enter(thief, "000000", network)

    assert is_refused(enter(half_way(carol), current_code()))
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):  # each code signs in once
        assert is_let_in(enter(half_way(carol, client=known), current_code()))


def test_device_is_known_only_once_the_second_factor_was_right(carol):
    client = half_way(carol)
    assert COOKIE not in client.cookies

    enter(client, current_code())

    assert COOKIE in client.cookies


def test_code_that_is_asked_for_again_is_counted_too(carol, networks):
    client = half_way(carol)
    enter(client, current_code())
    again = reverse("mfa_reauthenticate")

    answers = [client.post(again, {"code": "000000"}, REMOTE_ADDR=HOME) for _ in range(10)]

    assert not any(is_refused(answer) for answer in answers)
    assert User.objects.get(pk=carol.pk).is_officer
