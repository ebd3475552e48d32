"""Adapters that fit allauth, which handles signing in, to this site."""

from types import SimpleNamespace
from typing import Any, ClassVar, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.devices import device_of
from accounts.known_devices import remember_device
from accounts.limits import Try, forgive, may_mail, network
from accounts.mail import outbox
from accounts.models import SignIn, User
from accounts.services import record_sign_in
from accounts.sessions import begin
from core.limits import plain_address

SECOND_FACTOR = "mfa"  # in allauth's records of how someone signed in
TOO_MANY = _("You have tried too many times. Wait a while, then try again")


class AccountAdapter(DefaultAccountAdapter):
    """Account adapter with public sign-up closed: accounts are created through our own email links."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. Contact us if you think this is a mistake."),
        "duplicate_email": _("This is already your email address"),
        "email_password_mismatch": _("The email address or password is not correct"),
        "email_taken": _("Someone already uses this email address"),
        "enter_current_password": _("This is not your current password"),
        "incorrect_code": _("This code is not correct. Find the newest code and enter it again"),
        "incorrect_password": _("The password is not correct"),
        "too_many_login_attempts": TOO_MANY,
        "same_as_current": _("This is what you already have"),
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: object) -> bool:
        """Close public sign-up: people register as a group or as a volunteer instead."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign someone in. Every way of signing in ends here."""
        super().login(request, user)
        now, person = timezone.now(), cast("User", user)
        begin(request.session, str(person.pk), now)
        steps = [record["method"] for record in get_authentication_records(request, person)]
        record_sign_in(
            user=person,
            network=network(request),
            device=device_of(request.headers.get("User-Agent", "")),
            method=_method(steps),
            has_second_factor=SECOND_FACTOR in steps,
            now=now,
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return the officers' desk for officers and the account page for everyone else."""
        user = request.user
        return (
            reverse("desk:home")
            if isinstance(user, User) and user.is_officer
            else super().get_login_redirect_url(request)
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address that a request comes from. All IPv4 addresses as IPv6 are of one /64 network."""
        return plain_address(super().get_client_ip(request))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try with a password, and refuse it where there were too many, right or not."""
        self.try_ = Try(request, credentials["email"], what="password")
        if not self.try_.is_allowed:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Return whose password it is. What was right is no try to guess."""
        user = super().authenticate(request, **credentials)
        if user:
            self.try_.forget()
        return user

    def set_password(self, user: User, password: str) -> None:
        """Set a new password, and let it in: whoever sets one is signed in or reads the account's mail."""
        super().set_password(user, password)
        forgive(allauth_context.request, user.email, what="password")

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Lead on, and let the device know that it is known from now on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(request, response, user)
        return response

    def format_email_subject(self, subject: str) -> str:
        """Return the subject unchanged, without allauth's site name prefix."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send allauth's mail through the outbox, unless the address has had enough of it for now."""
        request = allauth_context.request
        if not may_mail(request, email):
            return
        site = SimpleNamespace(name=settings.SITE["name"], domain=request.get_host())
        words = {"request": request, "email": email, "current_site": site, "site": settings.SITE, **context}
        mail = self.render_mail(template_prefix, email, words)
        kind = template_prefix.rsplit("/", 1)[-1]
        outbox().queue_text(kind, to=email, subject=mail.subject, body=mail.body, is_urgent=True)


def _method(steps: list[str]) -> str:
    """Return the first factor that let someone in. allauth keeps no record of our own links."""
    first = [step for step in steps if step != SECOND_FACTOR]
    return first[-1] if first else SignIn.Method.LINK


class MfaAdapter(DefaultMFAAdapter):
    """Adapter for the second factor."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not correct. Wait for the next code and enter that"),
    }
