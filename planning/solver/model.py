"""A problem laid out as arrays, checked, with its pins already taken out of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, inf

import numpy as np

from planning.solver.conflict_sets import Loose, Mask, Tags, Whole, circles, pack, tag
from planning.solver.id_order import by_id, order
from planning.solver.parsing import Edges, Table, whole
from planning.solver.records import (
    Edge,
    EdgeColumns,
    Fairness,
    Id,
    Impossible,
    Pair,
    Parts,
    Person,
    Place,
)


@dataclass(frozen=True, slots=True)
class Tiers:
    """In ward w, each filled place beyond `above[w, k]` and up to `upto[w, k]` is worth `bonuses[k]`."""

    above: Whole
    upto: Whole
    bonuses: Whole

    def __len__(self) -> int:
        return len(self.upto)

    def widths(self, first: Whole, last: Whole) -> Whole:
        """Return how many of each ward's places beyond `first` and up to `last` are in each tier."""
        beyond, upto = np.maximum(self.above, first[:, None]), np.minimum(self.upto, last[:, None])
        widths: Whole = np.maximum(0, upto - beyond)
        return widths

    def worth(self, filled: Whole) -> Whole:
        """Return what the tiers add in each ward when so many of its places are filled."""
        return self.widths(np.zeros_like(filled), filled) @ self.bonuses

    @property
    def is_falling(self) -> bool:
        """Whether each place filled in a ward is worth at most what the one before it was, and none costs."""
        bonuses = np.append(self.bonuses, 0)
        return bool((bonuses[:-1] >= bonuses[1:]).all() and (self.upto[:, :-1] <= self.upto[:, 1:]).all())


@dataclass(frozen=True, slots=True)
class Sides:
    """What makes edges exclude each other: one person's roles' slots, one role's circles of people apart."""

    slots: Tags
    circles: Tags

    def keys(self, edges: Edges) -> tuple[tuple[Whole, Whole], tuple[Whole, Whole]]:
        """Return, for either side, positions of edges and the keys of which a plan has each once at most."""
        return self.slots.keys(edges.person, edges.place), self.circles.keys(edges.place, edges.person)


@dataclass(frozen=True, slots=True)
class Layout:
    """A problem with people, places and wards by number; `edges` are those that are still free to choose."""

    people: list[Id]
    places: list[Id]
    room: Whole  # what the pins leave of each person's limit
    minimums: Whole
    maximums: Whole
    is_hard: Mask
    ward_of: Whole
    tiers: Tiers
    minimum_bonus: int
    pinned: Edges
    taken: Whole  # places of each role that are pinned
    edges: Edges
    homes: tuple[Whole, Whole]  # each edge's pack among its person's and among its place's, or -1
    loose: Loose

    @property
    def is_falling(self) -> bool:
        """Whether no place, in a role or in a ward, is worth more than the one filled before it."""
        return self.minimum_bonus >= 0 and self.tiers.is_falling

    @property
    def is_flow(self) -> bool:
        """Whether a flow alone decides, so that nothing is searched for."""
        return self.is_falling and not self.loose.count and not self.is_hard.any()

    def filled(self, chosen: Mask | Whole) -> Whole:
        """Return how many places of each role are filled."""
        return self.taken + np.bincount(self.edges.place[chosen], minlength=len(self.places))

    def by_ward(self, counts: Whole) -> Whole:
        """Return the sums by ward of counts by role."""
        return sums(self.ward_of, counts, len(self.tiers))

    def parts(self, chosen: Mask | Whole, filled: Whole) -> Parts:
        """Return what a choice of edges, with so many places filled in each role, is worth; pins included."""
        return Parts(
            scores=int(self.edges.score[chosen].sum() + self.pinned.score.sum()),
            minimums=self.minimum_bonus * int(np.minimum(filled, self.minimums).sum()),
            tiers=int(self.tiers.worth(self.by_ward(filled)).sum()),
        )

    def too_few(self, filled: Whole) -> Mask:
        """Say which roles are open below their hard minimum."""
        return self.is_hard & (filled > 0) & (filled < self.minimums)


def lay_out(
    people: Iterable[Person],
    places: Iterable[Place],
    edges: Iterable[Edge] | EdgeColumns,
    fairness: Fairness,
    pinned: Iterable[Pair],
    forbidden: Iterable[Pair],
    apart: Iterable[Pair],
) -> Layout:
    """Read and check a problem. Raises Impossible where it asks for what can't be."""
    people, places = by_id(people), by_id(places)
    table = Table(people, places, edges)
    limits = _limits(people)
    minimums, maximums = _sizes(places)
    wards = {ward: number for number, ward in enumerate(dict.fromkeys(place.ward for place in places))}
    ward_of = np.array([wards[place.ward] for place in places], dtype=np.int64)
    sides = Sides(_slots(places), _circles(set(table.people_pairs(apart)), len(people)))
    pins, bans = table.find_all(pinned), table.find(forbidden)
    pinned_edges = table.edges[pins]
    room = limits - np.bincount(pinned_edges.person, minlength=len(people))
    taken = np.bincount(pinned_edges.place, minlength=len(places)).astype(np.int64)
    if len(pins):
        _check_pins(table, pins, bans, room, maximums - taken, sides)
    gone = np.concatenate([pins, bans, _excluded(table.edges, pinned_edges, sides)])
    free = _free(table.edges, room > 0, maximums > taken, gone)
    by_person, in_time = pack(free.person, free.place, sides.slots, (room > 1)[free.person])
    by_place, in_company = pack(free.place, free.person, sides.circles, np.ones(len(free), dtype=bool))
    return Layout(
        people=[person.id for person in people],
        places=[place.id for place in places],
        room=room,
        minimums=minimums,
        maximums=maximums,
        is_hard=np.array([place.hard_minimum for place in places], dtype=bool) & (minimums > 1),
        ward_of=ward_of,
        tiers=_tiers(fairness, sums(ward_of, maximums, len(wards)).tolist()),
        minimum_bonus=int(whole([fairness.minimum_bonus], "minimum bonus")[0]),
        pinned=pinned_edges,
        taken=taken,
        edges=free,
        homes=(by_person, by_place),
        loose=in_time.beside(in_company),
    )


