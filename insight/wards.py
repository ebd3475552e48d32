"""What happens in each ward, counted from what is public. Private places are in no ward and in no count."""

from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from groups.models import Group
from initiatives.models import Initiative, Role
from places.models import Ward

# How many initiatives a ward has at least to be shaded one step darker, from the second step on.
STEPS = (1, 3, 6, 10)
ORDERS = {
    "name": ("name",),
    "groups": ("-groups_count", "name"),
    "initiatives": ("-initiatives_count", "name"),
    "roles": ("-roles_count", "name"),
}


def wards_with_counts(day: date) -> QuerySet[Any]:
    """Return the wards of a day with how many groups work in each, what meets there, and open roles."""
    return Ward.objects.on(day).annotate(
        groups_count=_count(Group.objects.listed(), "wards"),
        initiatives_count=_count(Initiative.objects.listed(), "ward"),
        roles_count=_count(Role.objects.listed(), "initiative__ward"),
    )


def step(initiatives: int) -> int:
    """Return the shade of a ward: 1 for none, up to 5."""
    return 1 + sum(initiatives >= least for least in STEPS)


def steps_in_words() -> list[str]:
    """Say what each shade stands for: “0”, “1 to 2”, … “10 or more” without the words around."""
    edges = [0, *STEPS]
    return [f"{low}–{high - 1}" if high - 1 > low else f"{low}" for low, high in pairwise(edges)] + [
        f"{edges[-1]}+"
    ]


def _count(rows: QuerySet[Any], link: str) -> Coalesce:
    counted = rows.order_by().filter(**{link: OuterRef("pk")}).values(link).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number")), 0)
