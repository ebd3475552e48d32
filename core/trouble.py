"""What to answer while the database can't do its work. It passes by itself, so nothing typed may be lost."""

import re
import sys
from http import HTTPStatus
from typing import Any

from django.db import DatabaseError, InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers, patch_cache_control

RETRY_AFTER_SECONDS = 30
# SQLite: busy, locked, read only, not readable, full, can't be opened. Others are faults of the program.
SQLITE_TROUBLE = {5, 6, 8, 10, 13, 14}
# PostgreSQL: a server that only reads.
READ_ONLY = "25006"
# Never sent back to a browser, so those who typed them type them again.
SECRET = re.compile(r"password|secret|token|(?<!post)code")


def trouble_at_hand() -> bool:
    """Whether the error that is being handled is the database's trouble and no fault of the program."""
    return is_trouble(sys.exc_info()[1])


def is_trouble(error: BaseException | None) -> bool:
    """Whether an error says that the database can't be reached, read or written for now."""
    if not isinstance(error, (DatabaseError, InterfaceError)):
        return False
    cause: Any = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in SQLITE_TROUBLE
    if isinstance(error, InternalError):
        return getattr(cause, "sqlstate", None) == READ_ONLY
    return isinstance(error, (OperationalError, InterfaceError))


def trouble_page(request: HttpRequest) -> HttpResponse:
    """Return a page that needs no database. It holds what was typed, to be sent again with one button."""
    context = {**what_was_sent(request), "csrf_token": get_token(request)} if request.method == "POST" else {}
    page = HttpResponse(render_to_string("503.html", context), status=HTTPStatus.SERVICE_UNAVAILABLE)
    add_never_cache_headers(page)
    patch_cache_control(page, no_store=True, private=True)
    page["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return page


def what_was_sent(request: HttpRequest) -> dict[str, Any]:
    """Describe a form that was sent. One with a password, a code or a file can't be sent again from here."""
    sent = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    kept = [(name, value) for name, values in sent.items() for value in values if not SECRET.search(name)]
    return {
        "is_form": True,
        "can_send": not request.FILES and not any(SECRET.search(name) for name in sent),
        "typed": kept,
        "sentences": [value for _name, value in kept if " " in value.strip()],
        "address": request.get_full_path(),
    }
