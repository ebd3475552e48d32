from typing import Any

from django.db import models


class VolunteerQuerySet(models.QuerySet[Any]):
    """People who offer their time."""

    def active(self) -> "VolunteerQuerySet":
        """Return the people who can be asked."""
        return self.filter(state="active")

    def registered(self) -> "VolunteerQuerySet":
        """Return the people who finished registering and have not left."""
        return self.filter(state__in=["active", "paused"])

    def of(self, user: Any) -> "VolunteerQuerySet":
        """Return a person's own profile."""
        return self.filter(user=user)


class ScreeningCheckQuerySet(models.QuerySet[Any]):
    """DBS certificates that officers saw."""

    def accepted(self) -> "ScreeningCheckQuerySet":
        """Return the checks that count."""
        return self.filter(is_accepted=True)
