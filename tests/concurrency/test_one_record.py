"""Ten processes send the same creating form at one moment: one record, and all land on the same page."""

import multiprocessing
from contextlib import closing

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client

from core.models import FormKey
from tests.architecture.test_access import address, build_town
from tests.architecture.test_sent_twice import CREATING, SHIFTED
from tests.database import copy_for_processes
from tests.factories.cast import make_cast
from tests.factories.matching import WeightSetFactory
from tests.factories.volunteers import VolunteerFactory
from tests.signing_in import key_of_session

AT_ONCE = 10
MANY = multiprocessing.get_context("fork")

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def build_whole_town():
    """Build the town for other processes to read, with somebody free to be offered or to wait."""
    group, cast = make_cast()
    town = build_town(group, cast)
    other = VolunteerFactory(reference="SWP-V-2", skills=3)
    known = {**town["matching"], "volunteer": other.pk}
    weights = WeightSetFactory()
    CREATING["matching:weights"][1]["seen"] = ",".join(map(str, [weights.version, *SHIFTED.values()]))
    free = dict.fromkeys(("matching:invite", "matching:wait"), known)
    return {**town, **free, "sessions": {name: key_of_session(user) for name, user in cast.items()}}


@pytest.fixture
def whole_town():
    return build_whole_town()


class Browser:
    """One of ten processes that wait for each other, and then send the same form."""

    def __init__(self, database, url, answers, session):
        self.database, self.url, self.answers, self.session = database, url, answers, session
        self.start = MANY.Barrier(AT_ONCE)

    def __call__(self):
        connection.settings_dict["NAME"], connection.connection = self.database, None
        browser = Client()
        if self.session:
            browser.cookies[settings.SESSION_COOKIE_NAME] = self.session
        if "desk/imports" in self.url:
            file = SimpleUploadedFile("people.csv", b"code,year,people\nE05001330,2023,100\n")
            self.answers = {**self.answers, "file": file}
        self.start.wait(timeout=60)
        response = browser.post(self.url, self.answers)
        return response.status_code, response.get("Location")


def send_from_ten_processes(browser):
    """Return what each got, from processes that inherit the browser by being split off."""
    inbox = MANY.SimpleQueue()
    processes = [MANY.Process(target=lambda: inbox.put(browser())) for _each in range(AT_ONCE)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=120)
    assert [process.exitcode for process in processes] == [0] * AT_ONCE
    return [inbox.get() for _each in processes]


@pytest.fixture
def copied_database(tmp_path, whole_town):
    with copy_for_processes(connection, tmp_path) as address:
        yield address


def send_at_once(name, town, address_of_database):
    """Send a form from ten processes in a copy of the town; return what each got, and how many it made."""
    who, answers, model = CREATING[name]
    url, session = address(name, town), town["sessions"].get(who)
    database = address_of_database.partition("///")[2] or address_of_database.rpartition("/")[2]
    before = count_in(database, model)
    came = send_from_ten_processes(Browser(database, url, {**answers, "form_key": "one"}, session))
    return came, count_in(database, model) - before, count_in(database, FormKey)


def count_in(database, model):
    copy = connections["default"].copy()
    copy.settings_dict["NAME"] = database
    with closing(copy), copy.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{model._meta.db_table}"')  # noqa: S608  # a table of ours
        return cursor.fetchone()[0]


@pytest.mark.parametrize("name", CREATING)
def test_ten_at_one_moment_make_one_record(whole_town, copied_database, name, uploads_dir):
    came, made, keys = send_at_once(name, whole_town, copied_database)

    assert made == 1
    ((status, landed),) = set(came)
    assert status == 302
    assert landed
    assert keys == 1
