"""Packs: sets of edges of which a plan takes one at the most.

One person's roles that share a slot are a pack, and so are one role's people who are kept apart from each
other. Both sides are alike, so this speaks of owners (a person, or a role), items (the role, or the person,
at the other end of the edge) and the items' tags (slots, or circles of people apart): an owner's edges whose
items share a tag are a pack.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Whole: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]

CLOSE = 10  # numbers for each one that is used, before it is quicker to sort than to leave gaps


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of each item: those of item i are `flat[start[i]:start[i + 1]]`."""

    start: Whole
    flat: Whole
    count: int  # of all different tags

    def of(self, item: Whole) -> tuple[Whole, Whole]:
        """Return the tags of many items, as positions in `item` (rising) with a tag each."""
        first = self.start[item]
        sizes = self.start[item + 1] - first
        position = np.repeat(np.arange(len(item)), sizes)
        within = np.arange(len(position)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return position, self.flat[first[position] + within]

    def keys(self, owner: Whole, item: Whole) -> tuple[Whole, Whole]:
        """Return for each edge and tag of its item the edge's position and one number for owner and tag."""
        position, tag = self.of(item)
        return position, owner[position] * self.count + tag


@dataclass(frozen=True, slots=True)
class Loose:
    """Packs that a flow may break, as pairs of an edge and a pack that holds it, edges rising."""

    edge: Whole
    pack: Whole
    count: int

    def usage(self, chosen: Mask) -> Whole:
        """Return how many edges of each pack are chosen."""
        return np.bincount(self.pack[chosen[self.edge]], minlength=self.count)

    def broken(self, chosen: Mask) -> Mask:
        """Say which of the pairs of `edge` and `pack` are chosen edges in broken packs."""
        return (self.usage(chosen) > 1)[self.pack] & chosen[self.edge]

    def packs_of(self, edge: int) -> Whole:
        """Return the packs that hold an edge."""
        first, last = np.searchsorted(self.edge, [edge, edge + 1])
        return self.pack[first:last]

    def rivals(self, edge: int) -> Whole:
        """Return the edges that no plan has beside this one."""
        beside: Whole = np.unique(self.edge[np.isin(self.pack, self.packs_of(edge)) & (self.edge != edge)])
        return beside

    def losers(self, chosen: Mask, score: Whole) -> Whole:
        """Return chosen edges to give up so that no pack is broken, those with lower scores first."""
        if not self.count:
            return self.edge
        edges = np.unique(self.edge[self.broken(chosen)])
        kept: set[int] = set()
        lost = []
        for edge in edges[np.argsort(-score[edges], kind="stable")].tolist():
            packs = self.packs_of(edge).tolist()
            if kept.isdisjoint(packs):
                kept.update(packs)
            else:
                lost.append(edge)
        return np.array(lost, dtype=np.int64)

    def beside(self, other: "Loose") -> "Loose":
        """Join the loose packs of the two sides."""
        edge = np.concatenate([self.edge, other.edge])
        order = np.argsort(edge, kind="stable")
        pack = np.concatenate([self.pack, other.pack + self.count])
        return Loose(edge[order], pack[order], self.count + other.count)


def tag(tags_of: Mapping[int, Iterable[int]], items: int, count: int) -> Tags:
    """Lay out the tags (numbers below `count`) of those of the items that have any."""
    start = np.zeros(items + 1, dtype=np.int64)
    flat: list[int] = []
    for item in sorted(tags_of):
        tags = sorted(tags_of[item])
        start[item + 1] = len(tags)
        flat += tags
    return Tags(np.cumsum(start), np.array(flat, dtype=np.int64), count)


def circles(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Cover pairs of people apart by circles in which everybody is apart from everybody."""
    near: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    covered: set[tuple[int, int]] = set()
    found = []
    for one, other in sorted(pairs):
        if (one, other) in covered:
            continue
        circle, more = [one, other], near[one] & near[other]
        while more:
            circle.append(min(more))
            more &= near[circle[-1]]
        covered.update((a, b) for a in circle for b in circle)
        found.append(circle)
    return found


def pack(owner: Whole, item: Whole, tags: Tags, among: Mask) -> tuple[Whole, Loose]:
    """Find the packs of the edges in `among`: each edge's home (-1 where it has none), and the loose packs.

    A flow keeps one pack of each edge, its home, by a node with room for one. A pack whose edges have
    different homes is loose.
    """
    home, none = np.full(len(owner), -1), np.zeros(0, dtype=np.int64)
    if not tags.count:
        return home, Loose(none, none, 0)
    tags_at = np.diff(tags.start)
    edges = np.flatnonzero(among & (tags_at > 0)[item])
    if tags_at.max() <= 1:
        home[edges] = _homes_by_one(owner[edges], item[edges], tags)
        return home, Loose(none, none, 0)
    position, keys = tags.keys(owner[edges], item[edges])
    packs, sizes = _numbered(keys, int(owner.max(initial=0) + 1) * tags.count)
    shared = sizes[packs] > 1
    edge, packs = edges[position[shared]], packs[shared]
    _give_homes(home, edge, packs, sizes)
    loose = _loose(home[edge], packs, len(sizes))[packs]
    names, numbers = np.unique(packs[loose], return_inverse=True)
    return home, Loose(edge[loose], numbers, len(names))


def _homes_by_one(owner: Whole, item: Whole, tags: Tags) -> Whole:
    """Find the homes where each item has one tag: the quick way, as nothing can be loose."""
    keys = owner * tags.count + tags.flat[tags.start[item]]
    packs, sizes = _numbered(keys, int(owner.max(initial=0) + 1) * tags.count)
    home: Whole = np.where(sizes[packs] > 1, packs, -1)
    return home


def _numbered(keys: Whole, end: int) -> tuple[Whole, Whole]:
    """Number keys below `end`, in their order; returns their numbers and how often each number is there."""
    if end < CLOSE * len(keys):
        return keys, np.bincount(keys, minlength=end)
    _, numbers, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    return numbers, sizes


def _give_homes(home: Whole, edge: Whole, packs: Whole, sizes: Whole) -> None:
    """Give each edge the largest of its packs for a home, the first of equals."""
    firsts = np.flatnonzero(np.diff(edge, prepend=-1))
    if len(firsts):
        rank = sizes[packs] * len(sizes) + (len(sizes) - 1 - packs)
        home[edge[firsts]] = len(sizes) - 1 - np.maximum.reduceat(rank, firsts) % len(sizes)


def _loose(home: Whole, packs: Whole, count: int) -> Mask:
    """Say which packs hold edges of different homes."""
    one_home = np.zeros(count, dtype=np.int64)
    one_home[packs] = home
    return np.bincount(packs, one_home[packs] != home, count) > 0
