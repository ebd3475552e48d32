"""What can be told of a person bit by bit, in one whole number that the database keeps up to date.

A role's needs make such a number too, and one comparison says whether a person has them all:
`profile & needs = needs`. From the lowest bit: the 21 weekly slots when they are free; the DBS levels seen,
a bit each from basic up; whether they take part at the moment; whether they are registered at all; the
languages.
"""

from typing import Any

from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce

from volunteers.catalogues import DBS_LEVELS, SLOT_COUNT

DBS = SLOT_COUNT
ACTIVE = DBS + len(DBS_LEVELS) - 1
REGISTERED = ACTIVE + 1
LANGUAGES = REGISTERED + 1


def dbs_bits(level: int) -> int:
    """Return the bits of somebody with a DBS level: its own and those of the lower ones."""
    return ((1 << level) - 1) << DBS


# What stands in the columns, each in its place. (The stubs know whole numbers only on the right of `bitor`.)
FREE: Any = Coalesce(F("availability"), Value(0))
SEEN: Any = Case(*(When(dbs_level=level, then=Value(dbs_bits(level))) for level, *_names in DBS_LEVELS))
STANDING: Any = Case(
    When(state="active", then=Value(1 << ACTIVE | 1 << REGISTERED)),
    When(state="paused", then=Value(1 << REGISTERED)),
    default=Value(0),
)
SPOKEN: Any = F("languages").bitleftshift(LANGUAGES)
EXPRESSION = FREE.bitor(SEEN).bitor(STANDING).bitor(SPOKEN)
