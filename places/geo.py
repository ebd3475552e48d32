"""Distances on the ground in miles, simple enough to give the same result in Python and in SQL.

Within a city the Earth is treated as flat around the point of interest. The lengths of a degree come from the
WGS84 ellipsoid at that point, so over 15 miles the error stays below 0.1 %.
"""

from dataclasses import dataclass
from math import cos, radians, sin, sqrt

MILE_IN_METRES = 1609.344
WGS84_RADIUS = 6378137.0  # equatorial radius, metres
WGS84_ECCENTRICITY_SQUARED = 0.00669437999014


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of latitude and longitude (degrees) that contains every point within a distance."""

    south: float
    north: float
    west: float
    east: float

    def holds(self, latitude: float, longitude: float) -> bool:
        """Return whether a point is in the box. A point that is not finite is not."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


@dataclass(frozen=True, slots=True)
class Plane:
    """The flat ground around one point: how many miles a degree measures there."""

    latitude: float
    longitude: float
    miles_per_degree_north: float
    miles_per_degree_east: float

    @classmethod
    def at(cls, latitude: float, longitude: float) -> "Plane":
        """Return the plane at a WGS84 point, in degrees."""
        bend = 1 - WGS84_ECCENTRICITY_SQUARED * sin(radians(latitude)) ** 2
        north = WGS84_RADIUS * (1 - WGS84_ECCENTRICITY_SQUARED) / bend**1.5
        east = WGS84_RADIUS / sqrt(bend) * cos(radians(latitude))
        return cls(
            latitude, longitude, radians(1) * north / MILE_IN_METRES, radians(1) * east / MILE_IN_METRES
        )

    def square_miles(self, latitude: float, longitude: float) -> float:
        """Return the squared distance to a point, in square miles.

        SQL uses the same order of operations (`places.querysets.square_miles`), so a point on the very edge
        falls on the same side in both.
        """
        north = (latitude - self.latitude) * self.miles_per_degree_north
        east = (longitude - self.longitude) * self.miles_per_degree_east
        return north * north + east * east

    def miles(self, latitude: float, longitude: float) -> float:
        """Return the distance to a point, in miles."""
        return sqrt(self.square_miles(latitude, longitude))

    def box(self, miles: float) -> Box:
        """Return the smallest rectangle that contains everything within a distance."""
        north = miles / self.miles_per_degree_north
        east = miles / self.miles_per_degree_east
        return Box(self.latitude - north, self.latitude + north, self.longitude - east, self.longitude + east)
