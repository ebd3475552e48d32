"""What can be told of a person bit by bit, in one whole number that the database keeps up to date.

A role's needs make such a number too, and one comparison says whether a person has them all:
`profile & needs = needs`. From the lowest bit: the 21 weekly slots when they are free; the languages; and at
the top of the 63 bits the DBS levels seen, a bit each from basic up; whether they take part at the moment;
whether they are registered at all.

Whoever has all of some bits has a number no smaller than these bits make. A DBS level brings the bits of the
lower ones; so, in an index in the order of the profile, those who take part and have at least a level are one
run of rows.
"""

from typing import Any

from django.db.models import Case, DateField, F, Func, IntegerField, Value, When
from django.db.models.functions import Coalesce, Least

from volunteers.catalogues import DBS_LEVELS, SLOT_COUNT, TRAVEL_REACH

LANGUAGES = SLOT_COUNT
REGISTERED = 62  # the highest bit of a whole number that isn't its sign
ACTIVE = REGISTERED - 1
DBS = ACTIVE - (len(DBS_LEVELS) - 1)
EVERY_LANGUAGE = (1 << DBS) - (1 << LANGUAGES)


def dbs_bits(level: int) -> int:
    """Return the bits of somebody with a DBS level: its own and those of the lower ones."""
    return ((1 << level) - 1) << DBS


def dbs_bit(level: int) -> int:
    """Return the bit that says whether somebody has at least a DBS level, from 1 up."""
    return 1 << (DBS + level - 1)


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


class DayNumber(Func):
    """A date as the number of days since year 1, as `date.toordinal` counts them."""

    output_field = IntegerField()
    template = "((%(expressions)s) - DATE '0001-01-01' + 1)"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite counts in Julian days."""
        return self.as_sql(
            compiler, connection, template="CAST(julianday(%(expressions)s) - 1721424.5 AS integer)", **extra
        )


class DayOfMoment(Func):
    """The day of a moment, in UTC, by no more than what a generated column may use."""

    output_field = DateField()
    template = "(((%(expressions)s) AT TIME ZONE 'UTC')::date)"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """SQLite keeps moments in UTC."""
        return self.as_sql(compiler, connection, template="date(%(expressions)s)", **extra)


# How far somebody goes by their means of travel, in miles.
REACH: Any = Least(
    F("travel_miles"),
    Case(
        *(When(travel_by=means, then=Value(miles)) for means, miles in TRAVEL_REACH.items() if means),
        default=Value(TRAVEL_REACH[""]),
    ),
)
ASKED_DAY: Any = DayNumber(F("last_asked_on"))
WAITING_DAY: Any = DayNumber(Coalesce(F("last_placed_on"), DayOfMoment(F("registered_at"))))
