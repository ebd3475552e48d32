from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

# The apps whose records are parts of a person's account and go with it: addresses, second factors.
ACCOUNTS_OWN = {"accounts", "account", "mfa"}


class UserQuerySet(models.QuerySet[Any]):
    """People who sign in."""

    def officers(self) -> "UserQuerySet":
        """Return the partnership's officers, senior ones included."""
        return self.filter(is_active=True, role__in=["officer", "senior_officer"])

    def holding_nothing(self) -> "UserQuerySet":
        """Return the people to whom no record leads but those of their account itself."""
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

    def unused_since(self, moment: datetime) -> "UserQuerySet":
        """Return the people who neither signed in nor were new at a moment or later."""
        return self.filter(Q(last_login=None) | Q(last_login__lt=moment), created_at__lt=moment)

    def public(self) -> "UserQuerySet":
        """Return the people who are no officers."""
        return self.filter(role="public")


class EmailLinkQuerySet(models.QuerySet[Any]):
    """Single-use links sent to an address."""

    def sent_to(self, email: str, purpose: str) -> "EmailLinkQuerySet":
        """Return the links of one address that open one thing."""
        return self.filter(email=email, purpose=purpose)

    def usable(self, now: datetime) -> "EmailLinkQuerySet":
        """Return the links that still open something."""
        return self.filter(used_at=None, expires_at__gt=now)

    def ended_before(self, moment: datetime) -> "EmailLinkQuerySet":
        """Return the links whose time was over by a moment, used or not."""
        return self.filter(expires_at__lt=moment)
