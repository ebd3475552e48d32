import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.architecture.test_access import ANYBODY, build_town
from tests.factories.cast import make_cast
from tests.signing_in import key_of_session


@pytest.fixture(scope="module")
def town_of_the_file(django_db_setup, django_db_blocker):
    """The cast in its town, with everybody signed in: built once for a file, and undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        group, cast = make_cast()
        yield {**build_town(group, cast), "keys": {name: key_of_session(user) for name, user in cast.items()}}
        transaction.set_rollback(True)


@pytest.fixture
def town(town_of_the_file, db):
    """The town; what a test changes in it is undone after the test."""
    return town_of_the_file


@pytest.fixture
def browser_of(town):
    """Give someone of the cast, or nobody, a browser in which they are signed in."""

    def open_browser(person, **options):
        assert person in ANYBODY
        browser = Client(**options)
        if person in town["keys"]:
            browser.cookies[settings.SESSION_COOKIE_NAME] = town["keys"][person]
        return browser

    return open_browser
