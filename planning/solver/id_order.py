"""An order for ids of any types, so that the order of the input doesn't matter."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, TypeVar

import numpy as np

from planning.solver.records import Id, Person, Place

Named = TypeVar("Named", Person, Place)


def by_id(named: Iterable[Named]) -> list[Named]:
    """Sort people or places by their ids, also those of mixed types."""
    rows = list(named)
    kinds = {type(row.id) for row in rows}
    by: Callable[[Named], Any] = attrgetter("id") if kinds in ({int}, {str}) else lambda row: order(row.id)
    return sorted(rows, key=by)


def order(name: Id) -> tuple[str, Any]:
    """Return what an id is sorted by: its kind, then its value in a form that can be compared."""
    match name:
        case int() | np.integer():
            return "int", int(name)
        case str():
            return "str", str(name)
        case tuple():
            return "tuple", tuple(map(order, name))
        case frozenset():
            return "frozenset", tuple(sorted(map(order, name)))
    return f"other {type(name).__qualname__}", repr(name)
