"""Forms for allauth's pages, with the site's wording.

`ACCOUNT_FORMS` and `MFA_FORMS` in the settings say which form replaces which.
"""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django.forms import EmailField, Field
from django.utils.translation import gettext_lazy as _

from accounts.forms.address import name_account_by
from accounts.limits import Try, may_ask
from accounts.models import User
from core.forms import PlainWords

EMAIL = _("Email address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
AGAIN = _("New password again")
CODE = _("Code")
NO_EMAIL = _("Enter your email address")
NO_PASSWORD = _("Enter your password")
NO_NEW_PASSWORD = _("Enter a new password")
NOT_AGAIN = _("Enter the new password again")
NO_CODE = _("Enter the code")


class SiteWords(PlainWords):
    """Mixin that gives an allauth form the site's labels, error messages and form of addresses."""

    mark_optional = False
    labels: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Field] = self.fields  # type: ignore[attr-defined]  # set by the form class
        for name, label in self.labels.items():
            fields[name].label = label
        for field in fields.values():
            if isinstance(field, EmailField):
                name_account_by(field)


class SignInForm(SiteWords, account.LoginForm):
    """Email address and password."""

    labels = {"login": EMAIL, "password": PASSWORD, "remember": _("Keep me signed in on this device")}
    wording = {"login": NO_EMAIL, "password": NO_PASSWORD}


class ReauthenticateForm(SiteWords, account.ReauthenticateForm):
    """The password, entered again to confirm who the person is."""

    labels = {"password": PASSWORD}
    wording = {"password": NO_PASSWORD}


class MayAsk:
    """Mixin of a form whose answer is a mail: one network may ask only so often."""

    def clean_email(self) -> str:
        """Count the question before anything is looked up."""
        email: str = self.cleaned_data["email"]  # type: ignore[attr-defined]  # set by the form class
        if not may_ask(context.request, email):
            raise get_adapter().validation_error("rate_limited")
        return super().clean_email()  # type: ignore[misc]  # the form class provides it


class AskForCodeForm(MayAsk, SiteWords, account.RequestLoginCodeForm):
    """The address to send a sign-in code to."""

    labels = {"email": EMAIL}
    wording = {"email": NO_EMAIL}


class SignInCodeForm(SiteWords, account.ConfirmLoginCodeForm):
    """The sign-in code from the email."""

    labels = {"code": CODE}
    wording = {"code": NO_CODE}


class ResetPasswordForm(MayAsk, SiteWords, account.ResetPasswordForm):
    """The address to send a password reset link to."""

    labels = {"email": EMAIL}
    wording = {"email": NO_EMAIL}


class ResetPasswordKeyForm(SiteWords, account.ResetPasswordKeyForm):
    """The new password, on the page that the reset link opens."""

    labels = {"password1": NEW_PASSWORD, "password2": AGAIN}
    wording = {"password1": NO_NEW_PASSWORD, "password2": NOT_AGAIN}


class ChangePasswordForm(SiteWords, account.ChangePasswordForm):
    """The current password and a new one."""

    labels = {"oldpassword": _("Current password"), "password1": NEW_PASSWORD, "password2": AGAIN}
    wording = {
        "oldpassword": _("Enter your current password"),
        "password1": NO_NEW_PASSWORD,
        "password2": NOT_AGAIN,
    }


class SetPasswordForm(SiteWords, account.SetPasswordForm):
    """A first password, for someone who has only signed in by links and codes."""

    labels = {"password1": NEW_PASSWORD, "password2": AGAIN}
    wording = {"password1": NO_NEW_PASSWORD, "password2": NOT_AGAIN}


class ChangeEmailForm(SiteWords, account.AddEmailForm):
    """A new email address."""

    labels = {"email": _("New email address")}
    wording = {"email": _("Enter your new email address")}


class CountedCode:
    """Mixin of a form that takes a second factor's code: wrong ones are counted like wrong passwords."""

    user: User

    def clean_code(self) -> str:
        """Count a try before looking at the code, and take it back where the code is right."""
        one = Try(context.request, self.user.email, what="code")
        if not one.is_allowed:
            raise get_adapter().validation_error("too_many_login_attempts")
        code: str = super().clean_code()  # type: ignore[misc]  # the form class provides it
        one.forget()
        return code


class SecondFactorForm(CountedCode, SiteWords, second_factor.AuthenticateForm):
    """The code of the second factor."""

    labels = {"code": CODE}
    wording = {"code": NO_CODE}


class SecondFactorAgainForm(CountedCode, SiteWords, second_factor.ReauthenticateForm):
    """The code of the second factor, entered again to confirm who the person is."""

    labels = {"code": CODE}
    wording = {"code": NO_CODE}


class SecondFactorSetupForm(SiteWords, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    labels = {"code": _("Code from the app")}
    wording = {"code": _("Enter the code from the app")}
