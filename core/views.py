"""Pages about the site and how it treats people."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core import privacy


@method_decorator(login_not_required, name="dispatch")
class PublicPage(TemplateView):
    """A text page that anyone can read."""


class Privacy(PublicPage):
    """What we keep about people, printed from the same declarations that the code uses."""

    template_name = "core/privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the facts for the table."""
        return super().get_context_data(**kwargs, facts=privacy.facts())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Show a page that says the form could not be trusted and what to do about it."""
    return render(request, "csrf_failure.html", status=403)
