"""Where a message waits for the next page."""

from secrets import token_hex

import pytest
from django.contrib.messages import constants
from django.http import HttpResponse

from core.messages import Cookie, Messages


@pytest.mark.parametrize(("text", "in_cookie"), [("Saved", True), (token_hex(3_000), False)])
def test_a_message_waits_in_a_cookie_or_in_the_session(rf, text, in_cookie):
    request, response = rf.get("/"), HttpResponse()
    request.session = {}
    messages = Messages(request)

    messages.add(constants.INFO, text)
    messages.update(response)

    assert Cookie.cookie_name in response.cookies  # it also says if more lies in the session
    assert bool(request.session) is not in_cookie


def test_a_cookie_of_production_is_for_this_host_alone(rf, monkeypatch, settings):
    monkeypatch.setattr(Cookie, "cookie_name", "__Host-messages")
    settings.SESSION_COOKIE_SECURE = True
    request, response = rf.get("/"), HttpResponse()
    request.session = {}
    messages = Messages(request)

    messages.add(constants.INFO, "Saved")
    messages.update(response)

    cookie = response.cookies["__Host-messages"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
