"""A small city: West and East, two square wards side by side, with two postcodes each and one beyond."""

from datetime import UTC, date, datetime

import pytest
from shapely import box

from places.boundaries import DRAWN, as_geojson
from places.embedded import METRE
from places.outlines import NATIONAL_GRID_TO_WGS84
from places.services import load_indicators
from tests.factories.places import PostcodeFactory, WardFactory

CITY, BEYOND = "E08000031", "E08000030"
WEST, EAST = "E05014851", "E05014853"
TODAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
BOXES = {WEST: box(391_000, 298_000, 392_000, 299_000), EAST: box(392_000, 298_000, 393_000, 299_000)}
POSTCODES = [
    ("WV1 1AA", CITY, WEST, 391_500, 298_500),
    ("WV1 1AB", CITY, WEST, 391_200, 298_200),
    ("WV1 1AD", CITY, EAST, 392_500, 298_500),
    ("WV1 1AE", CITY, EAST, 392_900, 298_900),
    ("WV1 9AA", BEYOND, "", 393_300, 298_900),
]


def degrees(easting, northing):
    """Return latitude and longitude of a point of the grid, as postcodes are stored."""
    longitude, latitude = NATIONAL_GRID_TO_WGS84.transform(easting, northing)
    return round(latitude, METRE), round(longitude, METRE)


@pytest.fixture
def small_city(db):
    load_indicators()
    wards = {
        code: WardFactory(gss=code, name=name, outline=as_geojson(BOXES[code], DRAWN))
        for code, name in ((WEST, "West"), (EAST, "East"))
    }
    for code, district, ward, easting, northing in POSTCODES:
        latitude, longitude = degrees(easting, northing)
        PostcodeFactory(
            code=code, district=district, ward=wards.get(ward), latitude=latitude, longitude=longitude
        )


@pytest.fixture
def put(tmp_path):
    """Write a file and return its path: text is written as UTF-8, bytes as they are."""

    def write(content, name="file.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write
