"""How fast points are assigned to wards and official files are read in, and how much memory that takes.

    python benchmarks/places.py [--seed 7] [--rows 100000] [--loop 3000]

Points and files are made up from a seed, over the city's real wards. The plain loop tests every point
against every ward in Python; it is timed over its first rows (`--loop`) and scaled up. Each import runs in a
process of its own, whose peak memory is printed, on SQLite in a temporary folder or on a test database
beside that of DATABASE_URL.
"""

import argparse
import csv
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DJANGO_DEBUG", "1")

import django

django.setup()

import numpy as np
from django.core.management import call_command
from django.db import connection

from places.assigning import NOWHERE, WardFinder, as_areas
from places.catalogue import CRIME_TYPES
from places.embedded import read_postcodes, read_wards
from places.importers import CodePointImporter, PoliceImporter
from places.outlines import NATIONAL_GRID_TO_WGS84

TODAY, NOON = date(2026, 6, 1), datetime(2026, 6, 1, 12, tzinfo=UTC)
CITY = "E08000031"
AROUND = (-2.21, -2.04, 52.54, 52.64)  # west, east, south, north
MEGABYTE = 1024  # in the kilobytes that the kernel counts
Ring = list[list[float]]


def main() -> None:
    """Measure and print, or be the process that imports one file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--loop", type=int, default=3_000, help="rows that the plain loop is timed over")
    parser.add_argument("--child", nargs=2, metavar=("KIND", "PATH"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        in_own_database(lambda: import_file(options.child[0], Path(options.child[1])))
        return
    print(f"{options.rows:,} rows, {connection.vendor}, seed {options.seed}")
    assign(options.rows, options.loop, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        for kind, write in (("police", police_file), ("code_point", code_point_file)):
            path = Path(folder) / f"{kind}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(write(options.rows, random.Random(options.seed)))
            command = [sys.executable, __file__, "--child", kind, str(path)]
            subprocess.run(command, check=True)  # noqa: S603  # this very script
            if kind == "police":
                loop_over(path, options.loop, options.rows)


def assign(count: int, sample: int, seed: int) -> None:
    """Assign points at once and by a plain loop; both must agree."""
    chance = np.random.default_rng(seed)
    east, north = chance.uniform(*AROUND[:2], count), chance.uniform(*AROUND[2:], count)
    outlines = {ward.gss: ward.outline for ward in read_wards()}
    finder = WardFinder(as_areas(outlines))
    ours, found = timed(lambda: finder.wards_of(east, north))
    rings = rings_of(outlines)
    points = list(zip(east[:sample].tolist(), north[:sample].tolist(), strict=True))
    loop, expected = timed(lambda: [plain_ward(rings, *point) for point in points])
    if expected != found[:sample].tolist():
        raise SystemExit("The two ways differ.")
    ratio = loop / sample * count / ours
    print(
        f"assign points: {ours:.3f} s; plain loop {loop / sample * count:.1f} s; {ratio:,.0f} times as fast"
    )


def loop_over(path: Path, sample: int, rows: int) -> None:
    """Read and place a police file row by row, in plain Python, without storing anything."""
    rings = rings_of({ward.gss: ward.outline for ward in read_wards()})

    def work() -> int:
        with path.open(encoding="utf-8", newline="") as file:
            taken = (row for row, _count in zip(csv.DictReader(file), range(sample), strict=False))
            return sum(
                plain_ward(rings, float(r["Longitude"]), float(r["Latitude"])) != NOWHERE for r in taken
            )

    took, _placed = timed(work)
    print(f"    a plain loop only to read and place: {took / sample * rows:.1f} s")


def rings_of(outlines: dict[str, Any]) -> dict[str, list[Ring]]:
    """Return each ward's rings, holes included."""
    return {
        gss: shape["coordinates"]
        if shape["type"] == "Polygon"
        else [ring for polygon in shape["coordinates"] for ring in polygon]
        for gss, shape in outlines.items()
    }


def plain_ward(wards: dict[str, list[Ring]], x: float, y: float) -> str:
    """Return the ward of a point by counting, ward by ward, the borders east of it."""
    for gss, rings in wards.items():
        crossings = 0
        for ring in rings:
            for (x1, y1), (x2, y2) in pairwise(ring):
                if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                    crossings += 1
        if crossings % 2:
            return gss
    return NOWHERE


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long some work takes, in seconds, and what it gives."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def police_file(rows: int, chance: random.Random) -> Iterator[list[Any]]:
    """Make up street-level crimes; two in five lie in and around the city."""
    yield [
        "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code",
        "LSOA name", "Crime type", "Last outcome category", "Context",
    ]  # fmt: skip
    kinds = list(CRIME_TYPES)
    west, east, south, north = AROUND
    for _row in range(rows):
        kind = chance.choice(kinds)
        longitude = chance.uniform(west, east) + (0 if chance.random() < 0.4 else 0.5)
        latitude = chance.uniform(south, north)
        crime = "" if kind == kinds[0] else f"{chance.getrandbits(256):064x}"
        force = "West Midlands Police"
        yield [
            crime, "2025-10", force, force, f"{longitude:.6f}", f"{latitude:.6f}", "On or near Some Road",
            "E01010410", "Wolverhampton 033A", kind, "Investigation complete; no suspect identified", "",
        ]  # fmt: skip


def code_point_file(rows: int, chance: random.Random) -> Iterator[list[Any]]:
    """Write the city's real postcodes, and made-up ones of other districts."""
    yield ["postcode", "positional_quality", "easting", "northing", "district", "ward"]
    ours = [postcode for postcode in read_postcodes(CITY) if postcode.ward]
    eastings, northings = NATIONAL_GRID_TO_WGS84.transform(
        [each.longitude for each in ours], [each.latitude for each in ours], direction="INVERSE"
    )
    for postcode, easting, northing in zip(ours, eastings, northings, strict=True):
        yield [postcode.code, postcode.quality, round(easting), round(northing), CITY, postcode.ward]
    for number in range(rows - len(ours)):
        code = f"B{number // 1000 % 99 + 1} {number % 10}{chance.choice('ABDEFG')}{chance.choice('ABDEFG')}"
        yield [
            code,
            10,
            chance.randint(400_000, 420_000),
            chance.randint(270_000, 300_000),
            "E08000025",
            "E05011111",
        ]


def in_own_database(work: Callable[[], None]) -> None:
    """Do some work in a database that is made for it and taken down afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "places.sqlite3")
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            work()
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def import_file(kind: str, path: Path) -> None:
    """Look at what one file would do, import it twice, and print each one's time and the peak memory."""
    with Path(os.devnull).open("w") as nothing:
        call_command("load_places", stdout=nothing)
    importer = {"police": PoliceImporter, "code_point": CodePointImporter}[kind]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    turns: dict[str, Callable[[], Any]] = {
        "looked at": lambda: importer(path, on=TODAY).preview(),
        "stored": lambda: importer(path, on=TODAY).write(by=None, at=NOON),
        "again": lambda: importer(path, on=TODAY).write(by=None, at=NOON),
    }
    for turn, work in turns.items():
        took, report = timed(work)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
        print(
            f"import {kind}, {turn}: {took:.1f} s; peak {peak:.0f} MB ({before:.0f} MB before); "
            f"{report.added:,} added, {report.changed:,} changed, {report.unchanged:,} unchanged",
            flush=True,
        )


if __name__ == "__main__":
    main()
