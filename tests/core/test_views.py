from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db
PAGES = ["home", "privacy", "accessibility", "complaints", "help"]


@pytest.mark.parametrize("name", PAGES)
def test_public_page_opens_for_a_stranger(client, name):
    response = client.get(reverse(f"core:{name}"))

    assert response.status_code == 200
    assert response.content.count(b"<h1") == 1


@pytest.mark.parametrize("name", PAGES)
def test_public_page_links_to_the_pages_of_words(client, name):
    page = client.get(reverse(f"core:{name}")).content.decode()

    for other in ("privacy", "accessibility", "complaints", "help"):
        assert f'href="{reverse(f"core:{other}")}"' in page


def test_home_opens_three_doors(client):
    page = client.get(reverse("core:home")).content.decode()

    assert f'action="{reverse("initiatives:search")}" method="get"' in page
    assert 'name="postcode"' in page
    assert reverse("groups:register") in page
    assert reverse("volunteers:register") in page
    assert 'class="ward-drawing"' in page


@pytest.mark.parametrize("name", ["accessibility", "complaints", "help", "privacy"])
def test_page_of_words_says_how_to_reach_us(client, settings, name):
    settings.SITE = {
        **settings.SITE,
        "contact_phone": "01632 960 111",
        "contact_email": "hello@safer.example",
    }

    words = client.get(reverse(f"core:{name}")).content.decode().split("<main")[1].split("</main>")[0]

    assert "01632 960 111" in words
    assert "mailto:hello@safer.example" in words


def test_page_of_words_does_without_a_telephone(client, settings):
    settings.SITE = {**settings.SITE, "contact_phone": ""}

    assert b"Telephone:" not in client.get(reverse("core:help")).content


def test_csrf_failure_says_what_to_do():
    client = Client(enforce_csrf_checks=True)

    response = client.post(reverse("account_login"), {"login": "eve@example.com"})

    assert response.status_code == 403
    assert b"<h1" in response.content


def test_healthz_answers_without_signing_in_and_without_a_certificate(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz").status_code == 200
    assert client.get("/help/").status_code == 301


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("", "mailto:partnership@safer.example"),
        ("security@safer.example", "mailto:security@safer.example"),
        ("https://safer.example/report", "https://safer.example/report"),
    ],
)
def test_security_txt_says_where_weaknesses_are_reported(client, settings, contact, shown):
    settings.SITE = {**settings.SITE, "security_contact": contact, "base_url": "https://safer.example"}

    response = client.get("/.well-known/security.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"] == shown
    assert fields["Canonical"] == "https://safer.example/.well-known/security.txt"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=150) < expires - datetime.now(UTC) < timedelta(days=365)
