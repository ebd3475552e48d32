"""The model of a problem: checked, as arrays, with its pins already placed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import floor, inf
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from planning.solver.conflict_sets import (
    Mask,
    RelaxedSets,
    Tags,
    Whole,
    find_cliques,
    find_conflict_sets,
    tag,
)
from planning.solver.id_order import by_id, order
from planning.solver.parsing import EdgeIndex, Edges, whole
from planning.solver.records import (
    Edge,
    EdgeColumns,
    Fairness,
    Id,
    Impossible,
    Pair,
    Parts,
    Person,
    PersonSlot,
    RoleToFill,
)

# Whole numbers small enough to be exact; infinite where there is none.
Costs: TypeAlias = NDArray[np.float64]


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
        """Return the tier bonus of each ward with this many places filled."""
        return self.widths(np.zeros_like(filled), filled) @ self.bonuses

    @property
    def is_falling(self) -> bool:
        """Whether each place filled in a ward is worth no more than the one before, and none has a cost."""
        bonuses = np.append(self.bonuses, 0)
        return bool((bonuses[:-1] >= bonuses[1:]).all() and (self.upto[:, :-1] <= self.upto[:, 1:]).all())


@dataclass(frozen=True, slots=True)
class Sides:
    """What puts edges in conflict: slots that a person's roles share, and cliques of people to keep apart."""

    slots: Tags
    cliques: Tags
    slot_names: list[Id]

    def conflict_sets(self, edges: Edges, room: Whole) -> tuple[tuple[Whole, Whole], RelaxedSets]:
        """Return each edge's enforced set of its person, and of its role, or -1; and the relaxed sets."""
        can_take_two = (room > 1)[edges.person]
        by_person, in_time = find_conflict_sets(edges.person, edges.role, self.slots, can_take_two)
        everywhere = np.ones(len(edges), dtype=bool)
        by_role, in_company = find_conflict_sets(edges.role, edges.person, self.cliques, everywhere)
        return (by_person, by_role), in_time.with_roles(in_company)

    def keys(self, edges: Edges) -> tuple[tuple[Whole, Whole], tuple[Whole, Whole]]:
        """Return positions of edges and keys, for slots and for cliques. A plan has each key at most once."""
        return self.slots.keys(edges.person, edges.role), self.cliques.keys(edges.role, edges.person)


