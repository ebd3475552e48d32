"""What the solver takes and returns: plain frozen data."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from numpy.typing import NDArray

Id: TypeAlias = Hashable  # of any type, even mixed; ids that have no order of their own are sorted by repr
Pair: TypeAlias = tuple[Id, Id]  # a person and a role, or two people to keep apart
PersonSlot: TypeAlias = tuple[Id, Id]  # what names a conflict set: a person's roles that share a slot


class Impossible(ValueError):
    """No plan can meet the request; the message says why."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who can take at most `limit` roles."""

    id: Id
    limit: int


@dataclass(frozen=True, slots=True)
class RoleToFill:
    """A role with `maximum` places. Nobody can take two roles that share a slot.

    With `hard_minimum`, the role takes either nobody or at least `minimum` people.
    """

    id: Id
    ward: Id
    minimum: int
    maximum: int
    slots: frozenset[Id] = frozenset()
    hard_minimum: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """A person who may take a role, and how well they suit it (a whole number, higher is better)."""

    person: Id
    role: Id
    score: int


@dataclass(frozen=True, slots=True)
class EdgeColumns:
    """Many edges as columns of equal length: quicker to read than `Edge` rows, in a tenth of the memory.

    Columns are lists or arrays. Arrays of whole numbers are the quickest.
    """

    people: Sequence[Id] | NDArray[Any]
    roles: Sequence[Id] | NDArray[Any]
    scores: Sequence[int] | NDArray[Any]


@dataclass(frozen=True, slots=True)
class Fairness:
    """What a filled place is worth beyond its score.

    `minimum_bonus` for each place filled in a role up to its minimum. In each ward, `tier_bonuses[k]` for
    each filled place beyond the previous tier's ceiling and up to `tier_shares[k]` of the ward's demand,
    rounded down. The demand is the sum of the maximums of all its roles, including roles that stay empty.
    """

    minimum_bonus: int
    tier_bonuses: tuple[int, ...] = ()
    tier_shares: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts that make up the objective."""

    scores: int
    minimums: int
    tiers: int

    @property
    def total(self) -> int:
        """The objective."""
        return self.scores + self.minimums + self.tiers


@dataclass(frozen=True, slots=True)
class Certificate:
    """How good the plan is known to be: no plan is worth more than `bound`, which is `gap` more."""

    is_optimal: bool
    bound: int
    gap: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposed allocation.

    `assignments` are the pairs, in order of person and role. `unfilled` gives the number of empty places of
    each role that is not full.
    """

    assignments: tuple[Pair, ...]
    objective: int
    parts: Parts
    unfilled: Mapping[Id, int]
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class Core:
    """The few edges of a problem that decide its best plan, that plan, and what helps to find a similar one.

    `left_out` is the highest score of the other edges of each role that has any. `multipliers` are those of
    the relaxed conflict sets that have any.
    """

    plan: Plan
    edges: EdgeColumns
    left_out: Mapping[Id, int]
    prices: Mapping[Id, float]
    least: float
    multipliers: Mapping[PersonSlot, int]


@dataclass(frozen=True, slots=True)
class Forced:
    """The best plan with a given pair in it, and how much it loses.

    `loss` is exact if both plans are proven optimal. It is negative where the earlier plan is the worse one:
    because it had forbidden the pair, or was not optimal.
    """

    plan: Plan
    loss: int
