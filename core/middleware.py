"""Middleware for every request."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import get_resolver
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django_structlog.middlewares import RequestMiddleware

from core import readiness

GetResponse = Callable[[HttpRequest], HttpResponse]


class AnswerProbes:
    """Answer load balancers and monitors before anything else: they send no host name and no cookies.

    `/livez` says that the process runs. `/readyz` is 503 where pages can't be served; it also says if mail,
    tasks and `run_due` are late, which is no reason to send people elsewhere.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a probe; pass anything else on."""
        if request.path == "/livez":
            return HttpResponse("ok", content_type="text/plain")
        if request.path == "/readyz":
            return self._readiness()
        return self.get_response(request)

    def _readiness(self) -> HttpResponse:
        now = timezone.now()
        serving = readiness.results(now, settings.READINESS)
        background = readiness.results(now, settings.BACKGROUND_READINESS)
        status = HTTPStatus.OK if all(serving.values()) else HTTPStatus.SERVICE_UNAVAILABLE
        states = {name: "ok" if passes else "failed" for name, passes in serving.items()}
        states |= {name: "ok" if passes else "late" for name, passes in background.items()}
        return JsonResponse(states, status=status, headers={"Cache-Control": "no-store"})


class LogRequests(RequestMiddleware):
    """Log a line for each request, without the query: a postcode searched for may be someone's home."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return the method and path, without the query."""
        return f"{request.method} {request.path}"


class SendPermissionsPolicy:
    """Tell browsers which of their abilities no page of the site, and nothing that got into one, may use."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header."""
        response = self.get_response(request)
        response["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        return response


class RefuseHostileAddresses:
    """Answer 400 to an address with a NUL or a broken character, which no database can look up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a clean request on."""
        values = (value for values in request.GET.lists() for value in (values[0], *values[1]))
        if any(_is_hostile(text) for text in (request.path, *values)):
            return _error_page(request, BadRequest("The address has a character that can't be read."))
        return self.get_response(request)


class NeverStoreSignedInPages:
    """Tell browsers and proxies never to store a page made for a signed-in person."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True, private=True)
        return response


class ExplainButtons:
    """Show a page to people who open the address of a button, as happens after signing in again."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Replace an empty 405 response with a page."""
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or response.content:
            return response
        page = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
        page["Allow"] = response["Allow"]
        return page


class OwnErrorPages:
    """Show the site's own 400 and 404 pages even if DEBUG is on.

    People trying the demonstration would take Django's developer pages, with their tracebacks, for a crash. A
    real crash still shows one. This middleware is innermost, so that a missing trailing slash is still added.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the 404 page for an address that matches no page."""
        response = self.get_response(request)
        return response if request.resolver_match else _error_page(request, Http404())

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the error page for a view that raises 404 or 400."""
        if isinstance(exception, (Http404, BadRequest, SuspiciousOperation)):
            return _error_page(request, exception)
        return None


def _error_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    status = HTTPStatus.NOT_FOUND if isinstance(exception, Http404) else HTTPStatus.BAD_REQUEST
    handler: Callable[..., HttpResponse] = get_resolver().resolve_error_handler(status)
    return handler(request, exception=exception)


def _is_hostile(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)