@dataclass(frozen=True, slots=True)
class Model:
    """A problem with people, roles and wards by number. `edges` are those still free to choose."""

    people: list[Id]
    roles: list[Id]
    room: Whole  # the part of each person's limit that is not pinned
    minimums: Whole
    maximums: Whole
    is_hard: Mask
    ward_of: Whole
    tiers: Tiers
    minimum_bonus: int
    pinned: Edges
    taken: Whole  # places of each role that are pinned
    edges: Edges
    sides: Sides
    enforced: tuple[Whole, Whole]  # each edge's conflict set of its person, and of its role, or -1
    relaxed_sets: RelaxedSets
    left_out: Costs  # the highest score of the edges of each role that are not in the model

    @property
    def is_whole(self) -> bool:
        """Whether no edges were left out."""
        return bool((self.left_out == -inf).all())

    @property
    def is_falling(self) -> bool:
        """Whether no place in a role or ward is worth more than the one filled before it."""
        return self.minimum_bonus >= 0 and self.tiers.is_falling

    @property
    def is_flow(self) -> bool:
        """Whether the whole problem is a flow, so that no search is needed."""
        return self.is_falling and not self.relaxed_sets.count and not self.is_hard.any()

    def filled(self, chosen: Mask | Whole) -> Whole:
        """Return how many places of each role are filled."""
        return self.taken + np.bincount(self.edges.role[chosen], minlength=len(self.roles))

    def by_ward(self, counts: Whole) -> Whole:
        """Add up counts of roles by ward."""
        return sums(self.ward_of, counts, len(self.tiers))

    def parts(self, chosen: Mask | Whole, filled: Whole) -> Parts:
        """Return the worth of the chosen edges and the pins, which fill `filled` places in each role."""
        return Parts(
            scores=int(self.edges.score[chosen].sum() + self.pinned.score.sum()),
            minimums=self.minimum_bonus * int(np.minimum(filled, self.minimums).sum()),
            tiers=int(self.tiers.worth(self.by_ward(filled)).sum()),
        )

    def find(self, pairs: Iterable[Pair]) -> Mask:
        """Say which edges are among pairs of ids. Unknown pairs are ignored."""
        people = {name: number for number, name in enumerate(self.people)}
        roles = {name: number for number, name in enumerate(self.roles)}
        keys = [
            people[person] * len(roles) + roles[role]
            for person, role in pairs
            if person in people and role in roles
        ]
        found: Mask = np.isin(self.edges.person * len(roles) + self.edges.role, keys)
        return found

    def only(self, kept: Mask) -> "Model":
        """Return the model of a problem with only some of the edges."""
        edges = self.edges[kept]
        enforced, relaxed_sets = self.sides.conflict_sets(edges, self.room)
        return replace(self, edges=edges, enforced=enforced, relaxed_sets=relaxed_sets)

    def among(self, kept: Mask) -> "Model":
        """Return the model of the same problem with some edges left out."""
        others = self.edges[~kept]
        left_out = self.left_out.copy()
        np.maximum.at(left_out, others.role, others.score)
        return replace(self.only(kept), left_out=left_out)

    def named(self, multipliers: Whole) -> dict[PersonSlot, int]:
        """Return the multipliers of people's relaxed sets that have any, by name."""
        return {
            name: multiplier
            for name, multiplier in zip(self._set_names(), multipliers.tolist(), strict=True)
            if name and multiplier
        }

    def multipliers(self, known: Mapping[PersonSlot, int]) -> Whole:
        """Return the multipliers of relaxed sets, zero where none is known."""
        if not known:
            return np.zeros(self.relaxed_sets.count, dtype=np.int64)
        return np.array([known.get(name, 0) if name else 0 for name in self._set_names()], dtype=np.int64)

    def _set_names(self) -> Iterator[PersonSlot | None]:
        slots = self.sides.slot_names
        for key in self.relaxed_sets.keys.tolist():
            person, slot = divmod(key, max(len(slots), 1))
            yield (self.people[person], slots[slot]) if key >= 0 else None

    def too_few(self, filled: Whole) -> Mask:
        """Say which roles have some people, but fewer than their hard minimum."""
        return self.is_hard & (filled > 0) & (filled < self.minimums)


def build_model(
    people: Iterable[Person],
    roles: Iterable[RoleToFill],
    edges: Iterable[Edge] | EdgeColumns,
    fairness: Fairness,
    pinned: Iterable[Pair],
    forbidden: Iterable[Pair],
    apart: Iterable[Pair],
    left_out: Mapping[Id, int],
) -> Model:
    """Parse and check a problem. Raises Impossible if no plan can meet it."""
    people, roles = by_id(people), by_id(roles)
    index = EdgeIndex(people, roles, edges)
    limits = _limits(people)
    minimums, maximums = _sizes(roles)
    wards = {ward: number for number, ward in enumerate(dict.fromkeys(role.ward for role in roles))}
    ward_of = np.array([wards[role.ward] for role in roles], dtype=np.int64)
    slots = sorted({slot for role in roles for slot in role.slots}, key=order)
    cliques = _cliques(set(index.people_pairs(apart)), len(people))
    sides = Sides(_slots(roles, slots), cliques, slots)
    pins, bans = index.find_all(pinned), index.find(forbidden)
    pinned_edges = index.edges[pins]
    room = limits - np.bincount(pinned_edges.person, minlength=len(people))
    taken = np.bincount(pinned_edges.role, minlength=len(roles)).astype(np.int64)
    if len(pins):
        _check_pins(index, pins, bans, room, maximums - taken, sides)
    gone = np.concatenate([pins, bans, _excluded(index.edges, pinned_edges, sides)])
    free = _free(index.edges, room > 0, maximums > taken, gone)
    enforced, relaxed_sets = sides.conflict_sets(free, room)
    return Model(
        people=[person.id for person in people],
        roles=[role.id for role in roles],
        room=room,
        minimums=minimums,
        maximums=maximums,
        is_hard=np.array([role.hard_minimum for role in roles], dtype=bool) & (minimums > 1),
        ward_of=ward_of,
        tiers=_tiers(fairness, sums(ward_of, maximums, len(wards)).tolist()),
        minimum_bonus=int(whole([fairness.minimum_bonus], "minimum bonus")[0]),
        pinned=pinned_edges,
        taken=taken,
        edges=free,
        sides=sides,
        enforced=enforced,
        relaxed_sets=relaxed_sets,
        left_out=np.array([left_out.get(role.id, -inf) for role in roles], dtype=np.float64),
    )


