"""Files that can't be used, by what is wrong with them: their kind, their content, and what a person reads.

The command and the desk's page are both held against them (`test_bad_files.py` here and of the desk).
"""

import json
import zipfile
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import numpy as np
import shapely

from places.boundaries import PRECISE, as_geojson
from places.models import ImportRun, Postcode, Ward, WardBoundary, WardFigure
from tests.places.conftest import BOXES, CITY, EAST, WEST

PEOPLE = f"code,year,people\n{WEST},2023,100\n{EAST},2023,120\n"
POSTCODES = "postcode,positional_quality,easting,northing,district,ward\n"
CRIMES = "Crime ID,Month,Reported by,Longitude,Latitude,LSOA code,Crime type\n"
SQUARE = [(391_000, 298_000), (392_000, 298_000), (392_000, 299_000), (391_000, 299_000), (391_000, 298_000)]


@dataclass(frozen=True)
class BadFile:
    """One of them. `is_row` says that a row is bad, not the file."""

    kind: str
    content: str | bytes
    message: str
    is_row: bool = False

    @property
    def raw(self):
        return self.content if isinstance(self.content, bytes) else self.content.encode()


def postcode(code="WV1 1AA", easting="391500", northing="298500"):
    return f"{code},10,{easting},{northing},{CITY},{WEST}\n"


def wards(west, *others):
    """Return GeoJSON of two wards, of which the first has this geometry, and of any others."""
    shapes = [(WEST, west), (EAST, as_geojson(BOXES[EAST], PRECISE)), *others]
    return json.dumps(
        {
            "features": [
                {
                    "properties": {"WD23CD": code, "WD23NM": f"Ward {code[-2:]}", "LAD23CD": CITY},
                    "geometry": shape,
                }
                for code, shape in shapes
            ]
        }
    )


def ring(*points):
    return {"type": "Polygon", "coordinates": [[list(point) for point in points]]}


