from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, FloatField, Q, Value
from django.db.models.expressions import Combinable

from places.geo import Plane


class WardQuerySet(models.QuerySet[Any]):
    """Wards, which change at elections."""

    def on(self, day: date) -> "WardQuerySet":
        """Return the wards as they are on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class PostcodeQuerySet(models.QuerySet[Any]):
    """Postcodes of the city and of its edge."""

    def in_city(self) -> "PostcodeQuerySet":
        """Return the postcodes that lie in a ward of the city."""
        return self.filter(ward__isnull=False)

    def nearest(self, plane: Plane, *, miles: float) -> Any:
        """Return the postcode nearest to a point with its ward, or nothing within the distance."""
        around = self.filter(within(plane, miles)).annotate(square_miles=square_miles(plane))
        return (
            around.filter(square_miles__lte=miles * miles)
            .select_related("ward")
            .order_by("square_miles", "code")
            .first()
        )


def square_miles(plane: Plane) -> Combinable:
    """Return the SQL of `Plane.square_miles` over a row's `latitude` and `longitude`."""
    north = (F("latitude") - _number(plane.latitude)) * _number(plane.miles_per_degree_north)
    east = (F("longitude") - _number(plane.longitude)) * _number(plane.miles_per_degree_east)
    return north * north + east * east


def within(plane: Plane, miles: float) -> Q:
    """Return the rows in the rectangle around a point: an index finds them before distances are taken."""
    box = plane.box(miles)
    return Q(
        latitude__gte=box.south, latitude__lte=box.north, longitude__gte=box.west, longitude__lte=box.east
    )


def _number(value: float) -> Value:
    return Value(value, output_field=FloatField())