def _free(edges: Edges, has_room: Mask, is_open: Mask, gone: Whole) -> Edges:
    """Return the edges of people with room and roles with empty places, without those that are gone."""
    if has_room.all() and is_open.all() and not len(gone):
        return edges
    is_free = has_room[edges.person] & is_open[edges.role]
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
        raise Impossible(f"The limit of person {people[number].id!r} is negative.")
    return limits


def _sizes(roles: Sequence[RoleToFill]) -> tuple[Whole, Whole]:
    minimums = whole([role.minimum for role in roles], "minimum")
    maximums = whole([role.maximum for role in roles], "maximum")
    for number in np.flatnonzero((minimums < 0) | (minimums > maximums)).tolist():
        raise Impossible(f"The minimum of role {roles[number].id!r} is negative or above its maximum.")
    return minimums, maximums


def _slots(roles: Sequence[RoleToFill], names: list[Id]) -> Tags:
    """Number the slots. A slot of only one role causes no conflicts and does no harm."""
    numbers = {name: number for number, name in enumerate(names)}
    slots_of = {number: [numbers[slot] for slot in role.slots] for number, role in enumerate(roles)}
    return tag(slots_of, len(roles), len(names))


def _cliques(apart: set[tuple[int, int]], people: int) -> Tags:
    found = find_cliques(apart)
    cliques_of: dict[int, list[int]] = defaultdict(list)
    for number, clique in enumerate(found):
        for person in clique:
            cliques_of[person].append(number)
    return tag(cliques_of, people, len(found))


def _tiers(fairness: Fairness, demands: list[int]) -> Tiers:
    """Return the tiers of each ward, from its demand."""
    bonuses = whole(fairness.tier_bonuses, "tier bonus")
    if len(bonuses) != len(fairness.tier_shares):
        raise Impossible("There must be as many tier bonuses as tier shares.")
    if not all(0 <= share < inf for share in fairness.tier_shares):
        raise Impossible("A tier's share is negative or not finite.")
    ceilings = [
        [0, *(min(demand, floor(share * demand)) for share in fairness.tier_shares)] for demand in demands
    ]
    table = np.array(ceilings, dtype=np.int64).reshape(len(demands), len(bonuses) + 1)
    return Tiers(table[:, :-1], table[:, 1:], bonuses)


def _check_pins(index: EdgeIndex, pins: Whole, bans: Whole, room: Whole, left: Whole, sides: Sides) -> None:
    """Refuse pins that cannot all be in one plan."""
    for pin in np.intersect1d(pins, bans):
        raise Impossible(f"{index.say(pin)} is both pinned and forbidden.")
    edges = index.edges[pins]
    for pin in pins[room[edges.person] < 0]:
        raise Impossible(f"{index.say(pin)} is pinned beyond the person's limit.")
    for pin in pins[left[edges.role] < 0]:
        raise Impossible(f"{index.say(pin)} is pinned beyond the role's maximum.")
    in_time, in_company = (pins[_repeated(*keys)] for keys in sides.keys(edges))
    for pin in in_time:
        raise Impossible(f"{index.say(pin)} is pinned, and so is another of their roles at the same time.")
    for pin in in_company:
        raise Impossible(f"{index.say(pin)} is pinned, and so is somebody they must be kept apart from.")


def _repeated(position: Whole, keys: Whole) -> Whole:
    """Return the positions whose key has occurred before."""
    again = np.ones(len(keys), dtype=bool)
    again[np.unique(keys, return_index=True)[1]] = False
    return position[again]


def _excluded(edges: Edges, pinned: Edges, sides: Sides) -> Whole:
    """Return the positions of the edges that conflict with pinned ones."""
    if not len(pinned):
        return pinned.person
    near = np.flatnonzero(np.isin(edges.person, pinned.person) | np.isin(edges.role, pinned.role))
    return np.concatenate(
        [
            near[position[np.isin(keys, taken)]]
            for (position, keys), (_, taken) in zip(sides.keys(edges[near]), sides.keys(pinned), strict=True)
        ]
    )
