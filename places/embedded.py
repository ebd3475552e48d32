"""The city data that comes with the site: current and former wards, outlines and postcodes.

The files and their credits are in `places/data`. Reading them needs no database.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from places.figures import RESIDENTS, SourcedFigure
from places.outlines import NATIONAL_GRID_TO_WGS84
from places.rebasing import Overlap

DATA = Path(__file__).resolve().parent / "data"
WARDS_SINCE = date(2023, 5, 4)  # The Wolverhampton (Electoral Changes) Order 2022
FORMER_SINCE = date(2004, 6, 10)  # the election at which the former wards were first used
FORMER_UNTIL = date(2023, 5, 3)
CENSUS = "Census 2021, Office for National Statistics (sums of best-fit LSOAs)"
DEPRIVATION = (
    "Indices of Deprivation 2025, Ministry of Housing, Communities and Local Government "
    "(weighted by residents of Census 2021)"
)
LICENCE = "Open Government Licence v3.0"
OVERLAPS = "ward_2013_to_2023_postcodes.csv"
METRE = 5  # decimal places of a degree: about a metre


@dataclass(frozen=True, slots=True)
class WardFacts:
    """A current ward, as described in the files. The outline is a GeoJSON geometry in WGS84."""

    gss: str
    name: str
    residents: int
    label: tuple[float, float]
    outline: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PostcodeFacts:
    """A postcode of the city or its edge (`ward` is empty outside the city), in WGS84 to about a metre."""

    code: str
    district: str
    ward: str
    latitude: float
    longitude: float
    quality: int
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class FormerWard:
    """A ward that no longer exists. The files have no outline for it."""

    gss: str
    name: str
    valid_from: date = FORMER_SINCE
    valid_to: date = FORMER_UNTIL


def read_wards() -> list[WardFacts]:
    """Return the twenty current wards, by GSS code."""
    drawn = {ward["gss"]: ward for ward in _outlines()["wards"]}
    return [
        WardFacts(
            gss=row["ward24_code"],
            name=row["ward24_name"],
            residents=round(float(row["pop2021_lsoa_bestfit"])),
            label=tuple(drawn[row["ward24_code"]]["label"]),
            outline=drawn[row["ward24_code"]]["geometry"],
        )
        for row in _rows("ward_facts.csv")
    ]


def read_postcodes(city: str) -> list[PostcodeFacts]:
    """Return every postcode of the city and its edge, by code."""
    rows = list(_rows("code_point_open.csv"))
    longitudes, latitudes = NATIONAL_GRID_TO_WGS84.transform(
        [int(row["easting"]) for row in rows], [int(row["northing"]) for row in rows]
    )
    return [
        PostcodeFacts(
            code=row["postcode"],
            district=row["district"],
            ward=row["ward"] if row["district"] == city else "",
            latitude=round(latitude, METRE),
            longitude=round(longitude, METRE),
            quality=int(row["positional_quality"]),
        )
        for row, latitude, longitude in zip(rows, latitudes, longitudes, strict=True)
    ]


def read_former_wards() -> list[FormerWard]:
    """Return the twenty wards of 2004 to 2023, by GSS code."""
    names = {row["old"]: row["old_name"] for row in _rows(OVERLAPS) if row["old"]}
    return [FormerWard(gss, name) for gss, name in names.items()]


def read_overlaps() -> list[Overlap]:
    """Return how many current postcodes each former ward shares with each current ward.

    One postcode is in no former ward: its row has no old code and is left out.
    """
    return [Overlap(row["old"], row["wc"], int(row["postcodes"])) for row in _rows(OVERLAPS) if row["old"]]


def read_figures() -> list[SourcedFigure]:
    """Return the figures of the current wards: residents, households and deprivation. All are approximate."""
    return [figure for row in _rows("ward_facts.csv") for figure in _figures(row)]


def _figures(row: dict[str, str]) -> Iterator[SourcedFigure]:
    areas, deprived = float(row["lsoas"]), float(row["most_deprived_decile_lsoas"])
    facts = [
        (RESIDENTS, "2021", float(row["pop2021_lsoa_bestfit"]), CENSUS),
        ("households", "2021", float(row["households2021"]), CENSUS),
        ("lsoas", "2021", areas, CENSUS),
        ("imd-score", "2025", float(row["imd2025_score_popweighted"]), DEPRIVATION),
        ("deprived-lsoas", "2025", deprived, DEPRIVATION),
        ("deprived-share", "2025", 100 * deprived / areas, DEPRIVATION),
    ]
    for indicator, period, value, source in facts:
        yield SourcedFigure(
            row["ward24_code"], indicator, period, value, source, LICENCE, is_approximate=True
        )


@lru_cache(maxsize=1)
def city_drawing() -> dict[str, Any]:
    """Return the small drawing of the wards: an SVG `view_box`, and `paths`, one per ward."""
    stored = _outlines()
    return {"view_box": stored["viewBox"], "paths": [ward["path"] for ward in stored["wards"]]}


def _outlines() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads((DATA / "outlines.json").read_text(encoding="utf-8"))
    return stored


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
