"""Find the ward that each of many points is in, fast enough for every crime of a police force.

Plain Python with shapely: wards are prepared once, and points are processed as whole arrays. With about
twenty wards, a rectangle test for each before the exact one is ten times as fast as a search tree.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry import shape

from places.outlines import Area

NOWHERE = ""  # the ward code of a point that is in no ward


class WardFinder:
    """The areas of some wards (WGS84), prepared for looking up points.

    A point on a border belongs to the ward with the lower code, so it is counted once and always in the same
    ward.
    """

    def __init__(self, areas: Mapping[str, Area]) -> None:
        self.areas = {code: areas[code] for code in sorted(areas, reverse=True)}
        shapely.prepare(list(self.areas.values()))

    def wards_of(self, longitudes: ArrayLike, latitudes: ArrayLike) -> NDArray[np.str_]:
        """Return the code of each point's ward, or NOWHERE. A point that is not finite is NOWHERE."""
        east, north = np.asarray(longitudes, dtype=float), np.asarray(latitudes, dtype=float)
        found = np.full(east.shape, NOWHERE, dtype="U9")
        for code, area in self.areas.items():
            west, south, right, top = area.bounds
            near = np.flatnonzero((east >= west) & (east <= right) & (north >= south) & (north <= top))
            found[near[shapely.intersects_xy(area, east[near], north[near])]] = code
        return found

    def ward_of(self, longitude: float, latitude: float) -> str:
        """Return the code of one point's ward, or NOWHERE."""
        return str(self.wards_of([longitude], [latitude])[0])


def as_areas(geometries: Mapping[str, dict[str, Any]]) -> dict[str, Area]:
    """Return shapes for GeoJSON geometries."""
    return {code: shape(geometry) for code, geometry in geometries.items()}
