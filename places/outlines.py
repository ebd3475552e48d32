"""Approximate ward outlines, built from postcodes alone.

Every place belongs to the ward of its nearest postcode (Voronoi cells, including the neighbouring districts'
postcodes, so that the city ends half-way to them), but only within 250 m of a postcode of the city or in a
gap surrounded by such land. Lengths are in metres and geometry is on the British National Grid (EPSG:27700)
until it is written out as WGS84.

Plain Python with shapely and pyproj, for commands and importers: no request builds an outline.
"""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely import MultiPolygon, Point, Polygon

Area: TypeAlias = Polygon | MultiPolygon
Position: TypeAlias = tuple[int, int]

WOLVERHAMPTON = "E08000031"
OUTSIDE = ""  # in place of a ward code, for land outside the city
REACH = 250  # how far from one of its postcodes the city's land may extend
FRAME = 1000  # distance of the frame from all postcodes: too far to take land within REACH
GRID = 0.01  # lines are snapped to a grid of 1 cm, so that neighbours share exactly the same points
TOLERANCE = 50  # a border point is removed if its triangle is smaller than a square of this side
LABEL_PRECISION = 5
DECIMALS = 5  # of a degree: about 1 m
DRAWING_WIDTH = 1000  # width of the drawing of the city in units; the height follows
DRAWING_MARGIN = 4  # units around the drawing, so that thick lines are not cut off

# The standard Helmert transformation to WGS84 (EPSG:1314), accurate to about 2 m here. It is spelled out so
# that a machine with Ordnance Survey's finer grid installed still builds the same file.
NATIONAL_GRID_TO_WGS84 = Transformer.from_pipeline(
    "+proj=pipeline "
    "+step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy "
    "+step +proj=push +v_3 "
    "+step +proj=cart +ellps=airy "
    "+step +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 "
    "+convention=position_vector "
    "+step +inv +proj=cart +ellps=WGS84 "
    "+step +proj=pop +v_3 "
    "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
)


class NoPostcodes(ValueError):
    """None of the postcodes belongs to the city, so there is nothing to outline."""


@dataclass(frozen=True, slots=True)
class PostcodePoint:
    """A live postcode of Code-Point Open: its position (whole metres, EPSG:27700), district and ward."""

    postcode: str
    easting: int
    northing: int
    district: str
    ward: str

    @property
    def position(self) -> Position:
        """Return easting and northing."""
        return self.easting, self.northing


@dataclass(frozen=True, slots=True)
class Outline:
    """A ward's approximate land: as built, as drawn, and the best position for its name."""

    gss: str
    precise: Area
    display: Area
    label: Point  # the point of `display` that is furthest from its edge

    def geojson(self) -> dict[str, Any]:
        """Return the drawn outline as a GeoJSON geometry (WGS84, longitude first)."""
        area = shapely.transform(self.display, _to_wgs84)
        mapping: dict[str, Any] = json.loads(shapely.to_geojson(shapely.orient_polygons(area)))
        return mapping

    def label_position(self) -> list[float]:
        """Return the latitude and longitude of the label."""
        ((longitude, latitude),) = _to_wgs84(shapely.get_coordinates(self.label)).tolist()
        return [latitude, longitude]


def read_code_point(path: Path) -> list[PostcodePoint]:
    """Return the postcodes of a Code-Point Open extract (CSV with a header, EPSG:27700)."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            PostcodePoint(
                row["postcode"], int(row["easting"]), int(row["northing"]), row["district"], row["ward"]
            )
            for row in csv.DictReader(file)
        ]


def build_outlines(points: Iterable[PostcodePoint], city: str = WOLVERHAMPTON) -> dict[str, Outline]:
    """Return the outline of every ward of a city, by GSS code. Neighbours meet without gaps or overlaps.

    A ward is included if it has a position of its own, see `position_owners`. Raises NoPostcodes if the city
    has none.
    """
    owners = position_owners(points, city)
    own = [position for position, gss in owners.items() if gss != OUTSIDE]
    if not own:
        raise NoPostcodes(f"No postcode belongs to {city}.")
    precise = _cut(_nearest_land(owners), _within_reach(own))
    display = shapely.coverage_simplify(list(precise.values()), TOLERANCE)
    return {
        gss: Outline(gss, area, drawn, _label(drawn))
        for (gss, area), drawn in zip(precise.items(), display, strict=True)
    }


def position_owners(points: Iterable[PostcodePoint], city: str) -> dict[Position, str]:
    """Return the city's ward, or OUTSIDE, that owns each position.

    Postcodes of one building share a position. It belongs to the ward with the most of them; if several are
    equal, to the city before its neighbours, then to the lowest code.
    """
    votes: defaultdict[Position, Counter[str]] = defaultdict(Counter)
    for point in points:
        votes[point.position][point.ward if point.district == city else OUTSIDE] += 1
    return {position: _winner(votes[position]) for position in sorted(votes)}


def share_inside(
    points: Iterable[PostcodePoint], areas: Mapping[str, Area], city: str = WOLVERHAMPTON
) -> float:
    """Return the share (0 to 1) of the city's postcodes that are inside, or on the edge of, their ward."""
    positions = defaultdict(list)
    for point in points:
        if point.district == city:
            positions[point.ward].append(point.position)
    inside = sum(
        int(np.count_nonzero(shapely.covers(areas[gss], shapely.points(positions[gss]))))
        for gss in positions.keys() & areas.keys()
    )
    return inside / sum(map(len, positions.values()))


