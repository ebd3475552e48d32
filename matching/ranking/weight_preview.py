"""What other weights would change in today's rankings."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet

from initiatives.models import Role
from matching.candidates import Card
from matching.ranking import rank
from matching.scoring import Weights

MOST_ROLES = 12  # those that start first: enough to see what a change does, few enough to wait for
TOP = 10


class Move(NamedTuple):
    """Someone among the first of a ranking, their place now and then; None is beyond the first."""

    card: Card
    now: int | None
    then: int | None


class Shift(NamedTuple):
    """How the first of one role's ranking would change."""

    role: Role
    moves: list[Move]

    @property
    def comers(self) -> int:
        """How many would come up among the first."""
        return sum(move.now is None for move in self.moves)

    @property
    def is_same(self) -> bool:
        """Whether nobody would move."""
        return all(move.now == move.then for move in self.moves)


def shifts(now: Weights, then: Weights, *, on: date) -> list[Shift]:
    """Rank some of the roles that have a free place with both weights."""
    roles = _with_a_place(on).select_related("initiative__group").order_by("starts_on", "pk")[:MOST_ROLES]
    return [Shift(role, _moves(_first(role, now, on), _first(role, then, on))) for role in roles]


def _with_a_place(on: date) -> QuerySet[Any]:
    """Return the open roles with a place that nobody holds: in others nobody is ranked."""
    held = Count("offers", filter=Q(offers__place_number__isnull=False))
    return Role.objects.open().not_over(on).annotate(held=held).filter(held__lt=F("places_maximum"))


def _first(role: Role, weights: Weights, on: date) -> dict[str, tuple[int, Card]]:
    """Return the first of a ranking by their reference, each with their place."""
    ranking = rank(role, on=on, size=TOP, weights=weights)
    return {each.card.reference: (place, each.card) for place, each in enumerate(ranking.eligible, start=1)}


def _moves(now: Mapping[str, tuple[int, Card]], then: Mapping[str, tuple[int, Card]]) -> list[Move]:
    """Return everybody who is among the first now or then, in the order of then."""
    nobody = (None, None)
    moves = [Move(card, now.get(key, nobody)[0], place) for key, (place, card) in then.items()]
    return moves + [Move(card, place, None) for key, (place, card) in now.items() if key not in then]
