"""The small outlines: what is written can be read again, and is the same shape on a grid."""

import gzip
import json
from itertools import pairwise
from math import hypot, pi, sin
from random import Random

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from insight.outlines import ward_map
from places.embedded import read_wards
from places.models import WardBoundary
from places.topology import GRID, Drawing, build
from tests.places.conftest import TODAY


def square(west, south, size=2):
    """Return a square of some grid units as GeoJSON."""
    ring = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)]
    return polygon([[[(west + east) / GRID, (south + north) / GRID] for east, north in ring]])


def polygon(rings):
    return {"type": "Polygon", "coordinates": rings}


def decoded(text):
    """Read encoded steps as the browser does."""
    numbers, number, shift = [], 0, 0
    for letter in text:
        part = ord(letter) - 63
        number |= (part & 31) << shift
        shift += 5
        if not part & 32:
            numbers.append(~(number >> 1) if number & 1 else number >> 1)
            number, shift = 0, 0
    east = north = 0
    points = []
    for step_east, step_north in zip(numbers[::2], numbers[1::2], strict=True):
        east, north = east + step_east, north + step_north
        points.append((east, north))
    return points


def turned(ring):
    """Return a closed ring as it runs from its lowest point."""
    points = ring[:-1]
    start = points.index(min(points))
    return points[start:] + points[:start]


def test_a_shared_border_is_written_once():
    shapes = build({"west": square(0, 0), "east": square(2, 0)})

    assert len(shapes.arcs) == 3
    used = [arc for polygons in shapes.shapes.values() for ring in polygons[0] for arc in ring]
    assert sorted(max(arc, ~arc) for arc in used) in ([0, 1, 1, 2], [0, 0, 1, 2], [0, 1, 2, 2])
    assert any(arc < 0 for arc in used)


def test_neighbours_share_a_border_and_not_just_a_corner():
    shapes = build({"a": square(0, 0), "b": square(2, 0), "c": square(2, 2), "far": square(50, 50)})

    assert shapes.neighbours() == {"a": ["b"], "b": ["a", "c"], "c": ["b"], "far": []}


def test_a_ward_inside_another_is_its_neighbour():
    outer, inner = square(0, 0, 30), square(10, 10, 5)
    hole = [[outer["coordinates"][0], inner["coordinates"][0][::-1]][index] for index in (0, 1)]

    shapes = build({"around": polygon(hole), "inside": inner})

    assert shapes.neighbours() == {"around": ["inside"], "inside": ["around"]}


def test_a_ward_in_two_parts_keeps_both():
    parts = [square(0, 0)["coordinates"], square(10, 0)["coordinates"]]

    shapes = build({"two": {"type": "MultiPolygon", "coordinates": parts}})

    assert len(list(shapes.rings("two"))) == 2


def test_what_shrinks_to_nothing_is_left_out():
    tiny = polygon([[[0.00001, 0.00001], [0.00002, 0.00001], [0.00002, 0.00002], [0.00001, 0.00001]]])

    shapes = build({"tiny": tiny, "dot": polygon([[[0, 0], [0, 0]]])})

    assert shapes.shapes == {"tiny": [], "dot": []}
    assert shapes.box == (0, 0, 0, 0)
    assert Drawing(shapes, 100, 4).box("tiny") == (0, 0, 0, 0)


@given(
    st.lists(
        st.lists(
            st.tuples(st.integers(-50_000, 50_000), st.integers(400_000, 600_000)),
            min_size=3,
            max_size=30,
            unique=True,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_ring_is_read_again_as_it_was(rings):
    closed = {
        str(number): polygon([[[east / GRID, north / GRID] for east, north in [*ring, ring[0]]]])
        for number, ring in enumerate(rings)
    }

    shapes = build(closed)

    west, south, _east, _north = shapes.box
    texts = shapes.encoded_arcs()
    for number, ring in enumerate(rings):
        (polygons,) = shapes.shapes[str(number)]
        line = []
        for arc in polygons[0]:
            points = decoded(texts[max(arc, ~arc)])
            line += points[::-1][bool(line) :] if arc < 0 else points[bool(line) :]
        assert turned([(west + east, south + north) for east, north in line]) == turned([*ring, ring[0]])
        assert line[0] == line[-1]


def test_the_real_wards_keep_their_borders():
    wards = {ward.gss: ward.outline for ward in read_wards()}

    shapes = build(wards)

    uses = [
        max(arc, ~arc) for parts in shapes.shapes.values() for ring in parts for part in ring for arc in part
    ]
    assert max(map(uses.count, uses)) == 2
    assert all(first != second for arc in shapes.arcs for first, second in pairwise(arc))
    assert all(shapes.neighbours().values())
    assert "E05014839" in shapes.neighbours()["E05014838"]  # Bilston North and South


def test_drawing_has_north_up_and_fills_its_width():
    shapes = build({"one": square(0, 520_000, 100)})

    drawing = Drawing(shapes, 200, 10)

    assert drawing.box("one") == (10, 10, 190, drawing.height - 10)
    assert drawing.path("one").startswith("M")
    assert drawing.label(52.01, 0)[1] < drawing.label(52.0, 0)[1]


@pytest.mark.django_db
def test_the_file_is_an_eighth_of_the_official_boundaries(shared_data):
    call_command("load_places", verbosity=0)
    call_command("import_wards", str(shared_data / "wards_2023.geojson"), verbosity=0)
    precise = [boundary.geometry for boundary in WardBoundary.objects.all()]

    size = len(json.dumps(precise, separators=(",", ":")).encode())

    assert len(ward_map(TODAY).compressed) <= size / 8


@pytest.fixture
def full_detail(shared_data, tmp_path):
    """The boundaries with as many points as the Office's finest ones have: fifteen where there was one."""
    collection = json.loads((shared_data / "wards_2023.geojson").read_text(encoding="utf-8"))
    for feature in collection["features"]:
        geometry = feature["geometry"]
        parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        for part in parts:
            part[:] = [
                [point for edge in pairwise(ring) for point in bent(*edge)] + [ring[-1]] for ring in part
            ]
    path = tmp_path / "full_detail.geojson"
    path.write_text(json.dumps(collection), encoding="utf-8")
    return path


def bent(start, end):
    """Return the points of an edge, bent by up to a metre or two, the same whichever way it is walked."""
    if start == end:
        return [start]
    if end < start:
        return [start, *bent(end, start)[:0:-1]]
    chance = Random(f"{start}{end}")
    across = (end[1] - start[1], start[0] - end[0])
    length = hypot(*across)
    points = []
    for share in (step / 15 for step in range(15)):
        away = chance.uniform(-1, 1) * sin(pi * share) * min(1.5e-5, length / 50) / length
        points.append(
            [start[axis] + (end[axis] - start[axis]) * share + across[axis] * away for axis in (0, 1)]
        )
    return [start, *points[1:]]


@pytest.mark.django_db
def test_the_file_is_an_eighth_of_compressed_full_detail(full_detail):
    call_command("load_places", verbosity=0)
    call_command("import_wards", str(full_detail), verbosity=0)
    precise = [boundary.geometry for boundary in WardBoundary.objects.all()]

    size = len(gzip.compress(json.dumps(precise, separators=(",", ":")).encode(), compresslevel=9))

    assert len(ward_map(TODAY).compressed) <= size / 8
