"""Parse a problem: turn ids into numbers, and refuse invalid input with a plain message."""

import struct
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planning.solver.conflict_sets import Mask, Whole
from planning.solver.records import Edge, EdgeColumns, Id, Impossible, Pair, Person, RoleToFill

LARGEST = 10**10  # numbers beyond this could overflow when a whole city is added up

CLOSE = 100  # ids are looked up in a table if it has at most so many rows per id

BLOCK = 10_000  # edges read at a time: few enough to stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges by the number of their person and role, with their scores."""

    person: Whole
    role: Whole
    score: Whole

    def __getitem__(self, which: Mask | Whole) -> "Edges":
        return Edges(self.person[which], self.role[which], self.score[which])

    def __len__(self) -> int:
        return len(self.person)


class EdgeIndex:
    """All edges in order of person and role, which can be looked up by the ids of a pair."""

    def __init__(
        self, people: Sequence[Person], roles: Sequence[RoleToFill], edges: Iterable[Edge] | EdgeColumns
    ) -> None:
        self._people = number(people, "people")
        self._roles = number(roles, "roles")
        columns = in_columns(edges)
        keys, score = self._keys_of(columns), whole(columns.scores, "score")
        if not (keys[1:] > keys[:-1]).all():
            order = np.argsort(keys, kind="stable")
            keys, score = keys[order], score[order]
        self._keys = keys
        person = keys // max(len(roles), 1)
        self.edges = Edges(person, keys - person * len(roles), score)
        for twice in np.flatnonzero(keys[1:] == keys[:-1]).tolist():
            raise Impossible(f"{self.say(twice)} is listed twice.")

    def say(self, edge: int) -> str:
        """Name an edge for a message."""
        person, role = (
            list(self._people)[self.edges.person[edge]],
            list(self._roles)[self.edges.role[edge]],
        )
        return f"The pair of person {person!r} and role {role!r}"

    def find(self, pairs: Iterable[Pair]) -> Whole:
        """Return the numbers of those pairs that are edges, ascending, each once."""
        return np.array(
            sorted({edge for pair in pairs if (edge := self._at(pair)) is not None}), dtype=np.int64
        )

    def find_all(self, pairs: Iterable[Pair]) -> Whole:
        """Return the numbers of the pairs, all of which must be edges."""
        pairs = list(pairs)
        for person, role in pairs:
            if person not in self._people or role not in self._roles:
                raise Impossible(
                    f"The pinned pair of person {person!r} and role {role!r} names an unknown person or role."
                )
            if self._at((person, role)) is None:
                raise Impossible(
                    f"Person {person!r} can't be pinned to role {role!r}, as there is no edge between them."
                )
        return self.find(pairs)

    def people_pairs(self, pairs: Iterable[Pair]) -> Iterator[tuple[int, int]]:
        """Return the pairs of people to keep apart by number, the lower first, without unknown people."""
        for one, other in pairs:
            if one == other:
                raise Impossible(f"Person {one!r} can't be kept apart from themselves.")
            if one in self._people and other in self._people:
                yield tuple(sorted((self._people[one], self._people[other])))  # type: ignore[misc]

    def _keys_of(self, columns: EdgeColumns) -> Whole:
        """Return a number for each edge that encodes its person and role."""
        if not len(columns.people) == len(columns.roles) == len(columns.scores):
            raise Impossible("The columns of the edges have different lengths.")
        person = _numbers_of("person", columns.people, self._people)
        return person * len(self._roles) + _numbers_of("role", columns.roles, self._roles)

    def _at(self, pair: Pair) -> int | None:
        person, role = self._people.get(pair[0]), self._roles.get(pair[1])
        if person is None or role is None:
            return None
        key = person * len(self._roles) + role
        edge = int(np.searchsorted(self._keys, key))
        return edge if edge < len(self._keys) and self._keys[edge] == key else None


def number(rows: Sequence[Person | RoleToFill], what: str) -> dict[Id, int]:
    """Number people or roles by their ids."""
    numbers = {row.id: position for position, row in enumerate(rows)}
    if len(numbers) < len(rows):
        name = Counter(row.id for row in rows).most_common(1)[0][0]
        raise Impossible(f"There are two {what} with the id {name!r}.")
    return numbers


def in_columns(edges: Iterable[Edge] | EdgeColumns) -> EdgeColumns:
    """Turn edges into columns, unless they are columns already."""
    if isinstance(edges, EdgeColumns):
        return edges
    rows = edges if isinstance(edges, list) else list(edges)
    with suppress(struct.error):  # some id or score is not a whole number, or too large
        return _in_whole_columns(rows)
    people, roles = [edge.person for edge in rows], [edge.role for edge in rows]
    return EdgeColumns(people, roles, [edge.score for edge in rows])


def _in_whole_columns(rows: list[Edge]) -> EdgeColumns:
    """Turn edges whose ids are whole numbers into columns, one block at a time."""
    columns = np.empty((3, len(rows)), dtype=np.int64)
    for start in range(0, len(rows), BLOCK):
        block, end = rows[start : start + BLOCK], start + BLOCK
        columns[0, start:end] = _column([edge.person for edge in block])
        columns[1, start:end] = _column([edge.role for edge in block])
        columns[2, start:end] = _column([edge.score for edge in block])
    return EdgeColumns(*columns)


def whole(values: Collection[Any] | NDArray[Any], what: str) -> Whole:
    """Turn whole numbers into an array."""
    try:
        column = _column(values)
    except struct.error as error:
        raise Impossible(f"A {what} is not a whole number, or is far too large.") from error
    if len(column) and max(column.max(), -column.min()) > LARGEST:
        raise Impossible(f"A {what} is larger than {LARGEST:,}.")
    return column


def _column(values: Collection[Any] | NDArray[Any]) -> Whole:
    """Turn whole numbers into an array: quicker than numpy, and other numbers are refused."""
    if isinstance(values, np.ndarray) and np.can_cast(values.dtype, np.int64):
        return values.astype(np.int64)
    return np.frombuffer(struct.pack(f"{len(values)}q", *values), dtype=np.int64)


def _numbers_of(side: str, names: Sequence[Id] | NDArray[Any], numbers: Mapping[Id, int]) -> Whole:
    """Return the number of the person, or the role, that each edge names."""
    if set(map(type, numbers)) == {int}:
        with suppress(struct.error):  # some name is not a whole number, or some id too large
            return _look_up(side, _column(names), _column(numbers))
    if isinstance(names, np.ndarray):
        names = names.tolist()
    at: Callable[[Id], int] = numbers.__getitem__
    try:
        return _column(list(map(at, names)))
    except KeyError as error:
        raise _unknown(side, error.args[0]) from error


def _look_up(side: str, names: NDArray[Any], known: Whole) -> Whole:
    """Return the numbers of whole-number ids: by a table if they lie close together, otherwise by search."""
    span = int(known[-1]) - int(known[0])
    if span < CLOSE * len(known):
        table = np.full(span + 3, -1)  # one more row at each end, for ids out of range
        table[known - known[0] + 1] = np.arange(len(known))
        found: Whole = table.take(names - known[0] + 1, mode="clip")
    else:
        found = np.minimum(np.searchsorted(known, names), len(known) - 1)
        found[known[found] != names] = -1
    for position in np.flatnonzero(found < 0):
        raise _unknown(side, int(names[position]))
    return found


def _unknown(side: str, name: Id) -> Impossible:
    return Impossible(f"An edge names {side} {name!r}, but there is no {side} with this id.")
