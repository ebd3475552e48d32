"""Every form of the site when it is sent empty, and every page that says no, in a real browser."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.sessions import keep_what_was_not_saved
from core.views import PublicPage
from tests.browser import WIDTHS
from tests.pages.looking import look_at
from tests.pages.stage import ALLAUTH, PAGES
from tests.signing_in import confirm

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def client_of(stage, person):
    """Return a client that is signed in as one of the people, or not at all."""
    client = Client()
    if person in stage.people:
        client.force_login(stage.people[person])
        confirm(client, stage.people[person])
    return client


def faults_of(theatre, person, path, response):
    """Show the browser an answer to something that it could not send without changing anything."""
    body = response.content.decode()
    return theatre.play(look_at, person, path, axe=WIDTHS[:1], body=body)[1]


@pytest.mark.parametrize("name", [*PAGES, *ALLAUTH])
def test_an_empty_form_says_what_is_missing(theatre, stage, name):
    for visit in stage.visits[name]:
        response = client_of(stage, visit.person).post(visit.path)

        if response.status_code == 200 and "govuk-error-summary" in response.content.decode():
            assert not faults_of(theatre, visit.person, visit.path, response)


def broken(client, monkeypatch):
    monkeypatch.setattr(PublicPage, "get", lambda view, request: 1 / 0)
    client.raise_request_exception = False
    return client.get("/help/")


def too_often(client, monkeypatch):
    monkeypatch.setattr("accounts.views.asks_too_often", lambda request: True)
    return client.post("/register/group/")


REFUSALS = {
    400: lambda client, monkeypatch: client.get("/initiatives/?page=x"),
    404: lambda client, monkeypatch: client.get("/nothing-here/"),
    410: lambda client, monkeypatch: client.get("/account/link/unknown/"),
    429: too_often,
    500: broken,
}


@pytest.mark.parametrize("status", REFUSALS)
def test_a_page_that_says_no_is_sound(theatre, stage, monkeypatch, status):
    response = REFUSALS[status](Client(), monkeypatch)

    assert response.status_code == status
    assert not faults_of(theatre, "anonymous", f"/no/{status}/", response)


def test_the_page_for_somebody_else_is_sound(theatre, stage):
    response = client_of(stage, "eve").get("/desk/")

    assert response.status_code == 403
    assert not faults_of(theatre, "eve", "/no/403/", response)


def test_the_page_with_a_form_that_was_sent_too_late_is_sound(theatre, stage):
    client = client_of(stage, "carol")
    session, words = client.session, "She can help on Mondays"
    sent = {"is_form": True, "can_send": True, "typed": [["note", words]], "sentences": [words]}
    keep_what_was_not_saved(session, str(stage.people["carol"].pk), {**sent, "address": "/desk/"})
    session.save()

    response = client.get(reverse("accounts:not_saved"))

    assert words in response.content.decode()
    assert not faults_of(theatre, "carol", "/no/saved/", response)


def test_the_page_about_a_forged_form_is_sound(theatre, stage):
    response = Client(enforce_csrf_checks=True).post("/register/group/")

    assert response.status_code == 403
    assert not faults_of(theatre, "anonymous", "/no/forged/", response)
