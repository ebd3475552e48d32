"""Middleware of a production site: no process serves it while people of the demo can sign in."""

from collections.abc import Callable

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from demo.presence import WARNING, has_demo_people


class RefuseDemoPeople:
    """End a server at its start where the database holds the demo city.

    A process that starts while the database is away may still serve later, so it looks again with each
    request until it got an answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.has_looked = False
        try:
            self._look()
        except DatabaseError:
            return

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, once it is known that no people of the demo are here."""
        if not self.has_looked:
            self._look()
        return self.get_response(request)

    def _look(self) -> None:
        if has_demo_people():
            raise ImproperlyConfigured(WARNING)
        self.has_looked = True
