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
    "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS)"
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


@pytest.mark.django_db
def test_the_cookie_of_a_session_is_for_the_site_alone(client, eve):
    eve.set_password("a-long-enough-password")
    eve.save()

    answers = {"login": eve.email, "password": "a-long-enough-password"}
    cookie = client.post(reverse("account_login"), answers).cookies["sessionid"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"


def test_in_production_cookies_travel_encrypted_only():
    settings = {
        "DJANGO_SECRET_KEY": "k" * 60,
        "DJANGO_ALLOWED_HOSTS": "safer.example.org",
        "SITE_BASE_URL": "https://safer.example.org",
    }

    done = subprocess.run(
        [sys.executable, "-c", PRODUCTION],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], **settings},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["True", "True", "True", "31536000"]
