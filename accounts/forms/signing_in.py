"""The forms of allauth's pages, in the site's words. The settings say which stands in for which."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django.forms import Field
from django.utils.translation import gettext_lazy as _

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
    """A form of allauth with the site's labels and the site's words for errors."""

    mark_optional = False
    labels: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Field] = self.fields  # type: ignore[attr-defined]  # of the form it is mixed into
        for name, label in self.labels.items():
            fields[name].label = label


class SignInForm(SiteWords, account.LoginForm):
    """Who somebody is and their password."""

    labels = {"login": EMAIL, "password": PASSWORD, "remember": _("Keep me signed in on this device")}
    wording = {"login": NO_EMAIL, "password": NO_PASSWORD}


class ReauthenticateForm(SiteWords, account.ReauthenticateForm):
    """The password once more."""

    labels = {"password": PASSWORD}
    wording = {"password": NO_PASSWORD}


class AskForCodeForm(SiteWords, account.RequestLoginCodeForm):
    """Where to send a code that signs in."""

    labels = {"email": EMAIL}
    wording = {"email": NO_EMAIL}


class SignInCodeForm(SiteWords, account.ConfirmLoginCodeForm):
    """The code from the mail."""

    labels = {"code": CODE}
    wording = {"code": NO_CODE}


class ResetPasswordForm(SiteWords, account.ResetPasswordForm):
    """Where to send a link for a new password."""

    labels = {"email": EMAIL}
    wording = {"email": NO_EMAIL}


class ResetPasswordKeyForm(SiteWords, account.ResetPasswordKeyForm):
    """The new password, behind such a link."""

    labels = {"password1": NEW_PASSWORD, "password2": AGAIN}
    wording = {"password1": NO_NEW_PASSWORD, "password2": NOT_AGAIN}


class ChangePasswordForm(SiteWords, account.ChangePasswordForm):
    """The old password and a new one."""

    labels = {"oldpassword": _("Present password"), "password1": NEW_PASSWORD, "password2": AGAIN}
    wording = {
        "oldpassword": _("Enter your present password"),
        "password1": NO_NEW_PASSWORD,
        "password2": NOT_AGAIN,
    }


class SetPasswordForm(SiteWords, account.SetPasswordForm):
    """A first password, for somebody who signed in by links and codes so far."""

    labels = {"password1": NEW_PASSWORD, "password2": AGAIN}
    wording = {"password1": NO_NEW_PASSWORD, "password2": NOT_AGAIN}


class ChangeEmailForm(SiteWords, account.AddEmailForm):
    """Another address."""

    labels = {"email": _("New email address")}
    wording = {"email": _("Enter your new email address")}


class SecondFactorForm(SiteWords, second_factor.AuthenticateForm):
    """The code of the second factor."""

    labels = {"code": CODE}
    wording = {"code": NO_CODE}


class SecondFactorAgainForm(SiteWords, second_factor.ReauthenticateForm):
    """The same once more."""

    labels = {"code": CODE}
    wording = {"code": NO_CODE}


class SecondFactorSetupForm(SiteWords, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    labels = {"code": _("Code that the app shows")}
    wording = {"code": _("Enter the code that the app shows")}
