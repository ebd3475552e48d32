"""Every page of the site as the server gives it, on either database; how it looks is seen in Chromium."""

import pytest

from tests.pages.stage import ALLAUTH, PAGES
from tests.pages.test_every_page import ASIDE
from tests.signing_in import key_of_session

pytestmark = pytest.mark.django_db


def sign_in(client, stage, person):
    """Let the client be one of the people, just signed in, or nobody."""
    client.logout()
    if person in stage.people:
        client.cookies["sessionid"] = key_of_session(stage.people[person])


@pytest.mark.parametrize("name", PAGES)
def test_every_page_answers(client, stage, settings, name):
    settings.DEBUG = name == "notifications:outbox"
    for visit in stage.visits[name]:
        sign_in(client, stage, visit.person)

        response = client.get(visit.path)

        assert response.status_code == 200
        assert response.content.count(b"<h1") == 1


@pytest.mark.parametrize("name", ALLAUTH)
def test_every_page_of_allauth_answers(client, stage, name):
    for visit in stage.visits[name]:
        sign_in(client, stage, visit.person)

        response = client.get(visit.path, follow=True)

        assert response.status_code == 200
        assert not response.redirect_chain or ASIDE.search(response.redirect_chain[-1][0])
