"""The wards' approximate outlines: built from postcodes, measured against the real boundaries."""

import json
import re

import numpy as np
import pytest
import shapely
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.geometry import mapping, shape

from places.management.commands.build_outlines import DATA
from places.outlines import (
    DECIMALS,
    NATIONAL_GRID_TO_WGS84,
    OUTSIDE,
    REACH,
    WOLVERHAMPTON,
    NoPostcodes,
    Outline,
    PostcodePoint,
    as_json,
    build_outlines,
    position_owners,
    read_code_point,
    share_inside,
    svg_paths,
)

NEIGHBOUR = "E08000027"  # Dudley
WARD, OTHER_WARD = "E05014838", "E05014839"
TO_GRID = Transformer.from_crs(4326, 27700, always_xy=True)


def postcode(easting, northing, ward=WARD, district=WOLVERHAMPTON):
    return PostcodePoint("WV1 1AA", easting, northing, district, ward)


def on_the_grid(geojson):
    """Return a WGS84 GeoJSON geometry in metres (EPSG:27700)."""
    return shapely.transform(shape(geojson), lambda c: np.column_stack(TO_GRID.transform(*c.T)))


def overlap(one, other):
    """Return the intersection over the union, 0 to 1."""
    return one.intersection(other).area / one.union(other).area


@pytest.fixture(scope="module")
def points():
    return read_code_point(DATA / "code_point_open.csv")


@pytest.fixture(scope="module")
def outlines(points):
    return build_outlines(points)


