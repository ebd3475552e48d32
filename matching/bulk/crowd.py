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

NEVER_TOLD = -1  # in columns of dates and masks, none of which is below zero
NOWHERE = np.nan  # in columns of positions
EVERYBODY = slice(None)


@dataclass(frozen=True, slots=True)
class Here:
    """What the people of a crowd have to do with one role: their numbers by history."""

    offered: Whole
    placed: Whole

    @classmethod
    def of(cls, histories: Sequence[RoleHistory]) -> "Here":
        """Turn everybody's history in the role into numbers."""
        return cls(*(_numbers_where(histories, which) for which in ("offered", "placed")))


@dataclass(frozen=True, slots=True)
class Crowd:
    """The facts of many candidates, in the order in which they were given. History stands apart (`Here`)."""

    number: Mapping[Identity, int]  # of each person, by id
    born_on: Whole  # days since year 1
    is_over_18: Mask
    dbs_level: Whole
    dbs_valid_until: Whole
    dbs_declared: Whole
    availability: Whole
    latitude: Real
    longitude: Real
    travel_miles: Real
    languages: Whole
    skills: Whole
    commitments: Whole
    placement_limit: Whole
    is_active: Mask
    wards: Mapping[Any, Mask]  # who lives there
    interests: Mapping[Any, Mask]  # who chose it

    def __len__(self) -> int:
        return len(self.number)

    @classmethod
    def of(cls, candidates: Iterable[Candidate]) -> "Crowd":
        """Turn candidates into columns."""
        everybody = list(candidates)
        columns = {name: reader(everybody, name) for name, reader in READERS.items()}
        return cls(
            number={each.id: number for number, each in enumerate(everybody)},
            wards=_members([(each.ward,) if each.ward else () for each in everybody]),
            interests=_members([each.interests for each in everybody]),
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
    "travel_miles": _real,
    "languages": _whole,
    "skills": _whole,
    "commitments": _whole,
    "placement_limit": _whole,
    "is_active": _flags,
}