def bomb():
    """A zip that unpacks to fifty million bytes."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("people.csv", b"0" * 50_000_000)
    return packed.getvalue()


def a_point_too_many():
    angles = np.linspace(0, 2 * np.pi, 100_001)
    points = np.column_stack([391_500 + 400 * np.cos(angles), 298_500 + 400 * np.sin(angles)]).round(1)
    return ring(*points.tolist())


NOT_CLOSED = "The outline of Ward 51 is not closed"
SWAPPED_DEGREES = [(52.58, -2.13), (52.59, -2.13), (52.59, -2.12), (52.58, -2.13)]
MAKERS = {
    "wrong columns": lambda: BadFile(
        "population", "a,b\n1,2\n", "has no column for code, year, people. Its columns are: a, b."
    ),
    "Windows text": lambda: BadFile(
        "population", PEOPLE.replace("100", "Café").encode("cp1252"), "not UTF-8 text. Save it as “CSV UTF-8”"
    ),
    "UTF-16": lambda: BadFile(
        "population", PEOPLE.encode("utf-16"), "is UTF-16 text. Save it as “CSV UTF-8” and try again."
    ),
    "a NUL": lambda: BadFile(
        "population",
        PEOPLE.replace("100", "1\0"),
        "Line 2 has a NUL character. This is not a UTF-8 CSV file.",
    ),
    "a line break in a value": lambda: BadFile(
        "population", PEOPLE.replace("100", '"1\n00"'), "Line 2 has a line break inside a value."
    ),
    "an open quote": lambda: BadFile(
        "population", PEOPLE.replace("120", '"120'), "Line 3 has a quote mark that is never closed."
    ),
    "only a UTF-8 mark": lambda: BadFile("population", "\ufeff", "is empty."),
    "a zip bomb": lambda: BadFile("population", bomb(), "is much larger than expected when unzipped"),
    "a zip without a table": lambda: BadFile(
        "code_point", b"PK\x05\x06" + bytes(18), "does not have a CSV file inside"
    ),
    "a key twice": lambda: BadFile(
        "population", f"{PEOPLE}{WEST},2023,5\n", f"{WEST} in 2023 is already on line 2", is_row=True
    ),
    "a postcode twice": lambda: BadFile(
        "code_point",
        POSTCODES + postcode() + postcode(),
        "Postcode WV1 1AA is already on line 2",
        is_row=True,
    ),
    "a crime twice": lambda: BadFile(
        "police_crimes",
        f"{CRIMES}ab,2025-10,X,-2.125,52.583,,Drugs\nab,2025-10,X,-2.125,52.583,,Burglary\n",
        "Crime ID ab is already in the file with a different month, type or place",
        is_row=True,
    ),
    "swapped metres": lambda: BadFile(
        "code_point",
        POSTCODES + postcode() + postcode("WV1 1AB", "298200", "391200"),
        "The easting and northing of WV1 1AB look the wrong way round",
        is_row=True,
    ),
    "swapped degrees": lambda: BadFile(
        "police_crimes",
        f"{CRIMES},2025-10,X,-2.125,52.583,,Drugs\n,2025-10,X,52.583,-2.125,,Drugs\n",
        "The longitude and latitude look the wrong way round",
        is_row=True,
    ),
    "NaN metres": lambda: BadFile(
        "code_point",
        POSTCODES + postcode() + postcode("WV1 1AB", "nan"),
        "easting must be a number from 0 to 700,000, not “nan”",
        is_row=True,
    ),
    "a score of NaN": lambda: BadFile(
        "deprivation",
        f"lsoa21_code,IMD_score,IMD_decile,WD24CD,residents\nE01010001,nan,2,{WEST},1500\n",
        "The score must be a number from 0 to 100, not “nan”",
        is_row=True,
    ),
    "swapped corners": lambda: BadFile(
        "ward_boundaries",
        wards(ring(*SWAPPED_DEGREES)),
        "The latitude and longitude of Ward 51 are the wrong way round",
    ),
    "an open ring": lambda: BadFile("ward_boundaries", wards(ring(*SQUARE[:-1])), NOT_CLOSED),
    "a ring that crosses itself": lambda: BadFile(
        "ward_boundaries",
        wards(ring(*[SQUARE[n] for n in (0, 2, 1, 3, 0)])),
        "The outline of Ward 51 crosses itself or overlaps: Self-intersection",
    ),
    "a corner that is NaN": lambda: BadFile(
        "ward_boundaries",
        wards(ring(*SQUARE[:-1], (float("nan"), 0))),
        "Ward 51 has a point that is not a number",
    ),
    "points with a height": lambda: BadFile(
        "ward_boundaries",
        wards(ring(*[(*point, 120.0) for point in SQUARE])),
        "Ward 51 has points with a height. Save it with 2 dimensions",
    ),
    "a point too many": lambda: BadFile(
        "ward_boundaries",
        wards(a_point_too_many()),
        "Ward 51 has 100,001 points. The most allowed is 100,000",
    ),
    "a ward twice": lambda: BadFile(
        "ward_boundaries",
        wards(as_geojson(BOXES[WEST], PRECISE), (WEST, as_geojson(BOXES[WEST], PRECISE))),
        f"has {WEST} more than once.",
    ),
    "wards that overlap": lambda: BadFile(
        "ward_boundaries",
        wards(as_geojson(shapely.box(391_000, 298_000, 392_005, 299_000), PRECISE)),
        "The wards do not fit together",
    ),
    "no JSON": lambda: BadFile("ward_boundaries", PEOPLE, "This is not a GeoJSON file"),
    "an empty list": lambda: BadFile(
        "ward_boundaries", '{"features": []}', "This is not a GeoJSON file of wards"
    ),
}


@cache
def bad_file(name):
    """Make one of them, once."""
    return MAKERS[name]()


def everything_stored():
    """Return all that an import could change."""
    kinds = (Ward, WardBoundary, Postcode, WardFigure, ImportRun)
    return [list(model.objects.order_by("pk").values_list()) for model in kinds]
