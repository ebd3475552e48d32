"""What happens to every request."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django_structlog.middlewares import RequestMiddleware

GetResponse = Callable[[HttpRequest], HttpResponse]


class LogRequests(RequestMiddleware):
    """Write a line for each request, without what people search for: a postcode may be somebody's home."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Name the page, without its query."""
        return f"{request.method} {request.path}"


class RefuseHostileAddresses:
    """Answer 400 to an address with a NUL or a broken character: no database can look it up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass a clean request on."""
        values = (value for values in request.GET.lists() for value in (values[0], *values[1]))
        if any(_is_hostile(text) for text in (request.path, *values)):
            raise BadRequest("The address has a character that can't be read.")
        return self.get_response(request)


class NeverStoreSignedInPages:
    """Tell browsers and proxies never to keep a page made for a signed-in person."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True, private=True)
        return response


def _is_hostile(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)
