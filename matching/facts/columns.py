"""People as columns: one numpy array for each fact of a candidate."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matching.facts import (
    Away,
    Candidate,
    Engagement,
    Identity,
    Kind,
    Opening,
    RoleHistory,
    facts_of,
)

Whole: TypeAlias = NDArray[np.int64]
Real: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]
Column: TypeAlias = NDArray[Any]  # whole or real numbers

NEVER_TOLD = -(1 << 40)  # in columns of days and masks: no such day is asked for
NOWHERE = np.nan  # in columns of positions
ENDLESS = date.max.toordinal()  # the last day of what has no end
NOBODY: Mask = np.zeros(1, dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class RoleHistories:
    """What people have to do with one role: the numbers of those with an offer, and of those with a place."""

    offered: Whole
    placed: Whole

    @classmethod
    def of(cls, histories: Sequence[RoleHistory]) -> "RoleHistories":
        """Turn everybody's history in the role into numbers."""
        return cls(*(_numbers_where(histories, which) for which in ("offered", "placed")))


@dataclass(frozen=True, slots=True)
class Periods:
    """Times of people, one each: whose it is, from which day to which, and for an engagement what it is."""

    person: Whole
    first: Whole
    last: Whole
    slots: Whole
    role: NDArray[np.object_]

    def overlapping(self, first: date, last: date | None) -> Mask:
        """Say which of them have a day in common with a time."""
        end = ENDLESS if last is None else last.toordinal()
        common: Mask = (self.first <= end) & (self.last >= first.toordinal())
        return common


@dataclass(frozen=True, slots=True)
class CandidateColumns:
    """The facts of many candidates, in the order in which they were given; each is built when first asked
    for.

    Their histories in a role stand apart (`RoleHistories`): they differ from role to role.
    """

    everybody: Sequence[Candidate]
    number: Mapping[Identity, int]  # of each person, by id
    built: dict[str, Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.everybody)

    @classmethod
    def of(cls, candidates: Iterable[Candidate]) -> "CandidateColumns":
        """Number candidates."""
        everybody = tuple(candidates)
        return cls(everybody, {each.id: number for number, each in enumerate(everybody)})

    def __getitem__(self, fact: str) -> Column:
        """Return a fact of everybody as numbers."""
        column: Column = self._column(fact)
        return column

    def sets(self, fact: str) -> Mapping[Any, Mask]:
        """Return for each value that anybody has under a fact who has it."""
        found: Mapping[Any, Mask] = self._column(fact)
        return found

    def who_has(self, fact: str, value: Any) -> Mask:
        """Say who has a value under a fact."""
        return self.sets(fact).get(value, NOBODY)

    def periods(self, fact: str) -> Periods:
        """Return the times of everybody under a fact."""
        found: Periods = self._column(fact)
        return found

    def _column(self, fact: str) -> Any:
        if fact not in self.built:
            values = [getattr(each, fact) for each in self.everybody]
            self.built[fact] = COLUMNS[KINDS[fact]](values)
        return self.built[fact]


def square_miles(candidates: CandidateColumns, opening: Opening) -> Real:
    """Return the squared distances in the very order of operations of `places.geo.Plane.square_miles`.

    What is not known is not a number, which is nowhere near and compares as false.
    """
    plane = opening.plane
    if plane is None:
        return np.full(1, np.nan)
    north = (candidates["latitude"] - plane.latitude) * plane.miles_per_degree_north
    east = (candidates["longitude"] - plane.longitude) * plane.miles_per_degree_east
    distance: Real = north * north + east * east
    return distance


def _numbers_where(histories: Sequence[RoleHistory], which: RoleHistory) -> Whole:
    return np.array([number for number, each in enumerate(histories) if each == which], dtype=np.int64)


def _whole(values: list[Any]) -> Whole:
    return np.array([NEVER_TOLD if value is None else value for value in values], dtype=np.int64)


def _days(values: list[date | None]) -> Whole:
    return np.array([NEVER_TOLD if day is None else day.toordinal() for day in values], dtype=np.int64)


def _real(values: list[Any]) -> Real:
    return np.array([NOWHERE if value is None else value for value in values], dtype=np.float64)


def _sets(values: list[Any]) -> dict[Any, Mask]:
    """Return for each value that anybody has who has it; someone has several, one or none."""
    found: dict[Any, Mask] = {}
    for number, each in enumerate(values):
        for value in each if isinstance(each, frozenset) else [each]:
            if value not in found:
                found[value] = np.zeros(len(values), dtype=np.bool_)
            found[value][number] = True
    return found


def _periods(values: list[tuple[Away | Engagement, ...]]) -> Periods:
    """Return all times of everybody, person after person."""
    every = [(number, period) for number, periods in enumerate(values) for period in periods]
    rows = [_period(number, period) for number, period in every]
    person, first, last, slots = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    role = np.empty(len(every), dtype=np.object_)
    role[:] = [period.role if isinstance(period, Engagement) else None for _number, period in every]
    return Periods(person, first, last, slots, role)


def _period(number: int, period: Away | Engagement) -> tuple[int, int, int, int]:
    last = ENDLESS if period.ends_on is None else period.ends_on.toordinal()
    slots = period.slots if isinstance(period, Engagement) else 0
    return number, period.starts_on.toordinal(), last, slots


COLUMNS: Mapping[Kind, Callable[[list[Any]], Any]] = {
    Kind.WHOLE: _whole,
    Kind.REAL: _real,
    Kind.DAY: _days,
    Kind.SET: _sets,
    Kind.PERIODS: _periods,
}
# The columns by name: those of the declared facts, and how far people go, which follows from two of them.
KINDS: Mapping[str, Kind] = {
    **{name: fact.kind for name, fact in facts_of(Candidate).items() if fact.kind},
    "reach": Kind.REAL,
}
