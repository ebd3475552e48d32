"""What happens in each ward, counted from what is public. Private places are in no ward and in no count."""

from datetime import date
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import slugify

from groups.models import Group
from initiatives.models import Initiative, Role
from places.models import Ward


def wards_with_counts(day: date) -> QuerySet[Any]:
    """Return the wards of a day with how many groups work in each, what meets there, and open roles."""
    return with_counts(Ward.objects.on(day))


def with_counts(wards: QuerySet[Any]) -> QuerySet[Any]:
    """Return wards, each with its counts; what was recorded in today's wards is in no other's count."""
    return wards.annotate(
        groups_count=_count(Group.objects.listed(), "wards"),
        initiatives_count=_count(Initiative.objects.listed(), "ward"),
        roles_count=_count(Role.objects.listed(), "initiative__ward"),
    )


def councillors_url(ward: Ward) -> str:
    """Return the council's page about a ward's councillors, or nothing where the settings name none."""
    facts = {"{gss}": ward.gss, "{name}": quote(ward.name, safe=""), "{slug}": slugify(ward.name)}
    address: str = settings.COUNCILLORS_URL
    for place, fact in facts.items():
        address = address.replace(place, fact)
    return address


def _count(rows: QuerySet[Any], link: str) -> Coalesce:
    counted = rows.order_by().filter(**{link: OuterRef("pk")}).values(link).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)
