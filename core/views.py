"""Pages about the site and how it treats people."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from core import privacy

# Readers look again after this time; the RFC asks for less than a year.
SECURITY_TXT_LASTS = timedelta(days=180)


@method_decorator(login_not_required, name="dispatch")
class PublicPage(TemplateView):
    """A text page that anyone can read."""


class Privacy(PublicPage):
    """What we keep about people, printed from the same declarations that the code uses."""

    template_name = "core/privacy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the facts for the table."""
        return super().get_context_data(**kwargs, facts=privacy.facts())


@login_not_required
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where weaknesses are reported (RFC 9116). Programs read it, so its words are not translated."""
    contact = settings.SITE["security_contact"] or settings.SITE["contact_email"]
    lines = [
        f"Contact: {contact if ':' in contact else f'mailto:{contact}'}",
        f"Expires: {timezone.now() + SECURITY_TXT_LASTS:%Y-%m-%dT00:00:00Z}",
        f"Canonical: {settings.SITE['base_url']}{request.path}",
        "Preferred-Languages: en",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Show a page that says the form could not be trusted and what to do about it."""
    return render(request, "csrf_failure.html", status=403)
