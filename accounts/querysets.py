from datetime import datetime
from typing import Any

from django.db import models


class UserQuerySet(models.QuerySet[Any]):
    """People who sign in."""

    def with_email(self, email: str) -> "UserQuerySet":
        """Return the one person with an address, however it is capitalised."""
        return self.filter(email=email.strip().lower())

    def officers(self) -> "UserQuerySet":
        """Return the partnership's officers, senior ones included."""
        return self.filter(is_active=True, role__in=["officer", "senior_officer"])


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
