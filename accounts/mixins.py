"""Who may open a page. A view names one of these first."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.rules import is_officer, is_senior_officer


class OfficerRequired:
    """A page of the officers' side: only for an officer who has set up a second factor.

    Others get 403. An officer without a second factor is sent to set one up first; allauth asks for
    it at every sign-in from then on.
    """

    allowed = staticmethod(is_officer)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let the right people in."""
        if not self.allowed(request.user):
            raise PermissionDenied
        if not is_mfa_enabled(request.user):
            messages.warning(request, _("Officers sign in with a second factor. Set yours up to go on."))
            return redirect("mfa_activate_totp")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the view it is mixed into


class SeniorOfficerRequired(OfficerRequired):
    """A page that only senior officers may open."""

    allowed = staticmethod(is_senior_officer)
