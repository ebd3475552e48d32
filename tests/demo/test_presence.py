"""A production site does not run on a database with people whose password everybody knows."""

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import OperationalError
from django.http import HttpResponse

from core import audit
from demo import middleware, presence
from demo.middleware import RefuseDemoPeople
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def answer(request):
    return HttpResponse("fine")


def database_is_away():
    raise OperationalError("connection refused")


@pytest.fixture
def production(settings):
    settings.LOCAL = False


@pytest.fixture
def sam_of_the_demo():
    return UserFactory(email="sam@demo.example")


@pytest.fixture
def seeded_once(eve):
    """A database whose demo people were given other addresses since."""
    audit.record(presence.SEEDED, subject=eve, by=None)


def test_no_demo_people_where_others_are(eve):
    assert not presence.has_demo_people()


def test_demo_people_by_their_address(sam_of_the_demo):
    assert presence.has_demo_people()


def test_demo_people_by_the_note_of_their_seeding(seeded_once):
    assert presence.has_demo_people()


def test_every_command_of_production_stops_and_says_why(production, sam_of_the_demo):
    with pytest.raises(SystemCheckError, match="holds the demo city"):
        call_command("check")


def test_check_deploy_says_so(production, sam_of_the_demo):
    errors = [message for message in run_checks(include_deployment_checks=True) if message.id == "demo.E001"]

    assert len(errors) == 1


def test_checks_pass_in_production_without_demo_people(production, eve):
    call_command("check")


def test_checks_pass_in_a_demo(settings, sam_of_the_demo):
    call_command("check")


def test_checks_pass_before_there_are_tables(production, monkeypatch):
    monkeypatch.setattr(presence, "has_demo_people", database_is_away)

    call_command("check")


def test_a_server_does_not_start_with_demo_people(sam_of_the_demo):
    with pytest.raises(ImproperlyConfigured, match="holds the demo city"):
        RefuseDemoPeople(answer)


def test_a_server_looks_once(rf, django_assert_num_queries):
    with django_assert_num_queries(2):
        site = RefuseDemoPeople(answer)

    with django_assert_num_queries(0):
        assert site(rf.get("/")).content == b"fine"


def test_a_server_that_started_without_its_database_looks_later(rf, monkeypatch, sam_of_the_demo):
    with monkeypatch.context() as outage:
        outage.setattr(middleware, "has_demo_people", database_is_away)
        site = RefuseDemoPeople(answer)
        with pytest.raises(OperationalError):
            site(rf.get("/"))

    with pytest.raises(ImproperlyConfigured):
        site(rf.get("/"))
