"""While the database can't do its work: 503, nothing typed is lost, and it goes on by itself."""

import subprocess
import sys
import time
from contextlib import contextmanager
from html import unescape

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError, connection
from django.db.utils import ConnectionHandler
from django.urls import reverse

from accounts.models import User
from core.management.commands import db_worker
from core.models import Heartbeat
from core.trouble import is_trouble
from tests.pages.forms import read
from tests.production import (
    PROJECT,
    ask,
    closed_server,
    empty_database,
    environment,
    get,
    post,
    run,
    served,
)

ON_POSTGRESQL = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="runs with PostgreSQL")


def caught(act):
    """The error that an act ends with."""
    with pytest.raises(Exception) as caught:  # noqa: PT011  # the test looks at it
        act()
    return caught.value


def sqlite(name, **options):
    """A connection of Django's to a file of SQLite."""
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(name), "OPTIONS": options}
    return ConnectionHandler({"default": database})["default"]


@pytest.fixture
def file(db, tmp_path):
    """A file of SQLite with a table."""
    path = tmp_path / "some.sqlite3"
    first = sqlite(path)
    with first.cursor() as cursor:
        cursor.execute("CREATE TABLE note (words TEXT)")
    first.close()
    return path


def write(database, words="a"):
    def act():
        with database.cursor() as cursor:
            cursor.execute("INSERT INTO note VALUES (%s)", [words])

    return act


def test_a_locked_file_is_trouble(file):
    other, own = sqlite(file), sqlite(file, timeout=0)
    with other.cursor() as cursor:
        cursor.execute("BEGIN EXCLUSIVE")

    assert is_trouble(caught(write(own)))

    other.close()
    write(own)()
    own.close()


def test_a_file_that_can_only_be_read_is_trouble(file):
    own = sqlite(f"file:{file}?mode=ro")

    assert is_trouble(caught(write(own)))
    own.close()


def test_a_full_disk_is_trouble(file):
    own = sqlite(file)
    with own.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 2")

    assert is_trouble(caught(write(own, "x" * 100_000)))
    own.close()


def test_a_file_that_is_not_there_is_trouble(db, tmp_path):
    assert is_trouble(caught(write(sqlite(tmp_path / "no" / "folder.sqlite3"))))


def test_a_table_that_is_not_there_is_a_fault_of_the_program(file):
    own = sqlite(file)

    assert not is_trouble(caught(lambda: own.cursor().execute("SELECT * FROM nothing")))
    own.close()


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, False),
        (ValueError("no"), False),
        (ProgrammingError("no such function"), False),
        (InternalError("current transaction is aborted"), False),
        (InterfaceError("connection already closed"), True),
        (OperationalError("the server closed the connection"), True),
    ],
)
def test_is_trouble_tells_trouble_from_faults(error, outcome):
    assert is_trouble(error) is outcome


@ON_POSTGRESQL
@pytest.mark.django_db
def test_a_server_that_only_reads_is_trouble():
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")

    error = caught(lambda: Heartbeat(name="one", at="2026-01-01T00:00Z").save(force_insert=True))

    assert is_trouble(error)


@contextmanager
def outage():
    """A time in which the database answers nothing."""

    def refuse(*_what):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(refuse):
        yield


@pytest.fixture
def browser(client):
    client.raise_request_exception = False
    return client


