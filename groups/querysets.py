from typing import Any

from django.db import models
from django.db.models import Q


class GroupQuerySet(models.QuerySet[Any]):
    """Community groups."""

    def listed(self) -> "GroupQuerySet":
        """Return the groups that the public may see."""
        return self.filter(state="approved")

    def awaiting_officer(self) -> "GroupQuerySet":
        """Return the registrations that wait for an officer, oldest first."""
        return self.filter(state="submitted").order_by("submitted_at", "pk")

    def of(self, user: Any) -> "GroupQuerySet":
        """Return the groups that a person may act for."""
        return self.filter(memberships__user=user)

    def covering(self, ward: Any) -> "GroupQuerySet":
        """Return the groups that work in a ward."""
        return self.filter(wards=ward)

    def serving(self, priority: Any) -> "GroupQuerySet":
        """Return the groups that serve a priority of the strategy."""
        return self.filter(priorities=priority)

    def visible_to(self, user: Any) -> "GroupQuerySet":
        """Return what a person may open: officers all but drafts, others the listed and their own."""
        if getattr(user, "is_officer", False):
            return self.exclude(state="draft")
        if not user.is_authenticated:
            return self.listed()
        return self.filter(Q(state="approved") | Q(memberships__user=user)).distinct()


class MembershipQuerySet(models.QuerySet[Any]):
    """Who may act for which group."""

    def owners(self) -> "MembershipQuerySet":
        """Return the owners."""
        return self.filter(role="owner")


class CheckQuerySet(models.QuerySet[Any]):
    """What officers looked into."""

    def with_officer(self) -> "CheckQuerySet":
        """Return the checks, newest first, each with its officer."""
        return self.select_related("checked_by")
