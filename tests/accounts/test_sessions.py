"""Officers are signed out after a while; nobody else is, and nothing that was typed is lost."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.pages.forms import read
from tests.queries import count_queries

pytestmark = pytest.mark.django_db
NINE = datetime(2031, 6, 1, 9, tzinfo=UTC)  # sessions of then are still good when a test looks into them
IDLE = "because you did nothing for 30 minutes."
LONG = "because you signed in 12 hours ago."
PASSWORD = "correct horse battery"
DESK = reverse("desk:home")
NAME = reverse("accounts:change_name")


def after(**time):
    """At some time after nine, when everybody signs in."""
    return time_machine.travel(NINE + timedelta(**time), tick=False)


@pytest.fixture
def at_desk(carol):
    """Carol's browser, signed in at nine."""
    browser = Client()
    with after():
        browser.force_login(carol)
    return browser


def sign_in(browser, person, **more):
    person.set_password(PASSWORD)
    person.save()
    return browser.post(reverse("account_login"), {"login": person.email, "password": PASSWORD, **more})


def work(browser, *, until, every=timedelta(minutes=29)):
    """Open the desk again and again; return the last answer."""
    moment = timedelta()
    while moment < until:
        moment = min(moment + every, until)
        with after(seconds=moment.total_seconds()):
            answer = browser.get(DESK)
    return answer


def test_an_officer_who_does_nothing_is_signed_out_and_told_why(at_desk):
    with after(minutes=30):
        answer = at_desk.get(f"{DESK}?q=a")
        page = at_desk.get(answer.url)

    assert answer.url == f"/account/login/?next={DESK}%3Fq%3Da"
    assert IDLE in page.content.decode()
    assert "_auth_user_id" not in at_desk.session


def test_an_officer_who_did_something_lately_stays(at_desk):
    with after(minutes=29, seconds=59):
        assert at_desk.get(DESK).status_code == 200


def test_each_request_begins_the_time_anew(at_desk):
    assert work(at_desk, until=timedelta(hours=2)).status_code == 200


def test_an_officer_signs_in_again_every_twelve_hours(at_desk):
    assert work(at_desk, until=timedelta(hours=11, minutes=59)).status_code == 200
    with after(hours=12):
        page = at_desk.get(DESK, follow=True)

    assert LONG in page.content.decode()


def test_the_limits_are_settings(settings, at_desk):
    settings.OFFICER_IDLE_MINUTES, settings.OFFICER_SESSION_HOURS = 1, 1

    with after(minutes=1):
        assert "did nothing for 1 minute." in at_desk.get(DESK, follow=True).content.decode()


def test_the_longest_time_is_a_setting(settings, at_desk):
    settings.OFFICER_SESSION_HOURS = 1
    work(at_desk, until=timedelta(minutes=50))

    with after(hours=1):
        assert "signed in 1 hour ago." in at_desk.get(DESK, follow=True).content.decode()


@pytest.mark.parametrize("person", ["eve", "asha", "dev"])
def test_everybody_else_stays(request, client, person):
    with after():
        client.force_login(request.getfixturevalue(person))

    with after(days=13):
        assert client.get(reverse("accounts:account")).status_code == 200


def test_a_public_page_is_shown_and_says_that_they_are_signed_out(at_desk):
    with after(hours=1):
        page = at_desk.get(reverse("core:help"))

    assert page.status_code == 200
    assert IDLE in page.content.decode()
    assert "_auth_user_id" not in at_desk.session


def test_another_session_does_not_keep_this_one_alive(at_desk, carol):
    with after():
        sign_in(at_desk, carol)
    with after(minutes=29):
        Client().force_login(carol)

    with after(minutes=31):
        assert at_desk.get(DESK).status_code == 302


def test_the_time_begins_when_someone_signs_in_with_or_without_being_remembered(client, eve):
    eve.role = User.Role.OFFICER
    for more in ({}, {"remember": "on"}):
        with after():
            sign_in(client, eve, **more)
        with after(minutes=29):
            assert client.get(NAME).status_code == 200
        with after(minutes=59):
            assert client.get(NAME).status_code == 302


def test_the_session_is_written_once_a_minute_at_most(at_desk):
    def queries(**time):
        with after(**time):
            return count_queries(lambda: at_desk.get(NAME))

    plain = queries(seconds=59)
    written = queries(seconds=60)

    assert queries(seconds=119) == plain < written


def test_what_was_typed_is_sent_again_after_signing_in(at_desk, carol):
    with after(hours=1):
        answer = at_desk.post(f"{NAME}?next=/help/", {"name": "Carol <b>Newly</b> Wed"})
        assert answer.url == f"/account/login/?next={reverse('accounts:not_saved')}"
        at_desk.force_login(carol)
        page = at_desk.get(reverse("accounts:not_saved")).content.decode()

        (form,) = [form for form in read(page).forms if form.action != reverse("account_logout")]
        assert "Carol &lt;b&gt;Newly&lt;/b&gt; Wed</div>" in page
        assert unescape(form.action) == f"{NAME}?next=/help/"
        at_desk.post(form.action, form.filled())

    assert User.objects.get(pk=carol.pk).name == "Carol <b>Newly</b> Wed"


def test_no_password_or_file_is_kept(at_desk, carol):
    with after(hours=1):
        at_desk.post(NAME, {"name": "Carol", "password": PASSWORD, "file": SimpleUploadedFile("a.csv", b"a")})
        assert PASSWORD not in str(at_desk.session.items())
        at_desk.force_login(carol)
        page = at_desk.get(reverse("accounts:not_saved")).content.decode()

    assert "Go back to the form" in page
    assert "Send again" not in page


def test_nobody_else_gets_what_was_typed(at_desk, eve):
    with after(hours=1):
        at_desk.post(NAME, {"name": "Carol the Second"})
        at_desk.force_login(eve)
        page = at_desk.get(reverse("accounts:not_saved")).content.decode()

    assert "Second" not in page
    assert "There is nothing to send again" in page


@pytest.mark.parametrize(("person", "is_kept"), [("carol", True), ("eve", False)])
def test_what_was_typed_stays_with_its_owner_alone(request, at_desk, person, is_kept):
    with after(hours=1):
        at_desk.post(NAME, {"name": "Carol the Second"})
        someone = request.getfixturevalue(person)
        someone.authenticator_set.all().delete()
        sign_in(at_desk, someone)

    assert "_auth_user_id" in at_desk.session
    assert ("Second" in str(Session.objects.get().get_decoded())) == is_kept


def test_a_button_that_signs_out_signs_out(at_desk):
    with after(hours=1):
        answer = at_desk.post(reverse("account_logout"), follow=True)

    assert answer.status_code == 200
    assert "not_saved" not in at_desk.session
