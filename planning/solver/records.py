"""What an allocation is asked and answers: plain frozen data."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from numpy.typing import NDArray

Id: TypeAlias = (
    Hashable  # any, even of mixed types; those without an order of their own are told apart by repr
)
Pair: TypeAlias = tuple[Id, Id]  # a person and a place; where two people are kept apart, two people


class Impossible(ValueError):
    """The problem asks for what can't be: the text says what, in a plain sentence."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be placed in at most `limit` roles."""

    id: Id
    limit: int


@dataclass(frozen=True, slots=True)
class Place:
    """A role with `maximum` places. Nobody can have two roles that share a slot.

    With `hard_minimum` the role is closed (it takes nobody) unless it reaches its minimum.
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
    place: Id
    score: int


@dataclass(frozen=True, slots=True)
class EdgeColumns:
    """Many edges as columns of one length, for a city's worth: quicker to read and a tenth of the memory.

    Columns are lists or arrays; arrays of whole numbers, where all ids are whole numbers, are the quickest.
    """

    people: Sequence[Id] | NDArray[Any]
    places: Sequence[Id] | NDArray[Any]
    scores: Sequence[int] | NDArray[Any]


@dataclass(frozen=True, slots=True)
class Fairness:
    """What a filled place is worth beyond its score.

    `minimum_bonus` for each place filled in a role up to its minimum. In each ward, `tier_bonuses[k]` for
    each filled place beyond the previous tier's ceiling and up to `tier_shares[k]` of the ward's demand,
    rounded down; the demand is the sum of its roles' maximum, closed ones included.
    """

    minimum_bonus: int
    tier_bonuses: tuple[int, ...] = ()
    tier_shares: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """What the objective is made of."""

    scores: int
    minimums: int
    tiers: int

    @property
    def total(self) -> int:
        """The objective."""
        return self.scores + self.minimums + self.tiers


@dataclass(frozen=True, slots=True)
class Certificate:
    """How good the plan is known to be: none is worth more than `bound`, this one is at most `gap` short."""

    is_optimal: bool
    bound: int
    gap: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposed allocation.

    `assignments` are the pairs, in order of person and place; `unfilled` says for each role that is not full
    how many of its places (up to its maximum) stay empty.
    """

    assignments: tuple[Pair, ...]
    objective: int
    parts: Parts
    unfilled: Mapping[Id, int]
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class Forced:
    """The best plan with a pair forced into it, and what that loses.

    `loss` is exact if both plans are proven optimal. It is below zero where the earlier plan had forbidden
    the pair (or was not optimal) and is the worse one.
    """

    plan: Plan
    loss: int
