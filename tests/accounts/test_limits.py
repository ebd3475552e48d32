"""What strangers can do to one mailbox and one account, with the limits that a real site has."""

import re
from datetime import timedelta
from itertools import count

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from notifications.models import Message

pytestmark = pytest.mark.django_db
ASKING = ("groups:register", "volunteers:register", "account_request_login_code", "account_reset_password")


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


def ask(page, email, network):
    """Ask for a code or a link, from a browser without cookies."""
    return Client().post(reverse(page), {"email": email}, REMOTE_ADDR=network)


def words_of(response):
    """What the page of an answer says, without what is different on every page."""
    page = response.client.get(response.url).content.decode()
    return re.sub(r'(nonce|value|content)="[^"]*"|[\w.+-]+@[\w.-]+', "", page.partition("<main")[2])


def test_a_stranger_gets_three_mails_a_day_by_whichever_name_and_from_wherever(networks):
    aliases = [f"victim{alias}@example.com" for alias in ("", "+1", "+2", "+3")]
    answers = [ask(page, email, next(networks)) for page in ASKING for email in aliases]

    assert {answer.status_code for answer in answers} == {302}
    assert Message.objects.count() == 3

    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        ask("groups:register", "victim@example.com", next(networks))
    assert Message.objects.count() == 4


@pytest.mark.parametrize("page", ASKING)
def test_an_account_gets_ten_mails_a_day(eve, networks, page):
    for _ in range(14):
        ask(page, eve.email, next(networks))

    assert Message.objects.filter(to=eve.email).count() == 10


def test_one_network_does_not_use_up_what_an_account_gets(eve, networks):
    stranger = next(networks)
    for page in ASKING * 3:
        ask(page, eve.email, stranger)
    assert Message.objects.filter(to=eve.email).count() == 5

    ask("account_request_login_code", eve.email, next(networks))

    assert Message.objects.filter(to=eve.email).count() == 6


@pytest.mark.parametrize("page", ASKING)
def test_pages_say_the_same_below_a_limit_and_above_it_and_whoever_it_is(eve, networks, page):
    pages = set()
    for email in (eve.email, "nobody@example.com"):
        for _ in range(3):
            pages.add(words_of(ask(page, email, next(networks))))
        Message.objects.all().delete()
        for other in ASKING * 3:
            ask(other, email, next(networks))
        pages.add(words_of(ask(page, email, next(networks))))

    assert len(pages) == 1


def test_somebody_who_moves_writes_to_a_stranger_three_times(client):
    client.force_login(User.objects.create_user("eve@example.com"))
    for number in range(6):
        client.post(reverse("account_email"), {"email": f"victim+{number}@example.com", "action_add": ""})

    assert Message.objects.count() == 3
