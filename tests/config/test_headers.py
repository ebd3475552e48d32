"""What the site tells browsers with every page, and with the cookies that it sets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import reverse

PROJECT = Path(__file__).resolve().parents[2]
PRODUCTION = (
    "import config.env as env; env.read_file = lambda path: {}; import config.settings as s; "
    "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, "
    "s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME)"
)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["core:home", "initiatives:search", "account_login", "insight:wards"])
def test_browsers_load_nothing_from_elsewhere_and_run_no_script_of_the_page(client, page):
    response = client.get(reverse(page))

    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "geolocation=(self)" in response["Permissions-Policy"]


@pytest.mark.django_db
def test_the_cookie_of_a_session_is_for_the_site_alone(client, eve):
    eve.set_password("a-long-enough-password")
    eve.save()

    answers = {"login": eve.email, "password": "a-long-enough-password"}
    cookie = client.post(reverse("account_login"), answers).cookies["sessionid"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"


def start_production(**more):
    """Start the settings of a production site; return the words that describe them."""
    settings = {
        "DJANGO_SECRET_KEY": "k" * 60,
        "AUDIT_KEYS": "a" * 60,
        "DJANGO_ALLOWED_HOSTS": "safer.example.org",
        "SITE_BASE_URL": "https://safer.example.org",
        **more,
    }
    done = subprocess.run(
        [sys.executable, "-c", PRODUCTION],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def test_in_production_cookies_are_for_this_host_and_travel_encrypted_only():
    encrypted = ["True", "True", "True", "31536000", "True", "False"]

    assert start_production() == [*encrypted, "__Host-sessionid", "__Host-csrftoken"]


def test_how_long_browsers_insist_on_encryption_is_a_setting():
    words = start_production(
        DJANGO_HSTS_SECONDS="60", DJANGO_HSTS_INCLUDE_SUBDOMAINS="0", DJANGO_HSTS_PRELOAD="1"
    )

    assert words[3:6] == ["60", "False", "True"]


def test_the_header_is_on_pages_that_went_wrong_too(client):
    assert "Permissions-Policy" in client.get("/%00/")
