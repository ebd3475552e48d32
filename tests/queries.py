"""How many queries a page asks: as many for a thousand rows as for ten, and no more than a bound."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

FEW, MANY = 10, 1000


def count_queries(act: Callable[[], Any]) -> int:
    """Return how many queries an action makes."""
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def assert_same_for_few_and_many(
    acts: Mapping[str, Callable[[], Any]],
    add: Callable[[int], Any],
    *,
    at_most: int,
    few: int = FEW,
    many: int = MANY,
) -> None:
    """Hold that each action makes as many queries at both sizes, and no more than the bound.

    `add` makes so many rows more, in every list that the actions show.
    """
    add(few)
    at_few = {name: count_queries(act) for name, act in acts.items()}
    add(many - few)
    at_many = {name: count_queries(act) for name, act in acts.items()}

    assert at_many == at_few, f"at {many} rows: {at_many}, at {few} rows: {at_few}"
    assert max(at_few.values()) <= at_most, at_few
