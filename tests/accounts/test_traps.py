"""The forms that start a registration: people pass, whatever their network; programs do not."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import EmailLink, User
from notifications.models import Message

pytestmark = pytest.mark.django_db
PAGES = ("groups:register", "volunteers:register")
LIBRARY = "192.0.2.10"
SECRET = re.compile(r"/account/link/[^/\s]+/")
CAUGHT = {
    "filled": "filled in a box that you cannot see",
    "too quick": "You were very quick",
    "too old": "open for a long time",
}


@pytest.fixture(autouse=True)
def real_site(settings):
    settings.TIME_TRAP_SECONDS = 2
    settings.ACCOUNT_RATE_LIMITS = settings.RATE_LIMITS
    cache.clear()
    yield
    cache.clear()


class Inputs(HTMLParser):
    """The boxes of a page and what stands in them."""

    def __init__(self, page):
        super().__init__()
        self.values, self.attributes = {}, {}
        self.feed(page.content.decode().partition("<main")[2])

    def handle_starttag(self, tag, attrs):
        """Note a box."""
        attributes = dict(attrs)
        if tag == "input" and "name" in attributes:
            self.values[attributes["name"]] = attributes.get("value") or ""
            self.attributes[attributes["name"]] = attributes


def opened(client, page, network=LIBRARY):
    """What the boxes of the page hold once it is open."""
    return Inputs(client.get(reverse(page), REMOTE_ADDR=network)).values


def send(client, page, answers, *, after, network=LIBRARY):
    """Send the form some seconds later."""
    with time_machine.travel(timezone.now() + timedelta(seconds=after)):
        return client.post(reverse(page), answers, REMOTE_ADDR=network)


def is_caught(response, how):
    return response.status_code == 200 and CAUGHT[how] in response.content.decode()


@pytest.mark.parametrize("networks", ["one library", "different networks"])
@pytest.mark.parametrize(("page", "target"), [(PAGES[0], "groups:start"), (PAGES[1], "volunteers:start")])
def test_twenty_people_pass(page, target, networks):
    for number in range(20):
        client, email = Client(), f"person{number}@example.com"
        network = LIBRARY if networks == "one library" else f"198.51.100.{number}"
        answers = opened(client, page, network) | {"email": email}

        asked = send(client, page, answers, after=2.5 + number * 9, network=network)

        assert asked.url == reverse("accounts:check_your_email")
        link = SECRET.search(Message.objects.get(to=email).body)[0]
        assert client.post(link, REMOTE_ADDR=network).url == reverse(target)
    assert User.objects.count() == 20


@pytest.mark.parametrize("page", PAGES)
def test_person_does_not_meet_the_box(client, page):
    response = client.get(reverse(page))

    box = Inputs(response).attributes["website"]
    assert (box["type"], box["autocomplete"], box["tabindex"]) == ("text", "off", "-1")
    assert "autofocus" not in box
    hidden = re.search(r"<div hidden>(.*?)</div>", response.content.decode(), re.DOTALL)[1]
    assert 'name="website"' in hidden
    assert "Leave this box empty" in hidden


def test_program_that_fills_in_everything_is_caught(client):
    answers = opened(client, PAGES[0]) | {"email": "bot@example.com", "website": "https://spam.example"}

    response = send(client, PAGES[0], answers, after=60)

    assert is_caught(response, "filled")
    assert not EmailLink.objects.exists()


def test_person_whose_device_filled_it_in_sends_again(client):
    answers = opened(client, PAGES[0]) | {"email": "me@example.com", "website": "https://me.example"}
    response = send(client, PAGES[0], answers, after=60)
    shown = Inputs(response).values
    assert (shown["email"], shown["website"]) == ("me@example.com", "")

    assert send(client, PAGES[0], shown, after=60).status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_program_that_sends_at_once_is_caught(client, page):
    response = send(client, page, opened(client, page) | {"email": "bot@example.com"}, after=0.2)

    assert is_caught(response, "too quick")
    assert not EmailLink.objects.exists()


def test_quick_person_keeps_what_was_typed_and_the_time_counts_on(client):
    answers = opened(client, PAGES[0]) | {"email": "quick@example.com"}

    shown = Inputs(send(client, PAGES[0], answers, after=1)).values

    assert shown["email"] == "quick@example.com"
    assert send(client, PAGES[0], shown, after=2.1).status_code == 302


def test_person_who_corrects_a_mistake_does_not_wait_again(client):
    answers = opened(client, PAGES[0]) | {"email": "nonsense"}
    shown = Inputs(send(client, PAGES[0], answers, after=5)).values

    assert send(client, PAGES[0], shown | {"email": "me@example.com"}, after=5.5).status_code == 302


@pytest.mark.parametrize("stamp", [None, "", "made-up", "a:b:c", "\x00", "é:é:é"])
def test_program_without_a_real_moment_is_caught(client, stamp):
    answers = {"email": "bot@example.com"} | ({} if stamp is None else {"opened": stamp})

    response = client.post(reverse(PAGES[0]), answers)

    assert is_caught(response, "too old")
    assert not EmailLink.objects.exists()


def test_person_with_a_page_of_yesterday_keeps_what_was_typed(client):
    answers = opened(client, PAGES[0]) | {"email": "slow@example.com"}
    response = send(client, PAGES[0], answers, after=60 * 60 * 25)
    assert is_caught(response, "too old")
    shown = Inputs(response).values
    assert shown["email"] == "slow@example.com"

    assert send(client, PAGES[0], shown, after=60 * 60 * 25 + 3).status_code == 302
