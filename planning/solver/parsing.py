"""Reading a problem: ids become numbers, and what can't be is refused in a plain sentence."""

import struct
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planning.solver.conflict_sets import Mask, Whole
from planning.solver.records import Edge, EdgeColumns, Id, Impossible, Pair, Person, Place

LARGEST = 10**10  # of whole numbers: beyond, the sums of a whole city could be wrong

CLOSE = 100  # numbers in a table for each one that is used

BLOCK = 10_000  # edges that are still in the processor's cache when they are read again


@dataclass(frozen=True, slots=True)
class Edges:
    """Edges by the numbers of their person and place, with their scores."""

    person: Whole
    place: Whole
    score: Whole

    def __getitem__(self, which: Mask | Whole) -> "Edges":
        return Edges(self.person[which], self.place[which], self.score[which])

    def __len__(self) -> int:
        return len(self.person)


class Table:
    """All edges in order of person and place, found again by the ids of the pair."""

    def __init__(
        self, people: Sequence[Person], places: Sequence[Place], edges: Iterable[Edge] | EdgeColumns
    ) -> None:
        self._people = number(people, "people")
        self._places = number(places, "places")
        columns = in_columns(edges)
        keys, score = self._keys_of(columns), whole(columns.scores, "score")
        if not (keys[1:] > keys[:-1]).all():
            order = np.argsort(keys, kind="stable")
            keys, score = keys[order], score[order]
        self._keys = keys
        person = keys // max(len(places), 1)
        self.edges = Edges(person, keys - person * len(places), score)
        for twice in np.flatnonzero(keys[1:] == keys[:-1]).tolist():
            raise Impossible(f"{self.say(twice)} is listed twice.")

    def say(self, edge: int) -> str:
        """Name an edge for a sentence."""
        person, place = (
            list(self._people)[self.edges.person[edge]],
            list(self._places)[self.edges.place[edge]],
        )
        return f"The pair of person {person!r} and place {place!r}"

    def find(self, pairs: Iterable[Pair]) -> Whole:
        """Return the numbers of those of the pairs that are edges, rising, each once."""
        return np.array(
            sorted({edge for pair in pairs if (edge := self._at(pair)) is not None}), dtype=np.int64
        )

    def find_all(self, pairs: Iterable[Pair]) -> Whole:
        """Return the numbers of the pairs, which must be edges."""
        pairs = list(pairs)
        for person, place in pairs:
            if person not in self._people or place not in self._places:
                raise Impossible(
                    f"A pin names person {person!r} and place {place!r}, who are not both there."
                )
            if self._at((person, place)) is None:
                raise Impossible(
                    f"Person {person!r} can't be pinned to place {place!r}: there is no such edge."
                )
        return self.find(pairs)

    def people_pairs(self, pairs: Iterable[Pair]) -> Iterator[tuple[int, int]]:
        """Return people kept apart by their numbers, the lower first, without those who aren't there."""
        for one, other in pairs:
            if one == other:
                raise Impossible(f"Person {one!r} can't be kept apart from themselves.")
            if one in self._people and other in self._people:
                yield tuple(sorted((self._people[one], self._people[other])))  # type: ignore[misc]

    def _keys_of(self, columns: EdgeColumns) -> Whole:
        """Return a number for each edge that says its person and place."""
        if not len(columns.people) == len(columns.places) == len(columns.scores):
            raise Impossible("The columns of the edges are not of one length.")
        person = _numbers_of("person", columns.people, self._people)
        return person * len(self._places) + _numbers_of("place", columns.places, self._places)

    def _at(self, pair: Pair) -> int | None:
        person, place = self._people.get(pair[0]), self._places.get(pair[1])
        if person is None or place is None:
            return None
        key = person * len(self._places) + place
        edge = int(np.searchsorted(self._keys, key))
        return edge if edge < len(self._keys) and self._keys[edge] == key else None


def number(rows: Sequence[Person | Place], what: str) -> dict[Id, int]:
    """Number people or places by their ids."""
    numbers = {row.id: position for position, row in enumerate(rows)}
    if len(numbers) < len(rows):
        name = Counter(row.id for row in rows).most_common(1)[0][0]
        raise Impossible(f"There are two {what} with the id {name!r}.")
    return numbers


def in_columns(edges: Iterable[Edge] | EdgeColumns) -> EdgeColumns:
    """Turn edges into columns, if they are not columns yet."""
    if isinstance(edges, EdgeColumns):
        return edges
    rows = edges if isinstance(edges, list) else list(edges)
    with suppress(struct.error):  # ids or scores that are not all whole numbers, or large ones
        return _in_whole_columns(rows)
    people, places = [edge.person for edge in rows], [edge.place for edge in rows]
    return EdgeColumns(people, places, [edge.score for edge in rows])


def _in_whole_columns(rows: list[Edge]) -> EdgeColumns:
    """Turn edges whose ids are whole numbers into columns, some thousands at a time, as that is quicker."""
    columns = np.empty((3, len(rows)), dtype=np.int64)
    for start in range(0, len(rows), BLOCK):
        block, end = rows[start : start + BLOCK], start + BLOCK
        columns[0, start:end] = _column([edge.person for edge in block])
        columns[1, start:end] = _column([edge.place for edge in block])
        columns[2, start:end] = _column([edge.score for edge in block])
    return EdgeColumns(*columns)


def whole(values: Collection[Any] | NDArray[Any], what: str) -> Whole:
    """Turn whole numbers into an array."""
    try:
        column = _column(values)
    except struct.error as error:
        raise Impossible(f"A {what} is not a whole number, or far too large a one.") from error
    if len(column) and max(column.max(), -column.min()) > LARGEST:
        raise Impossible(f"A {what} is beyond {LARGEST:,}.")
    return column


def _column(values: Collection[Any] | NDArray[Any]) -> Whole:
    """Turn whole numbers into an array: quicker than numpy does, and refusing numbers that are not whole."""
    if isinstance(values, np.ndarray) and np.can_cast(values.dtype, np.int64):
        return values.astype(np.int64)
    return np.frombuffer(struct.pack(f"{len(values)}q", *values), dtype=np.int64)


def _numbers_of(side: str, names: Sequence[Id] | NDArray[Any], numbers: Mapping[Id, int]) -> Whole:
    """Return the numbers of what one side of each edge names."""
    if set(map(type, numbers)) == {int}:
        with suppress(struct.error):  # names that are not all whole numbers, or ids that are large ones
            return _look_up(side, _column(names), _column(numbers))
    if isinstance(names, np.ndarray):
        names = names.tolist()
    at: Callable[[Id], int] = numbers.__getitem__
    try:
        return _column(list(map(at, names)))
    except KeyError as error:
        raise _unknown(side, error.args[0]) from error


def _look_up(side: str, names: NDArray[Any], known: Whole) -> Whole:
    """Return the numbers of whole-numbered ids, by a table where they lie close and else by search."""
    span = int(known[-1]) - int(known[0])
    if span < CLOSE * len(known):
        table = np.full(span + 3, -1)  # one more at either end for what is beyond
        table[known - known[0] + 1] = np.arange(len(known))
        found: Whole = table.take(names - known[0] + 1, mode="clip")
    else:
        found = np.minimum(np.searchsorted(known, names), len(known) - 1)
        found[known[found] != names] = -1
    for position in np.flatnonzero(found < 0):
        raise _unknown(side, int(names[position]))
    return found


def _unknown(side: str, name: Id) -> Impossible:
    return Impossible(f"An edge names {side} {name!r}, who is not among the {side} ids given.")
