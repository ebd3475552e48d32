"""What can be told of a person bit by bit, in one whole number that the database keeps up to date.

A role's needs make such a number too, and one comparison says whether a person has them all: `profile & needs
= needs`. `BITS` says what each bit stands for. The rarest stand at the top of the 63: whoever has all of some
bits has a number no smaller than these bits make, and a DBS level brings the bits of the lower ones. So, in
an index in the order of the profile, those who take part and have at least a level are one run of rows.

New bits come out of the free ones at the upper end of the languages. `manage.py makemigrations` then builds
the column anew (`core.management.commands.makemigrations`).
"""

from collections.abc import Mapping
from functools import reduce
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Case, DateField, F, Func, IntegerField, Value, When
from django.db.models.functions import Coalesce, Least

from volunteers.catalogues import DBS_LEVELS, SLOT_COUNT, TRAVEL_REACH


class Bits(NamedTuple):
    """Neighbouring bits of the profile: from the bit `first` on, `width` of them.

    `value` is the expression that fills them, with its bits in their place. Someone has never told where all
    bits of `told` are 0, or where the column `told_in` is empty; with neither, it is always known.
    """

    first: int
    width: int
    value: Any
    told: int = 0
    told_in: str = ""


def mask_column(column: str, first: int, width: int) -> Bits:
    """Return the bits of a column that is a mask itself; an empty mask was never told."""
    return Bits(first, width, F(column).bitleftshift(first), told=((1 << width) - 1) << first)


def yes_or_no(column: str, first: int) -> Bits:
    """Return the bits of a column that is yes, no or empty: whether it is yes, and whether it was told."""
    said = 2 << first
    cases = (When(**{column: True}, then=Value(said | 1 << first)), When(**{column: False}, then=Value(said)))
    return Bits(first, 2, Case(*cases, default=Value(0)), told=said)


LANGUAGES_WIDTH = 34
REGISTERED = 62  # the highest bit of a whole number that isn't its sign
ACTIVE = REGISTERED - 1
DBS = ACTIVE - (len(DBS_LEVELS) - 1)


def dbs_bits(level: int) -> int:
    """Return the bits of someone with a DBS level: its own and those of the lower ones."""
    return ((1 << level) - 1) << DBS


def dbs_bit(level: int) -> int:
    """Return the bit that says whether someone has at least a DBS level, from 1 up."""
    return 1 << (DBS + level - 1)


_STATES: Any = Case(
    When(state="active", then=Value(1 << ACTIVE | 1 << REGISTERED)),
    When(state="paused", then=Value(1 << REGISTERED)),
    default=Value(0),
)
_LEVELS: Any = Case(*(When(dbs_level=level, then=Value(dbs_bits(level))) for level, *_names in DBS_LEVELS))
# By the code of the gate that asks for them (`matching.eligibility`): the weekly slots when someone is free,
# the DBS levels seen, whether they take part (and, one bit above, whether they are registered), the
# languages, and whether they have the use of a car.
BITS: Mapping[str, Bits] = {
    "availability": Bits(0, SLOT_COUNT, Coalesce(F("availability"), Value(0)), told_in="availability"),
    "dbs": Bits(DBS, len(DBS_LEVELS) - 1, _LEVELS),
    "standing": Bits(ACTIVE, 2, _STATES),
    "languages": mask_column("languages", SLOT_COUNT, LANGUAGES_WIDTH),
    "car": yes_or_no("has_car", DBS - 2),
}
EXPRESSION: Any = reduce(lambda found, more: found.bitor(more), map(attrgetter("value"), BITS.values()))


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


# How far someone goes by their means of travel, in miles.
REACH: Any = Least(
    F("travel_miles"),
    Case(
        *(When(travel_by=means, then=Value(miles)) for means, miles in TRAVEL_REACH.items() if means),
        default=Value(TRAVEL_REACH[""]),
    ),
)
ASKED_DAY: Any = DayNumber(F("last_asked_on"))
WAITING_DAY: Any = DayNumber(Coalesce(F("last_placed_on"), DayOfMoment(F("registered_at"))))
