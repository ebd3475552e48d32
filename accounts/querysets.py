from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import models
from django.db.models import Exists, OuterRef, Q

# Apps whose records are part of a person's account and are deleted with it: addresses, second factors.
ACCOUNTS_OWN = {"accounts", "account", "mfa"}


class UserQuerySet(models.QuerySet[Any]):
    """People who sign in."""

    def officers(self) -> "UserQuerySet":
        """Return the partnership's officers, including senior officers."""
        return self.filter(is_active=True, role__in=["officer", "senior_officer"])

    def senior_officers(self) -> "UserQuerySet":
        """Return the senior officers whose accounts are open."""
        return self.filter(is_active=True, role="senior_officer")

    def for_senior_officers(self) -> "UserQuerySet":
        """Return the officers by name, with whether each has set up two-factor authentication."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"))
        return self.officers().annotate(has_second_factor=Exists(factors)).order_by("name", "pk")

    def holding_nothing(self) -> "UserQuerySet":
        """Return the people that no record refers to, other than those of their own account."""
        links = [
            field
            for field in self.model._meta.get_fields(include_hidden=True)
            if (field.one_to_many or field.one_to_one)
            and field.auto_created
            and field.related_model._meta.app_label not in ACCOUNTS_OWN
        ]
        held = [
            link.related_model.objects.order_by().filter(**{link.field.name: OuterRef("pk")})
            for link in links
        ]
        return self.filter(*(~Exists(records) for records in held))

    def at_address(self, email: str) -> "UserQuerySet":
        """Return the person with an address in its one form."""
        return self.filter(email=email)

    def unused_since(self, moment: datetime) -> "UserQuerySet":
        """Return the people who were created, and last signed in, before a moment."""
        return self.filter(Q(last_login=None) | Q(last_login__lt=moment), created_at__lt=moment)

    def public(self) -> "UserQuerySet":
        """Return the people who are not officers."""
        return self.filter(role="public")


class EmailLinkQuerySet(models.QuerySet[Any]):
    """Single-use links sent to an address."""

    def to_address(self, email: str) -> "EmailLinkQuerySet":
        """Return the links sent to an address."""
        return self.filter(email=email)

    def sent_to(self, email: str, purpose: str) -> "EmailLinkQuerySet":
        """Return the links sent to an address for one purpose."""
        return self.to_address(email).filter(purpose=purpose)

    def usable(self, now: datetime) -> "EmailLinkQuerySet":
        """Return the links that are unused and have not expired."""
        return self.filter(used_at=None, expires_at__gt=now)

    def ended_before(self, moment: datetime) -> "EmailLinkQuerySet":
        """Return the links that expired before a moment, used or not."""
        return self.filter(expires_at__lt=moment)


class SignInQuerySet(models.QuerySet[Any]):
    """Times that people signed in."""

    def of(self, user: Any) -> "SignInQuerySet":
        """Return those of a person, the newest first."""
        return self.filter(user=user).order_by("-at", "-pk")

    def before(self, moment: datetime) -> "SignInQuerySet":
        """Return those before a moment."""
        return self.filter(at__lt=moment)
