import html

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils.module_loading import import_string

from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
# With a letter of two code points, an invisible mark and a space at the end.
PASSWORD = "cafe\u0301 \u200bnever-tidied "


@pytest.fixture
def person():
    return UserFactory(email="eve@example.com", password=make_password(PASSWORD))


def words_of(response):
    return html.unescape(response.content.decode())


def test_sign_in_says_what_is_missing(client):
    words = words_of(client.post("/account/login/"))

    assert "Enter your email address" in words
    assert "Enter your password" in words
    assert "Keep me signed in on this device" in words


def test_sign_in_takes_a_password_as_it_was_typed(client, person):
    response = client.post("/account/login/", {"login": "Eve@Example.com ", "password": PASSWORD})

    assert response.url == "/account/"


def test_sign_in_says_the_same_for_known_and_unknown_addresses(client, person):
    answers = {
        words_of(client.post("/account/login/", {"login": email, "password": "wrong"})).replace(email, "")
        for email in (person.email, "nobody@example.com")
    }

    assert len({words.partition("csrfmiddlewaretoken")[0] for words in answers}) == 1
    assert "The email address or password is not correct" in answers.pop()


@pytest.mark.parametrize("path", [*settings.ACCOUNT_FORMS.values(), *settings.MFA_FORMS.values()])
def test_every_form_has_words_of_its_own_for_what_it_asks(path):
    form = import_string(path)

    assert set(form.labels) == set(form.wording) | ({"remember"} & set(form.labels))