def svg_paths(outlines: Mapping[str, Outline]) -> dict[str, Any]:
    """Return a small drawing of the city: `viewBox`, and under `paths` one path's `d` per ward."""
    west, south, east, north = shapely.total_bounds([outline.display for outline in outlines.values()])
    scale = DRAWING_WIDTH / (east - west)
    height = round((north - south) * scale)

    def place(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.rint((coordinates - [west, north]) * [scale, -scale]) + DRAWING_MARGIN

    return {
        "viewBox": f"0 0 {DRAWING_WIDTH + 2 * DRAWING_MARGIN} {height + 2 * DRAWING_MARGIN}",
        "paths": {
            gss: "".join(map(_ring_path, _rings(shapely.transform(outline.display, place))))
            for gss, outline in outlines.items()
        },
    }


def as_json(outlines: Mapping[str, Outline]) -> str:
    """Return the outlines as JSON, one ward per line. The same outlines always give the same text."""
    drawing = svg_paths(outlines)
    lines = ",\n".join(
        _compact(
            {
                "gss": gss,
                "label": outlines[gss].label_position(),
                "geometry": outlines[gss].geojson(),
                "path": drawing["paths"][gss],
            }
        )
        for gss in sorted(outlines)
    )
    return f'{{"viewBox":{_compact(drawing["viewBox"])},"wards":[\n{lines}\n]}}\n'


def _winner(votes: Counter[str]) -> str:
    return min(votes, key=lambda gss: (-votes[gss], gss == OUTSIDE, gss))


def _nearest_land(owners: Mapping[Position, str]) -> dict[str, Area]:
    """Return the land that is nearest to each ward's positions, unbounded towards open country."""
    sites = np.array([*owners, *_frame(owners)], dtype=float)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(sites), ordered=True))
    of_ward = defaultdict(list)
    for gss, cell in zip(owners.values(), cells, strict=False):  # the frame's cells are last and unused
        of_ward[gss].append(cell)
    return {gss: shapely.union_all(of_ward[gss]) for gss in sorted(of_ward) if gss != OUTSIDE}


def _frame(positions: Iterable[Position]) -> list[Position]:
    """Return four corners far around all positions, so that even a single position has a bounded cell."""
    eastings, northings = zip(*positions, strict=True)
    return [
        (easting, northing)
        for easting in (min(eastings) - FRAME, max(eastings) + FRAME)
        for northing in (min(northings) - FRAME, max(northings) + FRAME)
    ]


def _within_reach(positions: list[Position]) -> Area:
    """Return everything within REACH of a position, and the gaps surrounded by it."""
    reach = shapely.union_all(shapely.buffer(shapely.points(positions), REACH))
    return shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(reach)])


def _cut(land: Mapping[str, Area], limit: Area) -> dict[str, Area]:
    """Cut each ward's land at the limit.

    All lines are joined first and the faces between them assigned to wards. If each ward were cut alone, two
    neighbours' rounding would differ where their border meets the limit.
    """
    borders = [shapely.boundary(area) for area in (*land.values(), limit)]
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all(borders, grid_size=GRID)]))
    inner = shapely.point_on_surface(faces)
    within = shapely.contains(limit, inner)
    return {
        gss: shapely.normalize(shapely.coverage_union_all(faces[within & shapely.contains(area, inner)]))
        for gss, area in land.items()
    }


def _label(area: Area) -> Point:
    radius = shapely.maximum_inscribed_circle(area, LABEL_PRECISION)
    return shapely.get_point(radius, 0)


def _to_wgs84(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
    longitudes, latitudes = NATIONAL_GRID_TO_WGS84.transform(*coordinates.T)
    return np.round(np.column_stack([longitudes, latitudes]), DECIMALS)


def _rings(area: Area) -> list[NDArray[np.float64]]:
    return [shapely.get_coordinates(ring) for ring in shapely.get_rings(area)]


def _ring_path(ring: NDArray[np.float64]) -> str:
    """Return one ring of whole numbers as path data, or an empty string if it is too small to see."""
    steps = np.diff(ring.astype(int), axis=0)
    steps = steps[steps.any(axis=1)]
    if len(steps) < 3:
        return ""
    start, *others = [f"{x} {y}" for x, y in [ring[0].astype(int), *steps[:-1]]]
    return f"M{start}l{' '.join(others)}z".replace(" -", "-")


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
