"""How allauth, which signs people in, fits this site."""

from types import SimpleNamespace
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from accounts.mail import outbox


class AccountAdapter(DefaultAccountAdapter):
    """Signing in, without the open sign-up: accounts are made by our own e-mail links."""

    def is_open_for_signup(self, request: object) -> bool:
        """Say no: people register as a group or as a volunteer."""
        return False

    def format_email_subject(self, subject: str) -> str:
        """Leave the subject as its template says it."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write allauth's mail through the outbox, like every other."""
        request = allauth_context.request
        site = SimpleNamespace(name=settings.SITE["name"], domain=request.get_host())
        words = {"request": request, "email": email, "current_site": site, "site": settings.SITE, **context}
        mail = self.render_mail(template_prefix, email, words)
        kind = template_prefix.rsplit("/", 1)[-1]
        outbox().queue_text(kind, to=email, subject=mail.subject, body=mail.body)


class MfaAdapter(DefaultMFAAdapter):
    """The second factor."""
