import logging
from logging.config import DictConfigurator

import pytest
import structlog

from core.logs import hide_secrets


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
