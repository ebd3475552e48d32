"""Who may open a page. List one of these mixins first in a view's bases."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from accounts.rules import is_officer, is_senior_officer


class OfficerRequired:
    """A page for officers who have set up a second factor.

    Everyone else gets 403. An officer without a second factor is sent to set one up first; allauth asks for
    it at every sign-in from then on.
    """

    allowed = staticmethod(is_officer)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse people who are not allowed, and send officers without a second factor to set one up."""
        if not self.allowed(request.user):
            raise PermissionDenied
        if not is_mfa_enabled(request.user):
            messages.warning(
                request, _("Officers must use two-factor authentication. Set it up to continue.")
            )
            return redirect("mfa_activate_totp")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the view provides it


class SeniorOfficerRequired(OfficerRequired):
    """A page for senior officers only."""

    allowed = staticmethod(is_senior_officer)


class ConfirmedAgain:
    """A page for which people confirm again that it is them, unless they did in the last five minutes.

    allauth asks for the password or a code, keeps a form that was sent, and goes on with it. List this mixin
    after the one that says who may open the page.
    """

    @method_decorator(reauthentication_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let people in who have just confirmed who they are."""
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the view provides it
