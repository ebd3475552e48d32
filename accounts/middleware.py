from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.sessions import keep_what_was_not_saved, note_active, why_over
from core.trouble import what_was_sent


class EndOfficersSessions:
    """Sign officers out who did nothing for a while, or who signed in long ago (`accounts.sessions`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on: `process_view` knows whether its page is public."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_arguments: Any
    ) -> HttpResponse | None:
        """Note that an officer is active, or sign them out and say why. Public pages are shown even then."""
        user, now = request.user, timezone.now()
        if not (isinstance(user, User) and user.is_officer):
            return None
        last_login = user.last_login or user.created_at
        why = why_over(request.session, last_login, now)
        if not why:
            note_active(request.session, last_login, now)
            return None
        logout(request)
        messages.warning(request, why)
        return _to_sign_in(request, user) if getattr(view, "login_required", True) else None


def _to_sign_in(request: HttpRequest, user: User) -> HttpResponse:
    """Lead to the sign-in page, and from there back to the page or to what was typed."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    keep_what_was_not_saved(request.session, str(user.pk), what_was_sent(request))
    return redirect_to_login(reverse("accounts:not_saved"))
