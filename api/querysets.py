"""What the API reads: public rows only, each list in a number of queries that does not grow with it."""

from datetime import date
from typing import Any, cast

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from groups.models import Group
from initiatives import needs
from initiatives.models import Initiative, Role, WeeklyTime
from places.models import Ward
from places.querysets import WardQuerySet
from strategy.models import Priority

# What is said of each thing: no other column is read.
PRIORITY = ("slug", "name", "position", "strategy")
WARD = ("gss", "name")
WEEKLY_TIME = ("initiative", "weekday", "starts_at", "ends_at")
GROUP = (
    *("name", "legal_form", "register_number", "summary", "audience"),
    *("public_email", "public_phone", "website"),
)
PLACE = (
    *("is_place_private", "postcode", "latitude", "longitude", "group__name", "ward__name"),
    *("venue__name", "venue__address", "venue__is_protected"),
)
INITIATIVE = (
    *("title", "summary", "description", "audience", "days"),
    *("contact_name", "contact_email", "contact_phone", *PLACE),
)
ROLE = (
    *("title", "tasks", "places_minimum", "places_maximum", "slots", "skills", "skills_strong", "languages"),
    *("minimum_age", "dbs_level", "starts_on", "ends_on", "initiative__title", *needs.fields()),
    *(f"initiative__{name}" for name in PLACE),
)


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
    return (
        Group.objects.listed()
        .only(*GROUP)
        .prefetch_related(
            Prefetch("priorities", Priority.objects.only(*PRIORITY), to_attr="named_priorities"),
            Prefetch("wards", Ward.objects.only(*WARD), to_attr="named_wards"),
        )
    )


def public_initiatives() -> QuerySet[Initiative]:
    """Return what the public may see, each with all that is said of it."""
    return (
        Initiative.objects.listed()
        .select_related("group", "venue", "ward")
        .only(*INITIATIVE)
        .prefetch_related(
            Prefetch("priorities", Priority.objects.only(*PRIORITY), to_attr="named_priorities"),
            Prefetch("weekly_times", WeeklyTime.objects.only(*WEEKLY_TIME), to_attr="times"),
            Prefetch("roles", Role.objects.open().only("title", "initiative"), to_attr="open_roles"),
        )
    )


def initiatives_on_the_map() -> QuerySet[Initiative]:
    """Return what the public may see and find on a map."""
    return Initiative.objects.listed().located().only("title", "latitude", "longitude")


def public_roles() -> QuerySet[Role]:
    """Return the roles that look for people, each with its initiative, group and place."""
    return (
        Role.objects.listed()
        .select_related("initiative__group", "initiative__venue", "initiative__ward")
        .only(*ROLE)
    )


def _count_of(rows: QuerySet[Any], link: str) -> Coalesce:
    counted = rows.order_by().values(link).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)
