"""What happens in each ward, counted from what is public. Private places are in no ward and in no count."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db.models import Count, QuerySet, Value
from django.utils.text import slugify

from core.keeping import kept_briefly
from groups.models import Group
from initiatives.models import Initiative, Role
from places.models import Ward


@kept_briefly
def ward_with_links(gss: str) -> Ward:
    """Return a ward with what followed it and what it followed. Raises Ward.DoesNotExist."""
    ward: Ward = Ward.objects.with_links().get(pk=gss)
    return ward


def put_counts(wards: Sequence[Any]) -> None:
    """Put on each ward how many groups work there, what meets there and how many roles are open.

    One query for all. What was recorded in today's wards is in no other's count.
    """
    found = [
        _by_ward("groups_count", Group.objects.listed(), "wards", wards),
        _by_ward("initiatives_count", Initiative.objects.listed(), "ward", wards),
        _by_ward("roles_count", Role.objects.listed(), "initiative__ward", wards),
    ]
    numbers = {(name, key): number for name, key, number in found[0].union(*found[1:], all=True)}
    for ward in wards:
        for name in ("groups_count", "initiatives_count", "roles_count"):
            setattr(ward, name, numbers.get((name, ward.pk), 0))


def councillors_url(ward: Ward) -> str:
    """Return the council's page about a ward's councillors, or nothing where the settings name none."""
    facts = {"{gss}": ward.gss, "{name}": quote(ward.name, safe=""), "{slug}": slugify(ward.name)}
    address: str = settings.COUNCILLORS_URL
    for place, fact in facts.items():
        address = address.replace(place, fact)
    return address


def _by_ward(name: str, rows: QuerySet[Any], link: str, wards: Sequence[Any]) -> QuerySet[Any]:
    """Return the name of a count, a ward and its number, for each ward that has any such rows."""
    here = rows.order_by().filter(**{f"{link}__in": [ward.pk for ward in wards]})
    return here.values_list(Value(name), link).annotate(number=Count("pk"))
