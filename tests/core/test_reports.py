"""What is reported of an error says where it was, and nothing about anybody."""

import json
import logging

import pytest
import sentry_sdk
from sentry_sdk.transport import Transport
from structlog.contextvars import bound_contextvars

from core.reports import start_reports

SECRETS = ("dev@example.com", "WV1 1AA", "01902 555 000", "hunter2")


class Kept(Transport):
    """Keeps what would be sent."""

    def __init__(self, options):
        super().__init__(options)
        self.reports = []

    def capture_envelope(self, envelope):
        self.reports.extend(item.payload.json for item in envelope.items)


@pytest.fixture
def reports(monkeypatch):
    """Return what is reported until the test ends; nothing is sent anywhere."""
    kept = Kept({"dsn": "https://key@errors.example.org/1"})
    scope = sentry_sdk.Scope.get_global_scope()
    monkeypatch.setattr(
        "sentry_sdk.init",
        lambda **options: scope.set_client(sentry_sdk.Client(transport=kept, **options)),
    )
    start_reports("https://key@errors.example.org/1")
    yield kept.reports
    scope.set_client(None)


def fail(password):
    """Fail as code does that quotes what it was given."""
    raise ValueError(f"could not read '{password}' of dev@example.com, WV1 1AA")


def test_an_error_is_reported_without_anything_personal(reports):
    sentry_sdk.set_user({"email": "dev@example.com"})
    sentry_sdk.set_extra("phone", "01902 555 000")
    try:
        fail("hunter2")
    except ValueError:
        with bound_contextvars(request_id="abc"):
            logging.getLogger("django.request").exception("Trouble with %s", "dev@example.com")

    (report,) = reports
    text = json.dumps(report)
    assert [secret for secret in SECRETS if secret in text] == []
    assert report["tags"] == {"request_id": "abc"}
    assert report["logger"] == "django.request"
    (error,) = report["exception"]["values"]
    assert error["type"] == "ValueError"
    assert error["stacktrace"]["frames"][-1]["function"] == "fail"
    assert "vars" not in error["stacktrace"]["frames"][-1]


def test_an_error_without_an_exception_is_reported_by_its_words(reports):
    logging.getLogger("site").error("The mail server is down")

    (report,) = reports
    assert report["message"] == "The mail server is down"
    assert report["exception"] == {"values": []}


def test_what_is_no_error_is_not_reported(reports):
    logging.getLogger("site").warning("Slow")

    assert reports == []


def test_nothing_is_reported_where_no_service_is_named(monkeypatch):
    monkeypatch.setattr("sentry_sdk.init", lambda **_options: pytest.fail("started"))

    start_reports("")
