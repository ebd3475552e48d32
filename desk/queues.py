"""What lies on the officers' desk."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from initiatives.models import Initiative, Role
from initiatives.querysets import InitiativeQuerySet, RoleQuerySet
from volunteers.catalogues import REMINDER_DAYS
from volunteers.models import Volunteer
from volunteers.querysets import VolunteerQuerySet


def initiatives_for_officers() -> InitiativeQuerySet:
    """Return every initiative that was ever sent, each with its group; others are their group's own."""
    queryset: InitiativeQuerySet = Initiative.objects.exclude(submitted_at=None)
    return queryset.select_related("group")


def roles_for_officers() -> RoleQuerySet:
    """Return every role that was ever sent by itself, each with its initiative and group."""
    queryset: RoleQuerySet = Role.objects.exclude(submitted_at=None)
    return queryset.select_related("initiative__group")


def volunteers_for_officers() -> VolunteerQuerySet:
    """Return every volunteer who has finished registering, those who left included."""
    queryset: VolunteerQuerySet = Volunteer.objects.exclude(state=Volunteer.State.DRAFT)
    return queryset.select_related("user", "ward")


def roles_needing_people(*, on: date) -> QuerySet[Any]:
    """Return the open roles with fewer people than they need, each with its number of places `held`.

    Those that are over by then need nobody any more.
    """
    held = Count("offers", filter=Q(offers__place_number__isnull=False))
    return (
        Role.objects.open()
        .not_over(on)
        .annotate(held=held)
        .filter(held__lt=F("places_minimum"))
        .select_related("initiative__group")
        .order_by("starts_on", "pk")
    )


def last_day_of_notice(day: date) -> date:
    """Return the last day on which a DBS check may end so that officers see it on their desk on a day."""
    return day + timedelta(days=max(REMINDER_DAYS))
