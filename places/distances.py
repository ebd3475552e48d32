"""Distances of rows from a point, taken by the database."""

from typing import Any

from django.db.models import FloatField, Func, Q
from django.db.models.expressions import Combinable

from places.geo import Plane


class SquareMiles(Func):
    """The SQL of `Plane.square_miles` over a row's `latitude` and `longitude`, computed in the same order.

    One node, because Django takes its time over each node of an expression.
    """

    output_field = FloatField()

    def __init__(self, *expressions: Any, plane: Plane, **extra: Any) -> None:
        super().__init__(*(expressions or ("latitude", "longitude")), **extra)
        self.plane = plane

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # simpler
        """Write it out, with the numbers as parameters."""
        (latitude, _), (longitude, _) = map(compiler.compile, self.source_expressions)
        north, east = f"(({latitude} - %s) * %s)", f"(({longitude} - %s) * %s)"
        to_north = [self.plane.latitude, self.plane.miles_per_degree_north]
        to_east = [self.plane.longitude, self.plane.miles_per_degree_east]
        return f"({north} * {north} + {east} * {east})", [*to_north * 2, *to_east * 2]


def square_miles(plane: Plane) -> Combinable:
    """Return the squared distance of a row from a point, in square miles."""
    return SquareMiles(plane=plane)


def within(plane: Plane, miles: float) -> Q:
    """Return the rows in the rectangle around a point: an index finds them before distances are taken."""
    box = plane.box(miles)
    return Q(
        latitude__gte=box.south, latitude__lte=box.north, longitude__gte=box.west, longitude__lte=box.east
    )
