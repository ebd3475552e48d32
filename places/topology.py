"""Compact ward outlines for maps: on a grid, with each border between two wards stored once.

Plain Python without shapely, because it runs when a page first asks for a version of the wards. The idea is
TopoJSON's; the numbers are written in the format that Google Maps calls an encoded polyline, and
assets/js/ward-outlines.js reads them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import cos, radians
from typing import Any

GRID = 10_000  # lines per degree: 11 m from north to south and 7 m from east to west, less than a pixel
FEWEST_POINTS = 3
BITS, MORE, FIRST_LETTER = 5, 0x20, 63

Point = tuple[int, int]
Ring = list[Point]


@dataclass(frozen=True)
class Topology:
    """Some wards as arcs of grid points, longitude first.

    A ward is a list of polygons, a polygon is a list of rings, and a ring is a list of arcs: `n` is arc n,
    and `~n` is the same arc backwards.
    """

    arcs: list[Ring]
    shapes: dict[str, list[list[list[int]]]]

    @cached_property
    def box(self) -> tuple[int, int, int, int]:
        """The rectangle around all arcs: west, south, east, north."""
        points = [point for arc in self.arcs for point in arc] or [(0, 0)]
        longitudes, latitudes = zip(*points, strict=True)
        return min(longitudes), min(latitudes), max(longitudes), max(latitudes)

    def rings(self, ward: str) -> Iterator[Ring]:
        """Yield each ring of a ward as a closed line."""
        for polygon in self.shapes[ward]:
            for ring in polygon:
                line = [self._arc(ring[0])[0]]
                for number in ring:
                    line += self._arc(number)[1:]
                yield line

    def neighbours(self) -> dict[str, list[str]]:
        """Return the wards that share a border with each ward. Touching at a corner is not enough."""
        users: defaultdict[int, set[str]] = defaultdict(set)
        for ward, polygons in self.shapes.items():
            for number in (arc for polygon in polygons for ring in polygon for arc in ring):
                users[max(number, ~number)].add(ward)
        beside: dict[str, set[str]] = {ward: set() for ward in self.shapes}
        for wards in users.values():
            for ward in wards:
                beside[ward] |= wards - {ward}
        return {ward: sorted(others) for ward, others in beside.items()}

    def place(self, latitude: float, longitude: float) -> Point:
        """Return a point on the grid, counted from the south-western corner of the box."""
        west, south, _east, _north = self.box
        east, north = _on_grid(longitude, latitude)
        return east - west, north - south

    def encoded_arcs(self) -> list[str]:
        """Return the arcs as text, counted from the south-western corner of the box."""
        west, south, _east, _north = self.box
        return [_encoded([(east - west, north - south) for east, north in arc]) for arc in self.arcs]

    def _arc(self, number: int) -> Ring:
        return self.arcs[number] if number >= 0 else self.arcs[~number][::-1]


class Drawing:
    """Maps grid points to a picture of a given width, north up and true to scale in the middle."""

    def __init__(self, topology: Topology, width: int, margin: int) -> None:
        self.topology = topology
        self.west, south, east, self.north = topology.box
        narrow = cos(radians((south + self.north) / 2 / GRID))  # degrees of longitude are shorter
        self.down = (width - 2 * margin) / max((east - self.west) * narrow, 1)
        self.right = self.down * narrow
        self.margin, self.width = margin, width
        self.height = round((self.north - south) * self.down) + 2 * margin

    def at(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Return the picture's point for a grid point."""
        return (
            round(self.margin + (longitude - self.west) * self.right),
            round(self.margin + (self.north - latitude) * self.down),
        )

    def path(self, ward: str) -> str:
        """Return the SVG path of a ward."""
        return "".join("M" + "L".join(f"{x} {y}" for x, y in line[:-1]) + "Z" for line in self._lines(ward))

    def box(self, ward: str) -> tuple[int, int, int, int]:
        """Return the rectangle around a ward: left, top, right, bottom. It is a point if no ring is left."""
        points = [point for line in self._lines(ward) for point in line] or [(0, 0)]
        across, down = zip(*points, strict=True)
        return min(across), min(down), max(across), max(down)

    def label(self, latitude: float, longitude: float) -> tuple[int, int]:
        """Return the picture's point for a label."""
        return self.at(longitude * GRID, latitude * GRID)

    def _lines(self, ward: str) -> list[Ring]:
        return [[self.at(*point) for point in ring] for ring in self.topology.rings(ward)]


