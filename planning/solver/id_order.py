"""An order for ids of any type, so that the order of the input makes no difference."""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, TypeVar

import numpy as np

from planning.solver.records import Id, Person, RoleToFill

Named = TypeVar("Named", Person, RoleToFill)


def by_id(named: Iterable[Named]) -> list[Named]:
    """Sort people or roles by id, even where the ids are of mixed types."""
    rows = list(named)
    kinds = {type(row.id) for row in rows}
    by: Callable[[Named], Any] = attrgetter("id") if kinds in ({int}, {str}) else lambda row: order(row.id)
    return sorted(rows, key=by)


def order(name: Id) -> tuple[str, Any]:
    """Return the sort key of an id: its type, then its value in a form that can be compared."""
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
