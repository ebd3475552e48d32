"""The map of the wards of a day: one small file for browsers, and a picture for those without scripts."""

import gzip
import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any, cast

from django.core.cache import cache
from django.urls import reverse

from core.keeping import kept_briefly
from places import topology
from places.models import Ward

FORMAT = 1  # goes up when the file is written another way, so that nobody reads an old one
A_DAY = 86_400
WIDTH, MARGIN = 800, 4


@dataclass(frozen=True, slots=True)
class DrawnWard:
    """A ward in the picture: its SVG path, where its label stands, and its box (left, top, right, bottom)."""

    gss: str
    name: str
    path: str
    label: tuple[int, int]
    box: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class WardMap:
    """The outlines of the wards that are in force together since a day.

    `version` names their content; `compressed` is the file (JSON, gzip) that assets/js/ward-outlines.js
    reads. Without any outline there are no wards in it.
    """

    since: date
    version: str
    is_approximate: bool
    compressed: bytes
    wards: dict[str, DrawnWard]
    neighbours: dict[str, list[str]]
    size: tuple[int, int]

    @property
    def address(self) -> str:
        """Where the file is."""
        return reverse("insight:outlines_file", args=[self.since.isoformat(), self.version])

    def beside(self, gss: str) -> list[DrawnWard]:
        """Return a ward's neighbours, by name."""
        return sorted((self.wards[code] for code in self.neighbours.get(gss, [])), key=lambda ward: ward.name)


def ward_map(day: date) -> WardMap:
    """Return the map of the wards of a day: built once for each version, then kept."""
    return _kept(day, _version_on(day))


@lru_cache(maxsize=8)
def _kept(day: date, version: str) -> WardMap:
    """Return the map that this process or another has built; a version is the same wherever it is read."""
    return cast(WardMap, cache.get_or_set(f"ward-map-{version}", lambda: _built(day, version), A_DAY))


@kept_briefly
def _version_on(day: date) -> str:
    return _version(Ward.objects.on(day).drawn().stamps())


def _version(stamps: list[tuple[Any, ...]]) -> str:
    kept = [field.name for kind in (WardMap, DrawnWard) for field in fields(kind)]
    return hashlib.sha256(repr((FORMAT, kept, stamps)).encode()).hexdigest()[:16]


def _built(day: date, version: str) -> WardMap:
    wards = list(Ward.objects.on(day).drawn().select_related("outline").order_by("gss"))
    shapes = topology.build({ward.gss: ward.outline.geometry for ward in wards})
    picture = topology.Drawing(shapes, WIDTH, MARGIN)
    return WardMap(
        since=Ward.objects.together_since(day),
        version=version,
        is_approximate=any(ward.is_outline_approximate for ward in wards),
        compressed=gzip.compress(_file(wards, shapes), compresslevel=9, mtime=0),
        wards={
            ward.gss: DrawnWard(
                ward.gss,
                ward.name,
                picture.path(ward.gss),
                picture.label(*label_of(ward)),
                picture.box(ward.gss),
            )
            for ward in wards
        },
        neighbours=shapes.neighbours(),
        size=(picture.width, picture.height),
    )


def _file(wards: list[Ward], shapes: topology.Topology) -> bytes:
    west, south, _east, _north = shapes.box
    content = {
        "grid": [west, south, topology.GRID],
        "arcs": shapes.encoded_arcs(),
        "wards": [
            [ward.gss, ward.name, shapes.place(*label_of(ward)), shapes.shapes[ward.gss]] for ward in wards
        ],
    }
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()


def label_of(ward: Ward) -> tuple[float, float]:
    """Return where the name of a drawn ward goes: latitude and longitude."""
    return cast(tuple[float, float], (ward.label_latitude, ward.label_longitude))
