import json

import numpy as np
from shapely import Point, box

from places.assigning import NOWHERE, WardFinder, as_areas
from places.embedded import read_postcodes, read_wards

WEST, EAST = box(0, 0, 1, 1), box(1, 0, 2, 1)


def test_wards_of_gives_each_point_its_ward():
    finder = WardFinder({"E": EAST, "W": WEST})

    assert list(finder.wards_of([0.5, 1.5, 5], [0.5, 0.5, 5])) == ["W", "E", NOWHERE]


def test_wards_of_gives_a_point_on_a_border_to_the_lower_code():
    assert WardFinder({"W": WEST, "E": EAST}).ward_of(1, 0.5) == "E"


def test_wards_of_finds_nothing_for_points_that_are_not_finite():
    finder = WardFinder({"W": WEST})

    assert list(finder.wards_of([np.nan, np.inf], [0.5, 0.5])) == [NOWHERE, NOWHERE]


def test_wards_of_finds_nothing_where_there_are_no_wards():
    assert WardFinder({}).ward_of(0, 0) == NOWHERE


def test_wards_of_agrees_with_a_plain_loop():
    areas = as_areas({ward.gss: ward.outline for ward in read_wards()})
    chance = np.random.default_rng(2026)
    east, north = chance.uniform(-2.21, -2.04, 300), chance.uniform(52.54, 52.64, 300)

    expected = [
        min((code for code, area in areas.items() if area.intersects(Point(*point))), default=NOWHERE)
        for point in zip(east, north, strict=True)
    ]

    assert list(WardFinder(areas).wards_of(east, north)) == expected


def test_wards_of_agrees_with_the_official_boundaries_on_the_postcodes(shared_data):
    features = json.loads((shared_data / "wards_2023.geojson").read_text())["features"]
    finder = WardFinder(as_areas({each["properties"]["WD23CD"]: each["geometry"] for each in features}))
    postcodes = [postcode for postcode in read_postcodes("E08000031") if postcode.ward]

    found = finder.wards_of([each.longitude for each in postcodes], [each.latitude for each in postcodes])

    agree = sum(ward == postcode.ward for ward, postcode in zip(found, postcodes, strict=True))
    assert agree / len(postcodes) >= 0.999
