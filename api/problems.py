"""Errors as problem details (RFC 9457), whichever way a request goes wrong."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.forms.utils import ErrorDict
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler

from core.trouble import RETRY_AFTER_SECONDS, trouble_at_hand, trouble_page

CONTENT_TYPE = "application/problem+json"
ADDRESSES = ("/api/", "/feeds/")
PLAIN = "about:blank"  # a problem that its status says all about (RFC 9457, 4.2.1)
EVERYBODY = {"Access-Control-Allow-Origin": "*"}


def problem_details(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an exception of the API; what nobody foresaw goes on to `server_error`."""
    response = exception_handler(exc, context)
    if response is None:
        return None
    if isinstance(exc, ValidationError):
        response.data = refusal(exc.detail)
    elif isinstance(exc, Http404):
        response.data = problem(HTTPStatus.NOT_FOUND, _("There is nothing public at this address."))
    else:
        response.data = problem(response.status_code, str(response.data["detail"]))
    response.content_type = CONTENT_TYPE
    return response


def problem(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """Describe a problem; `detail` says in plain words what to do about it."""
    return {"type": PLAIN, "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}


def refusal(errors: Any) -> dict[str, Any]:
    """Describe which parameters can't be used and why: one entry for every message."""
    named = errors if isinstance(errors, Mapping) else {"": errors}
    return problem(
        HTTPStatus.BAD_REQUEST,
        _("Some parameters are not valid. The list of errors says which ones and why."),
        type=f"{settings.SITE['base_url']}/api/docs/#parameters",
        errors=[
            {"parameter": name, "detail": str(message)}
            for name, messages in named.items()
            for message in _listed(messages)
        ],
    )


def refuse(errors: ErrorDict) -> ValidationError:
    """Return the exception that says a form's errors in the form's own words."""
    return ValidationError(
        {name: [entry["message"] for entry in entries] for name, entries in errors.get_json_data().items()}
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that no view was asked about, because it can't be read."""
    if not request.path.startswith(ADDRESSES):
        return defaults.bad_request(request, exception)
    return _plain_response(HTTPStatus.BAD_REQUEST, _("We could not read the address or the request."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when something of ours broke, or when the database can't do its work for now."""
    if trouble_at_hand():
        return _come_again(request)
    if not request.path.startswith(ADDRESSES):
        return defaults.server_error(request)
    return _plain_response(HTTPStatus.INTERNAL_SERVER_ERROR, _("Something went wrong. Try again later."))


def _come_again(request: HttpRequest) -> HttpResponse:
    if not request.path.startswith(ADDRESSES):
        return trouble_page(request)
    answer = _plain_response(
        HTTPStatus.SERVICE_UNAVAILABLE, _("Our database does not answer. Try again later.")
    )
    answer["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return answer


def _plain_response(status: HTTPStatus, detail: str) -> HttpResponse:
    return JsonResponse(problem(status, detail), status=status, content_type=CONTENT_TYPE, headers=EVERYBODY)


def _listed(messages: Any) -> Iterable[Any]:
    return messages if isinstance(messages, list) else [messages]
