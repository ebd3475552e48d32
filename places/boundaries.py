"""Official ward boundaries: read from GeoJSON, checked, and simplified for drawing.

Plain Python with shapely. Shapes are on the British National Grid (EPSG:27700, metres) until they are written
out as WGS84.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from numpy.typing import NDArray
from shapely.geometry import shape

from core.cleaning import printable, visible
from places.outlines import LABEL_PRECISION, NATIONAL_GRID_TO_WGS84, Area

MOST_POINTS = 100_000  # per ward; the ONS's finest boundaries of a whole city have about 50,000
TOLERANCE = 20  # a border point is removed if its triangle is smaller than a square of this side, in metres
SNAP = 1.0  # metres: the widest gap or overlap allowed between neighbours
PRECISE, DRAWN = 7, 5  # decimal places of a degree: about 1 cm and 1 m
GRID_BOUNDS = (0, 0, 700_000, 1_300_000)
UK_BOUNDS = (-9, 49, 2, 61)
WHOLE_EARTH = (-180, -90, 180, 90)
GSS = re.compile(r"[A-Z][0-9]{8}")
LONGEST_NAME = 80
CODE, NAME, AUTHORITY = r"WD[0-9]{2}CD", r"WD[0-9]{2}NM", r"LAD[0-9]{2}CD"


class BadShape(ValueError):
    """A file or outline that can't be used. The message is for the person with the file."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A ward in a file: its code and name, the authority's code if given, and its GeoJSON geometry.

    `trouble` says what is wrong with it, if anything. It is no matter if the ward is of another place.
    """

    code: str
    name: str
    authority: str
    geometry: Any
    trouble: str = ""


def read_features(text: str) -> list[Feature]:
    """Return the wards of a GeoJSON FeatureCollection. Raises BadShape."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadShape(_("This is not a GeoJSON file. We cannot read it as JSON.")) from error
    features = read.get("features") if isinstance(read, dict) else None
    if not isinstance(features, list) or not features:
        raise BadShape(_("This is not a GeoJSON file of wards. It has no list of features."))
    return [_feature(each) for each in features]