@pytest.fixture(scope="module")
def stored():
    return json.loads((DATA / "outlines.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def stored_areas(stored):
    return {ward["gss"]: on_the_grid(ward["geometry"]) for ward in stored["wards"]}


# The postcodes


def test_read_code_point_has_the_city_and_its_neighbours(points):
    own = [point for point in points if point.district == WOLVERHAMPTON]

    assert (len(points), len(own), len({point.ward for point in own})) == (6704, 5735, 20)


def test_read_code_point_reads_a_row(tmp_path):
    path = tmp_path / "extract.csv"
    path.write_text(
        "postcode,positional_quality,easting,northing,district,ward\n"
        "WV1 1RG,10,391319,298699,E08000031,E05014855\n"
    )

    assert read_code_point(path) == [PostcodePoint("WV1 1RG", 391319, 298699, "E08000031", "E05014855")]


@pytest.mark.parametrize(
    ("wanted", "latitude", "longitude"),
    [("WV1 1RG", 52.5870, -2.1296), ("WV1 4QR", 52.5902, -2.1312), ("WV10 0QP", 52.5997, -2.0956)],
)
def test_national_grid_to_wgs84_meets_known_places(points, wanted, latitude, longitude):
    (position,) = [point.position for point in points if point.postcode == wanted]

    assert NATIONAL_GRID_TO_WGS84.transform(*position) == pytest.approx((longitude, latitude), abs=0.0001)


# Who has a position


def test_position_owners_gives_a_shared_position_to_the_ward_with_most_postcodes():
    shared = [postcode(0, 0), postcode(0, 0, OTHER_WARD), postcode(0, 0, OTHER_WARD)]

    assert position_owners(shared, WOLVERHAMPTON) == {(0, 0): OTHER_WARD}


def test_position_owners_gives_an_equally_shared_position_to_the_lowest_code():
    shared = [postcode(0, 0, OTHER_WARD), postcode(0, 0, WARD)]

    assert position_owners(shared, WOLVERHAMPTON) == {(0, 0): WARD}


def test_position_owners_gives_a_position_equally_shared_with_a_neighbour_to_the_city():
    shared = [postcode(0, 0, "E05001000", NEIGHBOUR), postcode(0, 0)]

    assert position_owners(shared, WOLVERHAMPTON) == {(0, 0): WARD}


def test_position_owners_leaves_a_position_to_a_neighbour_with_more_postcodes():
    shared = [postcode(0, 0), *[postcode(0, 0, "E05001000", NEIGHBOUR)] * 2]

    assert position_owners(shared, WOLVERHAMPTON) == {(0, 0): OUTSIDE}


# Building: the real city


def test_build_outlines_holds_every_postcode_in_its_ward(points, outlines):
    assert share_inside(points, {gss: outline.precise for gss, outline in outlines.items()}) == 1


def test_build_outlines_still_holds_nearly_every_postcode_when_simplified(points, stored_areas):
    assert share_inside(points, stored_areas) >= 0.999


@pytest.mark.parametrize("stage", ["precise", "display"])
def test_build_outlines_has_no_gap_and_no_overlap(outlines, stage):
    areas = [getattr(outline, stage) for outline in outlines.values()]

    assert all(area.is_valid for area in areas)
    assert shapely.coverage_is_valid(areas)
    assert shapely.union_all(areas).area == pytest.approx(sum(area.area for area in areas), abs=0.01)
    assert shapely.union_all(areas).geom_type == "Polygon"


def test_build_outlines_keeps_within_reach_or_in_a_gap_of_the_city(points, outlines):
    own = shapely.points([point.position for point in points if point.district == WOLVERHAMPTON])
    reach = shapely.union_all(shapely.buffer(own, REACH + 0.1))
    city = shapely.union_all([outline.precise for outline in outlines.values()])

    beyond = shapely.get_parts(city.difference(reach))

    assert len(beyond) > 0
    assert all(shapely.Polygon(reach.exterior).contains_properly(part) for part in beyond)


def test_build_outlines_puts_each_label_inside(outlines):
    assert all(outline.display.contains_properly(outline.label) for outline in outlines.values())


# Building: tiny and odd inputs


def test_build_outlines_of_one_postcode_is_a_disc():
    outlines = build_outlines([postcode(391319, 298699)])

    outline = outlines[WARD]
    assert list(outlines) == [WARD]
    assert outline.precise.area == pytest.approx(np.pi * REACH**2, rel=0.01)
    assert overlap(outline.display, outline.precise) > 0.8
    assert outline.label.distance(shapely.Point(391319, 298699)) < 30


def test_build_outlines_of_two_postcodes_meet_half_way():
    outlines = build_outlines([postcode(1000, 1000), postcode(1100, 1000, OTHER_WARD)])

    west, east = outlines[WARD], outlines[OTHER_WARD]
    assert west.precise.bounds[2] == east.precise.bounds[0] == pytest.approx(1050)
    assert west.precise.intersection(east.precise).length > 2 * 200
    assert shapely.coverage_is_valid([west.display, east.display])


def test_build_outlines_of_distant_postcodes_of_one_ward_has_parts():
    outline = build_outlines([postcode(1000, 1000), postcode(3000, 1000)])[WARD]

    assert outline.precise.geom_type == outline.display.geom_type == "MultiPolygon"
    assert outline.geojson()["type"] == "MultiPolygon"
    assert outline.display.contains_properly(outline.label)


def test_build_outlines_ends_half_way_to_a_neighbour():
    outlines = build_outlines([postcode(1000, 1000), postcode(1100, 1000, "E05001000", NEIGHBOUR)])

    assert list(outlines) == [WARD]
    assert outlines[WARD].precise.bounds[2] == pytest.approx(1050)


def test_build_outlines_leaves_the_hole_of_an_enclosed_neighbour():
    ring = [postcode(x, y) for x in (0, 100, 200) for y in (0, 100, 200) if (x, y) != (100, 100)]

    outline = build_outlines([*ring, postcode(100, 100, "E05001000", NEIGHBOUR)])[WARD]

    assert not outline.precise.intersects(shapely.Point(100, 100))
    assert len(outline.precise.interiors) == 1


def test_build_outlines_fills_a_gap_that_the_city_surrounds():
    ring = [
        postcode(round(400 * np.cos(angle)), round(400 * np.sin(angle)))
        for angle in np.linspace(0, 2 * np.pi, 12, endpoint=False)
    ]

    assert build_outlines(ring)[WARD].precise.contains(shapely.Point(0, 0))


def test_build_outlines_ignores_the_order_of_the_postcodes(points, outlines):
    assert as_json(build_outlines(reversed(points))) == as_json(outlines)


@pytest.mark.parametrize("points", [[], [postcode(0, 0, "E05001000", NEIGHBOUR)]])
def test_build_outlines_refuses_a_city_without_postcodes(points):
    with pytest.raises(NoPostcodes, match="No postcode belongs to E08000031"):
        build_outlines(points)


metres = st.integers(0, 2000)
wards = st.sampled_from([(WARD, WOLVERHAMPTON), (OTHER_WARD, WOLVERHAMPTON), ("E05001000", NEIGHBOUR)])


@given(st.dictionaries(st.tuples(metres, metres), wards, min_size=1, max_size=25))
def test_build_outlines_of_any_postcodes_is_a_coverage_that_holds_them(places):
    points = [postcode(0, 0), *[postcode(*position, *ward) for position, ward in places.items()]]
    owners = position_owners(points, WOLVERHAMPTON)

    outlines = build_outlines(points)

    precise = [outline.precise for outline in outlines.values()]
    assert shapely.coverage_is_valid(precise)
    assert shapely.coverage_is_valid([outline.display for outline in outlines.values()])
    assert shapely.is_valid(precise).all()
    assert outlines.keys() == set(owners.values()) - {OUTSIDE}
    assert all(
        outlines[gss].precise.covers(shapely.Point(position))
        for position, gss in owners.items()
        if gss != OUTSIDE
    )


# How well they hold


def test_share_inside_counts_the_city_only():
    areas = {WARD: shapely.box(0, 0, 10, 10)}
    points = [
        postcode(5, 5),
        postcode(10, 5),  # on the edge
        postcode(11, 5),
        postcode(5, 5, OTHER_WARD),  # a ward without an outline
        postcode(99, 99, "E05001000", NEIGHBOUR),
    ]

    assert share_inside(points, areas) == 0.5


# The stored file


def test_stored_outlines_are_what_the_postcodes_give(outlines):
    assert (DATA / "outlines.json").read_text(encoding="utf-8") == as_json(outlines)


def test_stored_outlines_are_small():
    assert (DATA / "outlines.json").stat().st_size < 60_000


def test_stored_outlines_are_sorted_and_complete(stored, points):
    codes = [ward["gss"] for ward in stored["wards"]]

    assert codes == sorted({point.ward for point in points if point.district == WOLVERHAMPTON})
    assert all(ward.keys() == {"gss", "label", "geometry", "path"} for ward in stored["wards"])


def test_stored_outlines_are_valid_and_meet_without_gap_or_overlap(stored):
    areas = [shape(ward["geometry"]) for ward in stored["wards"]]

    assert all(area.is_valid for area in areas)
    assert shapely.coverage_is_valid(areas)
    assert shapely.union_all(areas).area == pytest.approx(sum(area.area for area in areas), rel=1e-9)


def test_stored_outlines_have_five_decimals_and_turn_as_geojson_asks(stored):
    for ward in stored["wards"]:
        area = shape(ward["geometry"])
        coordinates = shapely.get_coordinates(area)
        assert np.array_equal(coordinates, np.round(coordinates, DECIMALS))
        assert mapping(shapely.orient_polygons(area)) == mapping(area)


def test_stored_labels_are_inside(stored):
    for ward in stored["wards"]:
        latitude, longitude = ward["label"]
        assert shape(ward["geometry"]).contains_properly(shapely.Point(longitude, latitude))


def test_stored_outlines_agree_with_the_real_boundaries(stored_areas, shared_data):
    path = shared_data / "wards_2023.geojson"
    real = {
        feature["properties"]["WD23CD"]: on_the_grid(feature["geometry"])
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]
    }

    fit = {gss: overlap(stored_areas[gss], area) for gss, area in real.items()}

    assert fit.keys() == stored_areas.keys()
    assert min(fit.values()) >= 0.75, fit
    assert sum(fit.values()) / len(fit) >= 0.85, fit


# The drawing


def polygon_of(path):
    """Read one `M…l…z` of whole numbers back."""
    assert re.fullmatch(r"M\d+ \d+l[-\d ]+z", path)
    numbers = [int(number) for number in re.findall(r"-?\d+", path)]
    return shapely.Polygon(np.cumsum(np.reshape(numbers, (-1, 2)), axis=0))


def square(gss, west, south, side):
    area = shapely.box(west, south, west + side, south + side)
    return Outline(gss, area, area, area.centroid)


def test_svg_paths_draws_north_upwards_in_one_scale():
    drawing = svg_paths({"A": square("A", 0, 0, 500), "B": square("B", 500, 500, 500)})

    assert drawing["viewBox"] == "0 0 1008 1008"
    assert polygon_of(drawing["paths"]["A"]).equals(shapely.box(4, 504, 504, 1004))
    assert polygon_of(drawing["paths"]["B"]).equals(shapely.box(504, 4, 1004, 504))


def test_svg_paths_draws_a_hole_but_not_one_too_small_to_be_seen():
    area = shapely.Polygon(
        shapely.box(0, 0, 10_000, 10_000).exterior,
        [shapely.box(2000, 2000, 3000, 3000).exterior, shapely.box(5001, 5001, 5002, 5002).exterior],
    )

    path = svg_paths({"A": Outline("A", area, area, area.centroid)})["paths"]["A"]

    assert path.count("M") == path.count("z") == 2


def test_svg_paths_of_the_city_fill_the_drawing_and_stay_small(stored):
    width, height = map(int, stored["viewBox"].split()[2:])
    paths = [ward["path"] for ward in stored["wards"]]
    rings = [polygon_of(f"M{ring}") for path in paths for ring in path.split("M")[1:]]

    assert tuple(shapely.total_bounds(rings)) == (4, 4, width - 4, height - 4)
    assert sum(map(len, paths)) < 10_000


# The command


def test_build_outlines_command_writes_the_stored_file(tmp_path, capsys):
    path = tmp_path / "outlines.json"

    call_command("build_outlines", output=path)

    said = capsys.readouterr().out
    assert path.read_bytes() == (DATA / "outlines.json").read_bytes()
    assert "Read 6,704 postcodes of the city and its neighbours." in said
    assert "Built 20 outlines in" in said
    assert "Postcodes inside their ward: 100.00% as built, 100.00% as drawn." in said
    assert f"Wrote {path} (35.4 kB)." in said


def test_build_outlines_command_says_what_is_wrong_when_it_cannot_write(tmp_path):
    with pytest.raises(CommandError, match=r"Cannot write .*: No such file or directory"):
        call_command("build_outlines", "--output", str(tmp_path / "missing" / "outlines.json"))