@pytest.mark.django_db
def test_a_page_says_to_come_again(browser):
    with outage():
        answer = browser.get(reverse("initiatives:search"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert b"Sorry, the service is unavailable" in answer.content
    assert b"You cannot use this website at the moment. Try again in a few minutes." in answer.content
    assert b"<form" not in answer.content
    assert browser.get(reverse("initiatives:search")).status_code == 200


@pytest.mark.django_db
def test_the_api_says_to_come_again(browser):
    with outage():
        answer = browser.get("/api/v1/groups/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "Our database does not answer. Try again later."


@pytest.mark.django_db
def test_a_fault_of_the_program_is_no_trouble(browser, monkeypatch):
    def crash(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("core.views.PublicPage.get", crash)

    assert browser.get("/help/").status_code == 500


@pytest.mark.django_db
def test_what_was_typed_is_kept_and_sent_again_with_one_button(browser, eve):
    browser.force_login(eve)
    address = reverse("accounts:change_name")
    with outage():
        answer = browser.post(f"{address}?next=/help/", {"name": "Eve <b>Newly</b> Wed", "extra": ["1", "2"]})

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert "Eve &lt;b&gt;Newly&lt;/b&gt; Wed</div>" in page
    (form,) = read(page).forms
    sent = [
        (control.name, control.value) for control in form.controls if control.name != "csrfmiddlewaretoken"
    ]
    assert sent == [("name", "Eve <b>Newly</b> Wed"), ("extra", "1"), ("extra", "2")]
    assert f'action="{address}?next=/help/"' in unescape(page)

    browser.post(address, dict(sent))

    assert User.objects.get(pk=eve.pk).name == "Eve <b>Newly</b> Wed"


@pytest.mark.django_db
def test_a_password_is_never_sent_back(browser):
    with outage():
        answer = browser.post(
            reverse("account_login"), {"login": "eve@example.com", "password": "correct horse battery"}
        )

    assert answer.status_code == 503
    assert b"battery" not in answer.content
    assert b"Send again" not in answer.content
    assert b"Go back to the form" in answer.content


@pytest.mark.django_db
def test_a_file_can_not_be_sent_again(browser, eve):
    browser.force_login(eve)
    with outage():
        answer = browser.post(
            "/desk/imports/", {"note": "of June 2026", "file": SimpleUploadedFile("a.csv", b"a")}
        )

    assert answer.status_code == 503
    assert b"Send again" not in answer.content
    assert b"of June 2026" in answer.content


@pytest.mark.django_db
def test_a_postcode_is_no_secret(browser, eve):
    browser.force_login(eve)
    with outage():
        answer = browser.post(reverse("accounts:change_name"), {"name": "Eve", "postcode": "WV1 1RG"})

    assert b'name="postcode" value="WV1 1RG"' in answer.content
    assert b"Send again" in answer.content


@pytest.fixture
def waits(monkeypatch):
    """How long a worker waited each time; nobody waits in tests."""
    found = []
    monkeypatch.setattr(db_worker.time, "sleep", found.append)
    return found


def worker_that(monkeypatch, *outcomes):
    """Let the package's worker end like this, one time after the other."""
    left = list(outcomes)

    def handle(self, *args, **options):
        outcome = left.pop(0)
        if outcome:
            raise outcome

    monkeypatch.setattr(db_worker.PackageCommand, "handle", handle)


@pytest.mark.django_db(transaction=True)
def test_a_worker_waits_for_its_database(monkeypatch, waits):
    worker_that(monkeypatch, OperationalError("gone"), InterfaceError("closed"), None)

    db_worker.Command().handle()

    assert waits == [db_worker.PAUSE_SECONDS] * 2


@pytest.mark.django_db
def test_a_worker_ends_with_a_fault_of_the_program(monkeypatch, waits):
    worker_that(monkeypatch, ProgrammingError("no such column"))

    with pytest.raises(ProgrammingError):
        db_worker.Command().handle()

    assert waits == []


@contextmanager
def reading_server(url):
    """A time in which a database can only be read, as while another machine takes over."""
    address, _, name = url.rpartition("/")
    with psycopg.connect(
        f"{address}/postgres".replace("postgres://", "postgresql://"), autocommit=True
    ) as server:
        server.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            server.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )


def hidden(page):
    """What a page's forms hold that nobody types: when it was opened, and its key."""
    return {each.name: each.value for form in read(page).forms for each in form.controls if each.value}


@ON_POSTGRESQL
@pytest.mark.slow
def test_servers_and_workers_outlive_their_database(db, tmp_path):
    with empty_database(tmp_path, "outage") as url:
        env = environment(url, tmp_path)
        for command in (["migrate"], ["createcachetable"], ["collectstatic", "--no-input"]):
            assert run(env, "manage.py", *command).returncode == 0
        with (tmp_path / "worker.log").open("w") as log:
            worker = subprocess.Popen(
                [sys.executable, "manage.py", "db_worker"], cwd=PROJECT, env=env, stderr=log
            )
        try:
            with served(env, ["gunicorn", "config.wsgi", "--workers", "1"]) as (_server, port):
                _status, headers, page = ask(port, "/register/volunteer/")
                cookie = headers["Set-Cookie"].partition(";")[0]
                token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
                typed = {"email": "dev@example.com", "note": "two words"}
                fields = {**hidden(page), "csrfmiddlewaretoken": token, **typed}
                for trouble in (closed_server, reading_server):
                    with trouble(url):
                        status, kept = post(port, "/register/volunteer/", cookie, fields)
                        assert (status, "Send again" in kept, 'value="dev@example.com"' in kept) == (
                            503,
                            True,
                            True,
                        )
                        assert get(port, "/livez")[0] == 200
                        assert get(port, "/readyz")[0] == 503
                        time.sleep(2)  # the worker looks for work each second
                    assert get(port, "/readyz")[0] == 200
                    assert get(port, "/help/")[0] == 200
                    assert post(port, "/register/volunteer/", cookie, fields)[0] == 302
            assert worker.poll() is None
        finally:
            worker.kill()
            worker.wait()
    assert "the worker tries again" in (tmp_path / "worker.log").read_text()
