from typing import Any

from django.db import models
from django.db.models import F

from places.geo import Plane
from places.querysets import square_miles, within


class VenueQuerySet(models.QuerySet[Any]):
    """Where initiatives meet."""

    def of_group(self, group: Any) -> "VenueQuerySet":
        """Return the venues that a group uses."""
        return self.filter(group=group)


class InitiativeQuerySet(models.QuerySet[Any]):
    """What groups run for people in the city."""

    def listed(self) -> "InitiativeQuerySet":
        """Return what the public may see. A group's suspension pauses its initiatives."""
        return self.filter(state="published")

    def awaiting_officer(self) -> "InitiativeQuerySet":
        """Return what waits for an officer, oldest first."""
        return self.filter(state="submitted").order_by("submitted_at", "pk")

    def of(self, user: Any) -> "InitiativeQuerySet":
        """Return the initiatives of the groups that a person may act for."""
        return self.filter(group__memberships__user=user)

    def on_weekday(self, weekday: int) -> "InitiativeQuerySet":
        """Return what meets on a day of the week (Monday is 0)."""
        return self.annotate(on_day=F("days").bitand(1 << weekday)).filter(on_day__gt=0)

    def in_ward(self, ward: Any) -> "InitiativeQuerySet":
        """Return what meets in a ward; what has a private place is in none."""
        return self.filter(ward=ward)

    def serving(self, priority: Any) -> "InitiativeQuerySet":
        """Return what serves a priority of the strategy."""
        return self.filter(priorities=priority)

    def near(self, plane: Plane, miles: float) -> "InitiativeQuerySet":
        """Return what meets within a distance, each with its `square_miles` from the point."""
        return self.filter(within(plane, miles)).annotate(square_miles=square_miles(plane)).filter(
            square_miles__lte=miles * miles
        )


class RoleQuerySet(models.QuerySet[Any]):
    """What volunteers do."""

    def open(self) -> "RoleQuerySet":
        """Return the roles that look for people in what the public can see."""
        return self.filter(state="open", initiative__state="published")

    def listed(self) -> "RoleQuerySet":
        """Return the roles that the public may see: the open ones."""
        return self.open()

    def of(self, user: Any) -> "RoleQuerySet":
        """Return the roles of the groups that a person may act for."""
        return self.filter(initiative__group__memberships__user=user)