def build(geometries: Mapping[str, dict[str, Any]]) -> Topology:
    """Return the topology of wards' outlines (GeoJSON geometries, WGS84) whose shared borders agree."""
    rings = {ward: _gridded(geometry) for ward, geometry in geometries.items()}
    nodes = _nodes(ring for polygons in rings.values() for polygon in polygons for ring in polygon)
    arcs: dict[tuple[Point, ...], int] = {}
    shapes = {
        ward: [[_as_arcs(ring, nodes, arcs) for ring in polygon] for polygon in polygons]
        for ward, polygons in rings.items()
    }
    return Topology([list(arc) for arc in arcs], shapes)


def _gridded(geometry: dict[str, Any]) -> list[list[Ring]]:
    """Return the rings of each polygon on the grid, unclosed, leaving out those that shrink to a line."""
    parts = geometry["coordinates"]
    polygons = [parts] if geometry["type"] == "Polygon" else parts
    rings = [[_open_ring(ring) for ring in polygon] for polygon in polygons]
    kept = [[ring for ring in polygon if len(ring) >= FEWEST_POINTS] for polygon in rings]
    return [polygon for polygon in kept if polygon]


def _open_ring(ring: Iterable[tuple[float, float]]) -> Ring:
    points: Ring = []
    for longitude, latitude in ring:
        point = _on_grid(longitude, latitude)
        if not points or point != points[-1]:
            points.append(point)
    return points[:-1] if len(points) > 1 and points[0] == points[-1] else points


def _on_grid(longitude: float, latitude: float) -> Point:
    return round(longitude * GRID), round(latitude * GRID)


def _nodes(rings: Iterable[Ring]) -> set[Point]:
    """Return the points where more than two lines meet: arcs start and end there."""
    beside: defaultdict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for before, point, after in zip([ring[-1], *ring], ring, [*ring[1:], ring[0]], strict=False):
            beside[point] |= {before, after}
    return {point for point, others in beside.items() if len(others) > 2}


def _as_arcs(ring: Ring, nodes: set[Point], arcs: dict[tuple[Point, ...], int]) -> list[int]:
    """Cut a ring at the nodes and return the number of each arc, numbering new arcs."""
    cuts = [place for place, point in enumerate(ring) if point in nodes] or [ring.index(min(ring))]
    start = cuts[0]
    turned = [*ring[start:], *ring[: start + 1]]
    places = [cut - start for cut in cuts] + [len(ring)]
    return [_number(tuple(turned[first : last + 1]), arcs) for first, last in pairwise(places)]


def _number(arc: tuple[Point, ...], arcs: dict[tuple[Point, ...], int]) -> int:
    if arc[::-1] in arcs and arc not in arcs:
        return ~arcs[arc[::-1]]
    return arcs.setdefault(arc, len(arcs))


def _encoded(points: Ring) -> str:
    """Return the points as text, each as the distance from the one before, the first from the corner."""
    steps = ((b[0] - a[0], b[1] - a[1]) for a, b in pairwise([(0, 0), *points]))
    return "".join(_letters(number) for step in steps for number in step)


def _letters(number: int) -> str:
    """Return a whole number as text: five bits per letter, lowest first, with the sign as the lowest bit."""
    left = ~(number << 1) if number < 0 else number << 1
    text = ""
    while left >= MORE:
        text += chr((left & (MORE - 1) | MORE) + FIRST_LETTER)
        left >>= BITS
    return text + chr(left + FIRST_LETTER)
