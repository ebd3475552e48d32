from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import fsum
from pathlib import Path
from typing import Any

import shapely
from django.utils.translation import gettext as _

from places.assigning import NOWHERE, WardFinder, as_areas
from places.boundaries import (
    DRAWN,
    PRECISE,
    BadShape,
    Feature,
    as_area,
    as_geojson,
    check_coverage,
    label_point,
    likeness,
    read_features,
    simplify,
)
from places.embedded import LICENCE
from places.importers.base import Importer
from places.importers.files import BadFile
from places.models import Postcode, Ward
from places.outlines import Area
from places.rebasing import Overlap
from places.services import DrawnWard, succeed_wards, write_boundaries

MOST_BYTES = 60 * 1024**2
LEAST_AGREEMENT = 0.95  # of the postcodes; with less, the boundaries are of another place or time
SOURCE = "Ward boundaries, Office for National Statistics"


@dataclass(frozen=True, slots=True)
class BoundaryPlan:
    """The wards to store, the wards that end, and the overlaps of old and new wards."""

    wards: list[DrawnWard]
    to_end: list[str]
    overlaps: list[Overlap]


class WardBoundaryImporter(Importer[BoundaryPlan]):
    """Ward boundaries of the Office for National Statistics: GeoJSON, in WGS84 or EPSG:27700.

    The file has all wards of one version. Wards of other places are left out, by authority or by code. With
    `valid_from`, unknown wards come into force on that day, and the wards they replace end the day before.
    """

    kind = "ward_boundaries"

    def __init__(self, path: Path, *, valid_from: date | None = None, **options: Any) -> None:
        super().__init__(path, **options)
        self.valid_from = valid_from

    def check(self) -> None:
        """Read the file's wards. Raises BadFile."""
        try:
            self.features = read_features(_read_text(self.path))
        except BadShape as error:
            raise BadFile(f"{self.path.name}: {error}") from error

    def plan(self) -> BoundaryPlan:
        """Find the city's wards, check their shapes and coverage, and compare them with what is stored."""
        self.stored = {ward.gss: ward for ward in Ward.objects.select_related("boundary", "outline")}
        ours = self._ours()
        ended = self._ended({feature.code for feature in ours})
        areas = self._areas(ours)
        if self.report.refused:
            raise BadFile(
                _("Every ward must be correct, because they fit together.") + self.report.first_refusal()
            )
        wards = self._drawn(ours, areas)
        overlaps = self._compare_postcodes(areas, ended)
        self._compare_outlines(areas)
        to_write = [ward for ward in wards if not _is_stored(ward, self.stored.get(ward.gss))]
        self.report.added = sum(ward.valid_from is not None for ward in to_write)
        self.report.changed = len(to_write) - self.report.added
        self.report.unchanged = len(wards) - len(to_write)
        self.report.ended = len(ended)
        return BoundaryPlan(to_write, ended, overlaps)

    def store(self, plan: BoundaryPlan, *, at: datetime) -> None:
        """Store outlines, boundaries, end dates and overlaps."""
        write_boundaries(plan.wards, source=SOURCE, licence=LICENCE, at=at)
        if self.valid_from:
            succeed_wards(plan.to_end, until=self.valid_from - timedelta(days=1), overlaps=plan.overlaps)

    def _ours(self) -> list[Feature]:
        """Return the city's wards: by authority if the file has it, or else those with a known code."""
        if any(feature.authority for feature in self.features):
            ours = [feature for feature in self.features if feature.authority == self.city]
        else:
            ours = [feature for feature in self.features if feature.code in self.stored]
        if others := len(self.features) - len(ours):
            self.report.left_out[_("wards in other places")] += others
        for feature in ours or self.features:
            if feature.trouble:
                raise BadFile(f"{self.path.name}: {feature.trouble}")
        if not ours:
            raise BadFile(_("{name} does not have any wards in the city.").format(name=self.path.name))
        twice = [code for code, times in Counter(feature.code for feature in ours).items() if times > 1]
        if twice:
            raise BadFile(
                _("{name} has {wards} more than once.").format(name=self.path.name, wards=", ".join(twice))
            )
        return ours

    def _ended(self, codes: set[str]) -> list[str]:
        """Return the wards that end when the file's wards come into force.

        Raises BadFile for an unclear version.
        """
        unknown = sorted(codes - self.stored.keys())
        if unknown and not self.valid_from:
            raise BadFile(
                _("We do not know these wards: {wards}. Enter the day they start.").format(
                    wards=", ".join(unknown)
                )
            )
        newest = max((ward.valid_from for ward in self.stored.values()), default=date.min)
        if unknown and self.valid_from:
            if self.valid_from <= newest:
                raise BadFile(_("New wards can only start after {day}.").format(day=newest.isoformat()))
            return sorted(self._in_force(self.valid_from - timedelta(days=1)) - codes)
        version = self._in_force(max(self.stored[code].valid_from for code in codes))
        if missing := sorted(version - codes):
            raise BadFile(
                _("{name} has {count} of the {all} wards missing: {wards}.").format(
                    name=self.path.name, count=len(missing), all=len(version), wards=", ".join(missing)
                )
            )
        return []

    def _in_force(self, day: date) -> set[str]:
        return {gss for gss, ward in self.stored.items() if ward.is_in_force(day)}

    def _areas(self, ours: list[Feature]) -> dict[str, Area]:
        areas = {}
        for number, feature in enumerate(ours, start=1):
            try:
                areas[feature.code] = as_area(feature)
            except BadShape as error:
                self.report.refuse(self.path.name, number, str(error))
        self.progress("reading", len(ours))
        return areas

    def _drawn(self, ours: list[Feature], areas: dict[str, Area]) -> list[DrawnWard]:
        try:
            check_coverage(areas.values())
        except BadShape as error:
            raise BadFile(f"{self.path.name}: {error}") from error
        lighter = simplify(areas)
        check_coverage(lighter.values())
        self.report.notes.append(
            _("{before} points, reduced to {after} for drawing").format(
                before=_points(areas.values()), after=_points(lighter.values())
            )
        )
        return [
            DrawnWard(
                gss=feature.code,
                name=feature.name,
                valid_from=None if feature.code in self.stored else self.valid_from,
                precise=as_geojson(areas[feature.code], PRECISE),
                drawn=as_geojson(lighter[feature.code], DRAWN),
                label=label_point(lighter[feature.code]),
            )
            for feature in ours
        ]

    def _compare_postcodes(self, areas: dict[str, Area], ended: list[str]) -> list[Overlap]:
        """Report how far table and outlines agree, and return the overlaps of ending wards with new ones.

        If the table has wards of another version, a postcode agrees if it is in any of the wards.
        """
        postcodes = list(Postcode.objects.in_city())
        finder = WardFinder(as_areas({code: as_geojson(area, PRECISE) for code, area in areas.items()}))
        found = finder.wards_of(
            [postcode.longitude for postcode in postcodes], [postcode.latitude for postcode in postcodes]
        ).tolist()
        pairs = Counter(zip((postcode.ward_id for postcode in postcodes), found, strict=True))
        is_same_version = areas.keys() >= {old for old, _new in pairs}
        agree = sum(
            count
            for (old, new), count in pairs.items()
            if (old == new if is_same_version else new != NOWHERE)
        )
        self._report_agreement(agree, len(postcodes), is_same_version)
        return [
            Overlap(old, new, count)
            for (old, new), count in sorted(pairs.items())
            if old in ended and new not in (NOWHERE, old)
        ]

    def _report_agreement(self, agree: int, postcodes: int, is_same_version: bool) -> None:
        note = (
            _("{agree} of {all} postcodes ({share}) are in the ward in our data")
            if is_same_version
            else _("{agree} of {all} postcodes ({share}) are in one of these wards")
        ).format(agree=f"{agree:,}", all=f"{postcodes:,}", share=f"{agree / max(postcodes, 1):.2%}")
        self.report.notes.append(note)
        if agree < LEAST_AGREEMENT * postcodes:
            self.report.losses.append(note)

    def _compare_outlines(self, areas: dict[str, Area]) -> None:
        before = as_areas(Ward.objects.geometries())
        likenesses = {
            code: likeness(as_areas({code: as_geojson(area, PRECISE)})[code], before[code])
            for code, area in areas.items()
            if code in before
        }
        if likenesses:
            worst = min(likenesses, key=lambda code: likenesses[code])
            self.report.notes.append(
                _("Average overlap with the old boundaries: {mean}. Lowest overlap: {least} ({ward})").format(
                    mean=f"{fsum(likenesses.values()) / len(likenesses):.3f}",
                    least=f"{likenesses[worst]:.3f}",
                    ward=self.stored[worst].name,
                )
            )


def _is_stored(ward: DrawnWard, stored: Ward | None) -> bool:
    """Return whether a ward is identical to what is stored."""
    return (
        stored is not None
        and not stored.is_outline_approximate
        and (stored.name, stored.outline.geometry, stored.boundary.geometry)
        == (ward.name, ward.drawn, ward.precise)
    )


def _points(areas: Iterable[Area]) -> str:
    return f"{int(sum(shapely.get_num_coordinates(area) for area in areas)):,}"


def _read_text(path: Path) -> str:
    """Return the text of a file. Raises BadFile if it is too large, empty or not UTF-8."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MOST_BYTES else b""
    except OSError as error:
        raise BadFile(_("We cannot read {name}. Check it exists.").format(name=path.name)) from error
    if size > MOST_BYTES:
        raise BadFile(
            _("{name} must be {most} MB or smaller. It is {size} MB. Only include wards in the city.").format(
                name=path.name, size=size // 1024**2, most=MOST_BYTES // 1024**2
            )
        )
    if not content:
        raise BadFile(_("{name} is empty.").format(name=path.name))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(
            _("{name} is not UTF-8 text. GeoJSON files must be UTF-8.").format(name=path.name)
        ) from error
