"""Which of allauth's pages a stranger may open. A page that is new there must be put on one of the lists."""

import pytest
from allauth.urls import urlpatterns
from django.conf import settings
from django.template.loader import get_template
from django.urls import URLPattern, reverse

PUBLIC = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_request_login_code",
}
# These need a sign-in that is under way.
HALF_WAY = {"account_confirm_login_code", "mfa_authenticate"}
CLOSED = {
    "account_email",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
}
ARGUMENTS = {"account_confirm_email": ["x"], "account_reset_password_from_key": ["x", "y"]}


SAYINGS = [
    "account/messages/email_confirmation_failed.txt",
    "account/messages/email_confirmation_sent.txt",
    "account/messages/email_confirmed.txt",
    "account/messages/logged_in.txt",
    "account/messages/login_code_sent.txt",
    "account/messages/password_changed.txt",
    "account/messages/password_set.txt",
    "mfa/messages/recovery_codes_generated.txt",
    "mfa/messages/totp_activated.txt",
    "mfa/messages/totp_deactivated.txt",
]


def names(patterns):
    for pattern in patterns:
        yield from [pattern.name] if isinstance(pattern, URLPattern) else names(pattern.url_patterns)


def address(name):
    return reverse(name, args=ARGUMENTS.get(name, []))


def test_every_page_of_allauth_is_on_one_list():
    assert set(names(urlpatterns)) == PUBLIC | HALF_WAY | CLOSED


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_page_opens_for_a_stranger(client, name):
    response = client.get(address(name))

    # Nobody is signed in, so there is nobody to sign out.
    assert response.status_code == 200 or (name, response.url) == ("account_logout", "/")


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(HALF_WAY))
def test_half_way_page_sends_a_stranger_to_the_start(client, name):
    assert client.get(address(name)).url.startswith("/account/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(CLOSED))
def test_closed_page_asks_a_stranger_to_sign_in(client, name):
    assert client.get(address(name)).url == f"/account/login/?next={address(name)}"


@pytest.mark.parametrize("name", SAYINGS)
def test_what_allauth_says_at_the_top_of_a_page_is_in_our_words(name):
    assert get_template(name).origin.name.startswith(str(settings.BASE_DIR / "templates"))