def _free(edges: Edges, has_room: Mask, is_open: Mask, gone: Whole) -> Edges:
    """Return the edges of people with room and roles that are open, without those that are gone."""
    if has_room.all() and is_open.all() and not len(gone):
        return edges
    is_free = has_room[edges.person] & is_open[edges.place]
    is_free[gone] = False
    return edges[is_free]


def sums(group: Whole, values: Whole, count: int) -> Whole:
    """Add up values by group."""
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, group, values)
    return total


def _limits(people: Sequence[Person]) -> Whole:
    limits = whole([person.limit for person in people], "limit")
    for number in np.flatnonzero(limits < 0).tolist():
        raise Impossible(f"The limit of person {people[number].id!r} is below nought.")
    return limits


def _sizes(places: Sequence[Place]) -> tuple[Whole, Whole]:
    minimums = whole([place.minimum for place in places], "minimum")
    maximums = whole([place.maximum for place in places], "maximum")
    for number in np.flatnonzero((minimums < 0) | (minimums > maximums)).tolist():
        raise Impossible(f"The minimum of place {places[number].id!r} is below nought or above its maximum.")
    return minimums, maximums


def _slots(places: Sequence[Place]) -> Tags:
    """Number the roles' slots. Those of one role alone exclude nothing and would do no harm."""
    names = sorted({slot for place in places for slot in place.slots}, key=order)
    numbers = {name: number for number, name in enumerate(names)}
    slots_of = {number: [numbers[slot] for slot in place.slots] for number, place in enumerate(places)}
    return tag(slots_of, len(places), len(names))


def _circles(apart: set[tuple[int, int]], people: int) -> Tags:
    found = circles(apart)
    circles_of: dict[int, list[int]] = defaultdict(list)
    for number, circle in enumerate(found):
        for person in circle:
            circles_of[person].append(number)
    return tag(circles_of, people, len(found))


def _tiers(fairness: Fairness, demands: list[int]) -> Tiers:
    """Lay out each ward's tiers, by its demand."""
    bonuses = whole(fairness.tier_bonuses, "tier bonus")
    if len(bonuses) != len(fairness.tier_shares):
        raise Impossible("There must be as many tier bonuses as tier shares.")
    if not all(0 <= share < inf for share in fairness.tier_shares):
        raise Impossible("A tier's share is below nought or without end.")
    ceilings = [
        [0, *(min(demand, floor(share * demand)) for share in fairness.tier_shares)] for demand in demands
    ]
    table = np.array(ceilings, dtype=np.int64).reshape(len(demands), len(bonuses) + 1)
    return Tiers(table[:, :-1], table[:, 1:], bonuses)


def _check_pins(table: Table, pins: Whole, bans: Whole, room: Whole, left: Whole, sides: Sides) -> None:
    """Refuse pins that no plan can hold together."""
    for pin in np.intersect1d(pins, bans):
        raise Impossible(f"{table.say(pin)} is both pinned and forbidden.")
    edges = table.edges[pins]
    for pin in pins[room[edges.person] < 0]:
        raise Impossible(f"{table.say(pin)} is pinned beyond the person's limit.")
    for pin in pins[left[edges.place] < 0]:
        raise Impossible(f"{table.say(pin)} is pinned beyond the place's maximum.")
    in_time, in_company = (pins[_repeated(*keys)] for keys in sides.keys(edges))
    for pin in in_time:
        raise Impossible(f"{table.say(pin)} is pinned, and so is another place of theirs at the same time.")
    for pin in in_company:
        raise Impossible(f"{table.say(pin)} is pinned, and so is somebody who is to be kept apart from them.")


def _repeated(position: Whole, keys: Whole) -> Whole:
    """Return the positions whose key came before."""
    again = np.ones(len(keys), dtype=bool)
    again[np.unique(keys, return_index=True)[1]] = False
    return position[again]


def _excluded(edges: Edges, pinned: Edges, sides: Sides) -> Whole:
    """Return the positions of the edges that no plan has beside the pinned ones."""
    if not len(pinned):
        return pinned.person
    near = np.flatnonzero(np.isin(edges.person, pinned.person) | np.isin(edges.place, pinned.place))
    return np.concatenate(
        [
            near[position[np.isin(keys, taken)]]
            for (position, keys), (_, taken) in zip(sides.keys(edges[near]), sides.keys(pinned), strict=True)
        ]
    )
