"""Conflict sets: sets of edges of which a plan may use at most one.

One person's edges to roles that share a slot form a conflict set; so do one role's edges to people who must
be kept apart. Both work the same way, so the code speaks of owners (a person, or a role), items (the role, or
the person, at the other end of the edge) and tags of the items (slots, or cliques of people to keep apart).
An owner's edges whose items share a tag form a conflict set.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Whole: TypeAlias = NDArray[np.int64]
Mask: TypeAlias = NDArray[np.bool_]

CLOSE = 10  # numbers per number in use; beyond this, sorting is quicker than leaving gaps


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of each item: those of item i are `flat[start[i]:start[i + 1]]`."""

    start: Whole
    flat: Whole
    count: int  # of all different tags

    def of(self, item: Whole) -> tuple[Whole, Whole]:
        """Return the tags of many items, as pairs of a position in `item` (ascending) and a tag."""
        first = self.start[item]
        sizes = self.start[item + 1] - first
        position = np.repeat(np.arange(len(item)), sizes)
        within = np.arange(len(position)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return position, self.flat[first[position] + within]

    def keys(self, owner: Whole, item: Whole) -> tuple[Whole, Whole]:
        """Return, for each edge and each tag of its item, the edge's position and a key for owner and tag."""
        position, tag = self.of(item)
        return position, owner[position] * self.count + tag


@dataclass(frozen=True, slots=True)
class RelaxedSets:
    """Conflict sets that a flow may violate: pairs of an edge and a set that contains it, edges ascending."""

    edge: Whole
    conflict_set: Whole
    keys: Whole  # of each set: its owner and tag as one number, or -1 for those of roles

    @property
    def count(self) -> int:
        """How many sets there are."""
        return len(self.keys)

    def usage(self, chosen: Mask) -> Whole:
        """Return how many edges of each set are chosen."""
        return np.bincount(self.conflict_set[chosen[self.edge]], minlength=self.count)

    def violated(self, chosen: Mask) -> Mask:
        """Say which of the pairs of `edge` and `conflict_set` are chosen edges in violated sets."""
        return (self.usage(chosen) > 1)[self.conflict_set] & chosen[self.edge]

    def sets_of(self, edge: int) -> Whole:
        """Return the sets that contain an edge."""
        first, last = np.searchsorted(self.edge, [edge, edge + 1])
        return self.conflict_set[first:last]

    def rivals(self, edge: int) -> Whole:
        """Return the edges that conflict with this one."""
        rivals: Whole = np.unique(
            self.edge[np.isin(self.conflict_set, self.sets_of(edge)) & (self.edge != edge)]
        )
        return rivals

    def to_drop(self, chosen: Mask, score: Whole) -> Whole:
        """Return chosen edges to drop so that no set is violated, those with lower scores first."""
        if not self.count:
            return self.edge
        edges = np.unique(self.edge[self.violated(chosen)])
        kept: set[int] = set()
        dropped = []
        for edge in edges[np.argsort(-score[edges], kind="stable")].tolist():
            sets = self.sets_of(edge).tolist()
            if kept.isdisjoint(sets):
                kept.update(sets)
            else:
                dropped.append(edge)
        return np.array(dropped, dtype=np.int64)

    def with_roles(self, other: "RelaxedSets") -> "RelaxedSets":
        """Join the relaxed sets of people with those of roles."""
        edge = np.concatenate([self.edge, other.edge])
        order = np.argsort(edge, kind="stable")
        conflict_set = np.concatenate([self.conflict_set, other.conflict_set + self.count])
        keys = np.concatenate([self.keys, np.full(other.count, -1)])
        return RelaxedSets(edge[order], conflict_set[order], keys)


def tag(tags_of: Mapping[int, Iterable[int]], items: int, count: int) -> Tags:
    """Store the tags (numbers below `count`) of the items that have any."""
    start = np.zeros(items + 1, dtype=np.int64)
    flat: list[int] = []
    for item in sorted(tags_of):
        tags = sorted(tags_of[item])
        start[item + 1] = len(tags)
        flat += tags
    return Tags(np.cumsum(start), np.array(flat, dtype=np.int64), count)


def find_cliques(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Cover pairs of people to keep apart by cliques: groups in which each is to be kept apart from all."""
    near: dict[int, set[int]] = defaultdict(set)
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    covered: set[tuple[int, int]] = set()
    found = []
    for one, other in sorted(pairs):
        if (one, other) in covered:
            continue
        clique, more = [one, other], near[one] & near[other]
        while more:
            clique.append(min(more))
            more &= near[clique[-1]]
        covered.update((a, b) for a in clique for b in clique)
        found.append(clique)
    return found


def find_conflict_sets(owner: Whole, item: Whole, tags: Tags, among: Mask) -> tuple[Whole, RelaxedSets]:
    """Find the conflict sets of the edges in `among`.

    A flow can enforce one conflict set of each edge, by a node with room for one. Returns that set for each
    edge (-1 where it has none), and the sets whose edges do not all have it as their enforced set: those are
    relaxed.
    """
    enforced, none = np.full(len(owner), -1), np.zeros(0, dtype=np.int64)
    if not tags.count:
        return enforced, RelaxedSets(none, none, none)
    tags_at = np.diff(tags.start)
    edges = np.flatnonzero(among & (tags_at > 0)[item])
    if tags_at.max() <= 1:
        enforced[edges] = _enforced_by_single_tag(owner[edges], item[edges], tags)
        return enforced, RelaxedSets(none, none, none)
    position, keys = tags.keys(owner[edges], item[edges])
    sets, sizes = _numbered(keys, int(owner.max(initial=0) + 1) * tags.count)
    shared = sizes[sets] > 1
    edge, sets, keys = edges[position[shared]], sets[shared], keys[shared]
    _choose_enforced(enforced, edge, sets, sizes)
    is_relaxed = _relaxed(enforced[edge], sets, len(sizes))[sets]
    relaxed_keys, numbers = np.unique(keys[is_relaxed], return_inverse=True)
    return enforced, RelaxedSets(edge[is_relaxed], numbers, relaxed_keys)


def _enforced_by_single_tag(owner: Whole, item: Whole, tags: Tags) -> Whole:
    """Find the enforced sets where each item has one tag: quicker, as no set needs relaxing."""
    keys = owner * tags.count + tags.flat[tags.start[item]]
    sets, sizes = _numbered(keys, int(owner.max(initial=0) + 1) * tags.count)
    enforced: Whole = np.where(sizes[sets] > 1, sets, -1)
    return enforced


def _numbered(keys: Whole, end: int) -> tuple[Whole, Whole]:
    """Number keys below `end` in their order. Returns their numbers, and how often each number occurs."""
    if end < CLOSE * len(keys):
        return keys, np.bincount(keys, minlength=end)
    _, numbers, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    return numbers, sizes


def _choose_enforced(enforced: Whole, edge: Whole, sets: Whole, sizes: Whole) -> None:
    """Choose the largest set of each edge to be enforced; the first where several are equally large."""
    firsts = np.flatnonzero(np.diff(edge, prepend=-1))
    if len(firsts):
        rank = sizes[sets] * len(sizes) + (len(sizes) - 1 - sets)
        enforced[edge[firsts]] = len(sizes) - 1 - np.maximum.reduceat(rank, firsts) % len(sizes)


def _relaxed(enforced: Whole, sets: Whole, count: int) -> Mask:
    """Say which sets contain edges with different enforced sets."""
    of_one_edge = np.zeros(count, dtype=np.int64)
    of_one_edge[sets] = enforced
    return np.bincount(sets, of_one_edge[sets] != enforced, count) > 0
