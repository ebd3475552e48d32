"""Forms for allauth's pages, with the site's wording.

`ACCOUNT_FORMS` and `MFA_FORMS` in the settings say which form replaces which.
"""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django.forms import EmailField, Field
from django.utils.translation import gettext_lazy as _

from accounts.forms.address import name_account_by
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


class AskForCodeForm(SiteWords, account.RequestLoginCodeForm):
    """The address to send a sign-in code to."""

    labels = {"email": EMAIL}
    wording = {"email": NO_EMAIL}


class SignInCodeForm(SiteWords, account.ConfirmLoginCodeForm):
    """The sign-in code from the email."""

    labels = {"code": CODE}
    wording = {"code": NO_CODE}


class ResetPasswordForm(SiteWords, account.ResetPasswordForm):
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


class SecondFactorForm(SiteWords, second_factor.AuthenticateForm):
    """The code of the second factor."""

    labels = {"code": CODE}
    wording = {"code": NO_CODE}


class SecondFactorAgainForm(SiteWords, second_factor.ReauthenticateForm):
    """The code of the second factor, entered again to confirm who the person is."""

    labels = {"code": CODE}
    wording = {"code": NO_CODE}


class SecondFactorSetupForm(SiteWords, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    labels = {"code": _("Code from the app")}
    wording = {"code": _("Enter the code from the app")}