def as_area(feature: Feature) -> Area:
    """Return a ward's shape on the British National Grid. Raises BadShape if it is not a valid area."""
    kind = feature.geometry.get("type") if isinstance(feature.geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadShape(
            _("{ward} has no area, but {kind}").format(ward=feature.name, kind=printable(str(kind)[:40]))
        )
    rings = _rings(feature)
    points = np.concatenate(rings)
    if len(points) > MOST_POINTS:
        raise BadShape(
            _("{ward} has {count} points. The most allowed is {most}").format(
                ward=feature.name, count=f"{len(points):,}", most=f"{MOST_POINTS:,}"
            )
        )
    if not np.isfinite(points).all():
        raise BadShape(_("{ward} has a point that is not a number").format(ward=feature.name))
    if any(len(ring) < 4 or (ring[0] != ring[-1]).any() for ring in rings):
        raise BadShape(_("The outline of {ward} is not closed").format(ward=feature.name))
    in_degrees = _is_in_degrees(points, feature.name)
    area: Area = shape(feature.geometry)
    if not shapely.is_valid(area):
        raise BadShape(
            _("The outline of {ward} crosses itself or overlaps: {reason}").format(
                ward=feature.name, reason=shapely.is_valid_reason(area)
            )
        )
    return shapely.transform(area, _to_grid) if in_degrees else area


def check_coverage(areas: Iterable[Area]) -> None:
    """Check that neighbours meet without gaps or overlaps. Raises BadShape."""
    shapes = list(areas)
    length = sum(fault.length for fault in shapely.coverage_invalid_edges(shapes, gap_width=SNAP))
    if not length:
        parts = shapely.get_parts(shapely.coverage_union_all(shapes))
        length = sum(hole.length for part in parts for hole in part.interiors)
    if length:
        raise BadShape(
            _(
                "The wards do not fit together. They overlap or leave gaps along this many metres: {length}."
            ).format(length=f"{length:,.0f}")
        )


def simplify(areas: Mapping[str, Area]) -> dict[str, Area]:
    """Return simplified outlines. Borders shared by two wards stay shared."""
    lighter = shapely.coverage_simplify(list(areas.values()), TOLERANCE)
    return dict(zip(areas, lighter, strict=True))


def as_geojson(area: Area, decimals: int) -> dict[str, Any]:
    """Return a GeoJSON geometry (WGS84, longitude first), rounded."""

    def to_wgs84(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        longitudes, latitudes = NATIONAL_GRID_TO_WGS84.transform(*coordinates.T)
        return np.round(np.column_stack([longitudes, latitudes]), decimals)

    written: dict[str, Any] = json.loads(
        shapely.to_geojson(shapely.orient_polygons(shapely.transform(area, to_wgs84)))
    )
    return written


def label_point(area: Area) -> tuple[float, float]:
    """Return the latitude and longitude of the inner point that is furthest from the edge."""
    circle = shapely.maximum_inscribed_circle(area, LABEL_PRECISION)
    longitude, latitude = NATIONAL_GRID_TO_WGS84.transform(*circle.coords[0])
    return round(latitude, DRAWN), round(longitude, DRAWN)


def likeness(one: Area, other: Area) -> float:
    """Return how similar two areas are: intersection over union (IoU), 0 to 1."""
    together = shapely.union(one, other).area
    return float(shapely.intersection(one, other).area / together) if together else 0.0


def _feature(read: Any) -> Feature:
    properties = read.get("properties") if isinstance(read, dict) else None
    if not isinstance(properties, dict):
        return Feature("", "", "", None, trouble=_("A feature has no properties."))
    code, name = _property(properties, CODE), _property(properties, NAME)
    return Feature(
        code=code or "",
        name=name or "",
        authority=_property(properties, AUTHORITY) or "",
        geometry=read.get("geometry"),
        trouble=_trouble(code, name, ", ".join(properties)),
    )


def _property(properties: dict[str, Any], pattern: str) -> str | None:
    for key, value in properties.items():
        if re.fullmatch(pattern, key, re.IGNORECASE) and isinstance(value, str):
            return visible(value).strip()
    return None


def _trouble(code: str | None, name: str | None, keys: str) -> str:
    """Return what is wrong with a ward's code and name, or an empty string."""
    if code is None or name is None:
        wanted = "WDyyCD" if code is None else "WDyyNM"
        return _("A feature has no {wanted}, such as {example}. It has: {keys}.").format(
            wanted=wanted, example=wanted.replace("yy", "23"), keys=printable(keys[:200])
        )
    if not GSS.fullmatch(code):
        return _("“{text}” is not a ward code, like E05014851.").format(text=printable(code[:40]))
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        return _("We cannot read the name of {code}.").format(code=code)
    return ""


def _rings(feature: Feature) -> list[NDArray[np.float64]]:
    """Return the rings of a geometry as arrays of points. Raises BadShape."""
    parts = feature.geometry.get("coordinates")
    polygons = [parts] if feature.geometry["type"] == "Polygon" else parts
    try:
        rings = [np.array(ring, dtype=float) for polygon in polygons for ring in polygon]
    except (TypeError, ValueError, OverflowError) as error:
        raise BadShape(_("{ward} has coordinates that are not numbers").format(ward=feature.name)) from error
    if not rings or any(ring.ndim != 2 or not len(ring) for ring in rings):
        raise BadShape(_("{ward} has no outline").format(ward=feature.name))
    if any(ring.shape[1] != 2 for ring in rings):
        raise BadShape(
            _("{ward} has points with a height. Save it with 2 dimensions").format(ward=feature.name)
        )
    return rings


def _is_in_degrees(points: NDArray[np.float64], ward: str) -> bool:
    """Return whether points are WGS84 rather than metres of the grid. Raises BadShape if they are neither."""
    if not _within(points, WHOLE_EARTH):
        if not _within(points, GRID_BOUNDS):
            raise BadShape(_("{ward} is outside Great Britain").format(ward=ward))
        return False
    if _within(points, UK_BOUNDS):
        return True
    if _within(points[:, ::-1], UK_BOUNDS):
        raise BadShape(_("The latitude and longitude of {ward} are the wrong way round").format(ward=ward))
    raise BadShape(_("{ward} is outside Great Britain").format(ward=ward))


def _within(points: NDArray[np.float64], bounds: tuple[float, float, float, float]) -> bool:
    return bool((points >= bounds[:2]).all() and (points <= bounds[2:]).all())


def _to_grid(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    longitudes, latitudes = coordinates.T
    return np.column_stack(NATIONAL_GRID_TO_WGS84.transform(longitudes, latitudes, direction="INVERSE"))
