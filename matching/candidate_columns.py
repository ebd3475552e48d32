"""People as columns: one numpy array for each fact of a candidate."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matching.facts import Candidate, Identity, RoleHistory

Whole: TypeAlias = NDArray[np.int64]
Real: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]
Chosen: TypeAlias = Whole | slice  # which people to look at

NEVER_TOLD = -(1 << 40)  # in columns of days and masks: no such day is asked for
NOWHERE = np.nan  # in columns of positions
ENDLESS = date.max.toordinal()  # the last day of what has no end
EVERYBODY = slice(None)


@dataclass(frozen=True, slots=True)
class RoleHistories:
    """What the people of a crowd have to do with one role: their numbers by history."""

    offered: Whole
    placed: Whole

    @classmethod
    def of(cls, histories: Sequence[RoleHistory]) -> "RoleHistories":
        """Turn everybody's history in the role into numbers."""
        return cls(*(_numbers_where(histories, which) for which in ("offered", "placed")))


@dataclass(frozen=True, slots=True)
class Spans:
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
    """The facts of many candidates, in the order in which they were given; `RoleHistories` stand apart."""

    number: Mapping[Identity, int]  # of each person, by id
    born_on: Whole  # days since year 1
    is_over_18: Mask
    dbs_level: Whole
    dbs_valid_until: Whole
    dbs_declared: Whole
    availability: Whole
    latitude: Real
    longitude: Real
    reach: Real  # how far they go by their means of travel
    languages: Whole
    skills: Whole
    skills_strong: Whole
    commitments: Whole
    placement_limit: Whole
    is_active: Mask
    asks: Whole
    asks_limit: Whole
    days_waiting: Whole
    is_newcomer: Mask
    days_since_asked: Whole
    away: Spans
    engagements: Spans
    serves: Mapping[Any, Mask]  # who would help in the ward
    avoids: Mapping[Any, Mask]  # who must not be matched with it or them
    wards: Mapping[Any, Mask]  # who lives there
    interests: Mapping[Any, Mask]  # who chose it

    def __len__(self) -> int:
        return len(self.number)

    @classmethod
    def of(cls, candidates: Iterable[Candidate]) -> "CandidateColumns":
        """Turn candidates into columns."""
        everybody = list(candidates)
        columns = {name: reader(everybody, name) for name, reader in READERS.items()}
        return cls(
            number={each.id: number for number, each in enumerate(everybody)},
            wards=_members([(each.ward,) if each.ward else () for each in everybody]),
            interests=_members([each.interests for each in everybody]),
            serves=_members([each.serves for each in everybody]),
            avoids=_members([each.avoids for each in everybody]),
            away=_times_away(everybody),
            engagements=_engagements(everybody),
            **columns,
        )


def day_number(day: date | None) -> int:
    """Return a day as a number; NEVER_TOLD where there is none."""
    return NEVER_TOLD if day is None else day.toordinal()


def _numbers_where(histories: Sequence[RoleHistory], which: RoleHistory) -> Whole:
    return np.array([number for number, each in enumerate(histories) if each == which], dtype=np.int64)


def _whole(everybody: list[Candidate], name: str) -> Whole:
    values = (getattr(each, name) for each in everybody)
    return np.array([NEVER_TOLD if value is None else value for value in values], dtype=np.int64)


def _days(everybody: list[Candidate], name: str) -> Whole:
    return np.array([day_number(getattr(each, name)) for each in everybody], dtype=np.int64)


def _real(everybody: list[Candidate], name: str) -> Real:
    values = (getattr(each, name) for each in everybody)
    return np.array([NOWHERE if value is None else value for value in values], dtype=np.float64)


def _flags(everybody: list[Candidate], name: str) -> Mask:
    return np.array([getattr(each, name) for each in everybody], dtype=np.bool_)


def _times_away(everybody: list[Candidate]) -> Spans:
    return _spans(
        [
            (number, away.starts_on, away.ends_on, 0, None)
            for number, each in enumerate(everybody)
            for away in each.away
        ]
    )


def _engagements(everybody: list[Candidate]) -> Spans:
    return _spans(
        [
            (number, held.starts_on, held.ends_on, held.slots, held.role)
            for number, each in enumerate(everybody)
            for held in each.engagements
        ]
    )


def _spans(rows: list[tuple[int, date, date | None, int, Identity | None]]) -> Spans:
    numbers = [
        (number, first.toordinal(), last.toordinal() if last else ENDLESS, slots)
        for number, first, last, slots, _role in rows
    ]
    columns = np.array(numbers, dtype=np.int64).reshape(-1, 4).T
    role = np.empty(len(rows), dtype=np.object_)
    role[:] = [role for *_rest, role in rows]
    person, first, last, slots = columns
    return Spans(person, first, last, slots, role)


def _members(sets: Sequence[Iterable[Any]]) -> dict[Any, Mask]:
    """Return for each thing that is in any of the sets which sets hold it."""
    found: dict[Any, Mask] = {}
    for number, things in enumerate(sets):
        for thing in things:
            if thing not in found:
                found[thing] = np.zeros(len(sets), dtype=np.bool_)
            found[thing][number] = True
    return found


READERS: Mapping[str, Callable[[list[Candidate], str], Any]] = {
    "born_on": _days,
    "is_over_18": _flags,
    "dbs_level": _whole,
    "dbs_valid_until": _days,
    "dbs_declared": _whole,
    "availability": _whole,
    "latitude": _real,
    "longitude": _real,
    "reach": _real,
    "languages": _whole,
    "skills": _whole,
    "skills_strong": _whole,
    "commitments": _whole,
    "placement_limit": _whole,
    "is_active": _flags,
    "asks": _whole,
    "asks_limit": _whole,
    "days_waiting": _whole,
    "is_newcomer": _flags,
    "days_since_asked": _whole,
}
