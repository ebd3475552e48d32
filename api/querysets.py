"""What the API reads: public rows only, each list in a number of queries that does not grow with it."""

from datetime import date
from typing import Any, cast

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from groups.models import Group
from initiatives.models import Initiative, Role
from places.models import Ward
from places.querysets import WardQuerySet
from strategy.models import Priority


def public_wards() -> WardQuerySet:
    """Return the wards of every day with how many public groups and initiatives each has."""
    groups = Group.objects.listed().filter(wards=OuterRef("pk"))
    initiatives = Initiative.objects.listed().filter(ward=OuterRef("pk"))
    wards = Ward.objects.annotate(
        listed_groups=_count_of(groups, "wards"), listed_initiatives=_count_of(initiatives, "ward")
    )
    return cast(WardQuerySet, wards)


def wards_on(day: date) -> WardQuerySet:
    """Return the wards of a day, each with its counts."""
    return public_wards().on(day)


def priorities_on(day: date) -> QuerySet[Priority]:
    """Return the priorities of the strategies in force on a day."""
    return Priority.objects.on(day)


def public_groups() -> QuerySet[Group]:
    """Return the groups that the public may see, each with its priorities and wards."""
    return Group.objects.listed().with_public_facts()


def public_initiatives() -> QuerySet[Initiative]:
    """Return what the public may see, each with all that is said of it."""
    return Initiative.objects.listed().with_public_facts()


def initiatives_on_the_map() -> QuerySet[Initiative]:
    """Return what the public may see and find on a map."""
    return Initiative.objects.listed().located()


def public_roles() -> QuerySet[Role]:
    """Return the roles that look for people, each with its initiative, group and place."""
    return Role.objects.listed().select_related(
        "initiative", "initiative__group", "initiative__venue", "initiative__ward"
    )


def _count_of(rows: QuerySet[Any], link: str) -> Coalesce:
    counted = rows.order_by().values(link).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
