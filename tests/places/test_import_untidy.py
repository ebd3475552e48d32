"""Every importer reads what spreadsheets, Macs and websites do to a table as if they had left it alone."""

import csv
import json
import zipfile
from io import StringIO

import pytest

from places.boundaries import PRECISE, as_geojson
from places.importers import (
    CodePointImporter,
    DeprivationImporter,
    PoliceImporter,
    PopulationImporter,
    PostcodeDirectoryImporter,
    WardBoundaryImporter,
)
from places.models import Lsoa, Ward
from tests.places.conftest import BEYOND, BOXES, CITY, EAST, POSTCODES, TODAY, WEST

pytestmark = pytest.mark.usefixtures("small_city")

NEW = ("WV1 1AF", CITY, EAST, 392_600, 298_600)
FAR = ("DY1 1AA", BEYOND, "", 380_000, 280_000)
ROWS = {
    "code_point": [
        ["postcode", "positional_quality", "easting", "northing", "district", "ward"],
        *(
            [code, 10, east, north, district, ward]
            for code, district, ward, east, north in [*POSTCODES, NEW, FAR]
        ),
    ],
    "postcode_directory": [
        ["pcds", "doterm", "oseast1m", "osnrth1m", "lad25cd", "wd25cd"],
        *(
            [code, "", east, north, district, ward]
            for code, district, ward, east, north in [*POSTCODES, NEW, FAR]
        ),
        ["WV1 1ZZ", "199906", 392_600, 298_600, CITY, EAST],
    ],
    "deprivation": [
        ["lsoa21_code", "IMD_score", "IMD_decile", "WD24CD", "residents"],
        ["E01010001", 12.5, 2, WEST, "1,500"],
        ["E01010002", 22.5, 1, EAST, "1600"],
        ["E01019999", 1.5, 10, "E05000001", "1600"],
    ],
    "police_crimes": [
        ["Crime ID", "Month", "Reported by", "Longitude", "Latitude", "LSOA code", "Crime type"],
        ["ab", "2025-10", "West Midlands Police", -2.125, 52.583, "", "Drugs"],
        ["", "2025-10", "West Midlands Police", "", "", "E01010001", "Anti-social behaviour"],
        ["cd", "2025-10", "West Midlands Police", -2.0, 52.583, "", "Drugs"],
    ],
    "population": [
        ["code", "year", "people"],
        [WEST, 2023, "1,234"],
        [EAST, 2023, 120],
        ["E05000001", 2023, 5],
    ],
}
IMPORTERS = {
    "code_point": CodePointImporter,
    "postcode_directory": PostcodeDirectoryImporter,
    "deprivation": lambda path, **options: DeprivationImporter(path, year=2025, **options),
    "police_crimes": PoliceImporter,
    "population": PopulationImporter,
}
AROUND = [
    "{} ",
    " {}",
    "\t{}",
    "{}\u00a0",
    "\u202f{}",
    "\u200b{}\u200b",
    "{}\ufeff",
    "\u2060{}",
    "\u00ad{}\u200d",
]


def text_of(rows):
    written = StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def read(kind, path):
    """Return all that an import would do and say."""
    report = IMPORTERS[kind](path, on=TODAY).preview()
    return report.fingerprint, report.refusals, report.left_out, report.losses, report.notes


@pytest.fixture(params=ROWS)
def kind(request):
    Lsoa.objects.create(code="E01010001", ward=Ward.objects.get(pk=WEST), residents=1500)
    return request.param


@pytest.fixture
def tidy(kind, put):
    """What an import of the tidy table does: something, and it refuses nothing."""
    done = read(kind, put(text_of(ROWS[kind])))
    assert done[1] == []
    assert done[2]
    return done


@pytest.mark.parametrize("around", AROUND)
def test_what_is_around_every_value_changes_nothing(kind, tidy, put, around):
    rows = [[around.format(cell) for cell in row] for row in ROWS[kind]]

    assert read(kind, put(text_of(rows))) == tidy


@pytest.mark.parametrize("blank", [[""], [" "], ["", "\u00a0"], ["\u200b"]])
def test_blank_rows_change_nothing(kind, tidy, put, blank):
    header, *rows = ROWS[kind]
    empty = (blank * len(header))[: len(header)]
    spaced = [row for each in rows for row in (empty, each, empty)]

    assert read(kind, put(text_of([empty, header, *spaced, empty, empty]))) == tidy


@pytest.mark.parametrize("in_header", [0, 1, 3])
def test_columns_of_nothing_at_the_end_change_nothing(kind, tidy, put, in_header):
    header, *rows = ROWS[kind]
    wide = [[*header, *[""] * in_header], *([*row, "", " "] for row in rows)]

    assert read(kind, put(text_of(wide))) == tidy


def test_a_zip_made_on_a_mac_changes_nothing(kind, tidy, tmp_path):
    path, name = tmp_path / "file.csv", "Old Downloads/2025-10/FILE-STREET.CSV"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Old Downloads/.DS_Store", b"\0")
        archive.writestr(name, text_of(ROWS[kind]))
        archive.writestr("__MACOSX/Old Downloads/2025-10/._FILE-STREET.CSV", b"\0\5\x16\7" * 1000)

    assert read(kind, path) == tidy


def test_police_knows_its_tables_in_a_zip_in_capitals_too(tmp_path):
    path = tmp_path / "police.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("X/2025-10-WEST-MIDLANDS-STREET.CSV", text_of(ROWS["police_crimes"]))
        archive.writestr("X/2025-10-WEST-MIDLANDS-OUTCOMES.CSV", "Crime ID,Outcome\n")

    assert PoliceImporter(path, on=TODAY).preview().added == 30


@pytest.mark.parametrize("around", AROUND)
def test_what_is_around_a_code_of_a_ward_boundary_changes_nothing(put, around):
    def boundaries(around):
        features = [
            {
                "properties": {
                    "WD25CD": around.format(code),
                    "WD25NM": around.format(f"Ward {code}"),
                    "LAD25CD": around.format(CITY),
                },
                "geometry": as_geojson(area, PRECISE),
            }
            for code, area in BOXES.items()
        ]
        importer = WardBoundaryImporter(put(json.dumps({"features": features})), on=TODAY)
        return importer.preview().fingerprint

    assert boundaries(around) == boundaries("{}")
