import json
import logging
import sys
from datetime import datetime
from logging.config import DictConfigurator

import pytest
import structlog
from django.db import IntegrityError, transaction

from accounts.models import User
from core.logs import add_facts, describe_errors, hide_secrets, log_uncaught, scrub
from tests.production import empty_database, environment, run


@pytest.mark.parametrize(
    "address",
    ["/account/link/S3CR3T/", "/account/password/reset/key/S3CR3T/", "/account/confirm-email/S3CR3T/"],
)
def test_hide_secrets_takes_keys_out_of_addresses(address):
    line = hide_secrets(None, "info", f"'GET {address}' then {address}?next=/")

    assert "S3CR3T" not in line
    assert line.count("[hidden]/") == 2


def test_hide_secrets_leaves_other_addresses():
    assert hide_secrets(None, "info", "GET /account/login/ 200") == "GET /account/login/ 200"


@pytest.fixture
def lines(settings):
    """What the site's own log format makes of the events of a test."""
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Keep()
    recipe = dict(settings.LOGGING["formatters"]["line"])
    handler.setFormatter(DictConfigurator({}).configure_formatter(recipe))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_is_opened_without_its_secret_in_the_logs(client, lines, method):
    getattr(client, method)("/account/link/S3CR3T/")

    assert any("request_started" in line and "/account/link/[hidden]/" in line for line in lines)
    assert any("Gone" in line for line in lines)
    assert "S3CR3T" not in "".join(lines)


@pytest.mark.django_db
def test_a_search_is_logged_without_what_was_searched_for(client, lines):
    client.get("/help/?postcode=WV1+1RG", REMOTE_ADDR="203.0.113.9")

    assert any("GET /help/" in line for line in lines)
    assert "WV1" not in "".join(lines)
    assert "203.0.113.9" not in "".join(lines)


def test_structlog_writes_through_the_same_format(lines):
    structlog.get_logger("site").warning("opened", page="/account/link/S3CR3T/")

    assert "/account/link/[hidden]/" in lines[0]


def test_a_trace_does_not_tell_what_the_variables_held(lines):
    their_name = "Dev Volunteer"
    try:
        raise LookupError(len(their_name))
    except LookupError:
        logging.getLogger("site").warning("went wrong", exc_info=True)

    assert "LookupError: 13" in "".join(lines)
    assert their_name not in "".join(lines)


@pytest.fixture
def json_lines(lines, settings):
    """The events of a test in the format of production, read back."""
    handler = logging.getLogger().handlers[-1]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                add_facts,
                describe_errors,
                scrub,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
                hide_secrets,
            ]
        )
    )
    return lambda: [json.loads(line) for line in lines]


def test_every_line_says_when_how_grave_and_who(json_lines):
    logging.getLogger("site.part").info("%s things", 3)
    structlog.get_logger("site.other").warning("opened", count=2, share=0.5, done=True, nothing=None)

    first, second = json_lines()
    assert (first["level"], first["logger"], first["event"]) == ("info", "site.part", "3 things")
    assert datetime.fromisoformat(first["time"]).utcoffset().total_seconds() == 0
    assert first["request_id"] is None
    assert (second["level"], second["logger"], second["event"]) == ("warning", "site.other", "opened")
    assert (second["count"], second["share"], second["done"], second["nothing"]) == (2, 0.5, True, None)


def test_values_are_scrubbed_at_any_depth(json_lines):
    structlog.get_logger("site").warning("sent", to=["dev@example.com"], more={"where": ("WV1 1RG", 5)})

    (line,) = json_lines()
    assert (line["to"], line["more"]) == (["[hidden]"], {"where": ["[hidden]", 5]})


def test_an_error_is_one_line_with_its_traceback_and_no_values(json_lines):
    try:
        raise LookupError("Key (email)=(dev@example.com) already exists.")
    except LookupError as error:
        logging.getLogger("site").exception("went wrong")
        logging.getLogger("site").error("again", exc_info=error)
        structlog.get_logger("site").exception("and again")
        structlog.get_logger("site").error("once more", exc_info=error)

    for line in json_lines():
        assert "in test_an_error_is_one_line" in line["error"]
        assert line["error"].endswith("LookupError: Key (email)=([hidden]) already exists.")
        assert "exc_info" not in line


@pytest.mark.django_db
def test_what_the_database_refuses_is_logged_without_what_it_was(eve, json_lines):
    try:
        with transaction.atomic():
            User.objects.create(email=eve.email, name="Another")
    except IntegrityError:
        logging.getLogger("site").exception("refused")

    (line,) = json_lines()
    assert "IntegrityError: " in line["error"]
    assert "accounts_user" in line["error"]
    assert eve.email not in json.dumps(line)


@pytest.mark.django_db
def test_a_crash_of_a_page_is_logged_with_the_id_of_its_request(client, json_lines, monkeypatch):
    name = "Dev Kandola"

    def crash(*args, **kwargs):
        raise RuntimeError(repr(name))

    monkeypatch.setattr("core.views.PublicPage.get", crash)
    client.raise_request_exception = False

    assert client.get("/help/?name=Dev+Kandola").status_code == 500

    lines = json_lines()
    crashes = [line for line in lines if "error" in line]
    assert {line["logger"] for line in crashes} >= {"django.request"}
    assert {line["request_id"] for line in crashes} == {lines[0]["request_id"]}
    assert lines[0]["request_id"]
    assert "Kandola" not in json.dumps(lines)


def test_what_ends_a_process_is_logged(json_lines):
    error = RuntimeError("for 'Dev Kandola'")

    log_uncaught(RuntimeError, error, None)

    (line,) = json_lines()
    assert (line["level"], line["error"]) == ("critical", "RuntimeError: for '[hidden]'")


def test_stopping_a_process_by_hand_is_no_error(json_lines, monkeypatch):
    stopped = []
    monkeypatch.setattr(sys, "__excepthook__", lambda *what: stopped.append(what[0]))

    log_uncaught(KeyboardInterrupt, KeyboardInterrupt(), None)

    assert (stopped, json_lines()) == ([KeyboardInterrupt], [])


@pytest.mark.slow
def test_commands_of_production_log_lines_of_json_alike(tmp_path):
    with empty_database(tmp_path, "logs") as url:
        env = environment(url, tmp_path)
        due = run(env, "manage.py", "run_due")  # a database without tables: every piece of work fails
        worker = run(env, "manage.py", "db_worker", "--batch")

    *pieces, last = due.stderr.splitlines()
    lines = [json.loads(line) for line in pieces if line.startswith("{")]
    assert last.startswith("CommandError: Failed: ")
    assert "notifications.tasks.send_waiting" in last
    assert len(lines) == len(pieces)
    assert {(line["logger"], line["level"]) for line in lines} == {
        ("notifications.management.commands.run_due", "error")
    }
    assert all("Traceback" not in line["error"] and "Error: " in line["error"] for line in lines)
    ended = [json.loads(line) for line in worker.stderr.splitlines()]
    assert (ended[-1]["logger"], ended[-1]["level"]) == ("core.logs", "critical")
    assert "django_tasks_db" in ended[-1]["error"]


def test_the_page_of_a_crash_says_only_what_is_true(client, monkeypatch):
    def crash(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("core.views.PublicPage.get", crash)
    client.raise_request_exception = False

    page = client.get("/help/").content.decode()

    assert "What you last did may not have been saved." in page
    assert "told" not in page
