"""What the importers of the two official postcode lists share."""

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import shape

from places.embedded import METRE, PostcodeFacts
from places.importers.base import Example, Importer
from places.importers.cells import BadCell, quoted
from places.importers.files import BadFile, Table
from places.locating import Malformed, PostcodeError, normalise
from places.models import Postcode, Ward
from places.outlines import NATIONAL_GRID_TO_WGS84
from places.services import PostcodePlan, plan_postcodes, write_postcodes

EDGE = 700  # metres around the city's postcodes within which neighbouring postcodes are kept
FAR = 5_000  # metres beyond the wards where no postcode of the city can be
MOST_ENDED = 0.1  # share of the live postcodes, in one file
APPROXIMATE = 50  # Code-Point Open's quality for a position that isn't exact
EASTINGS, NORTHINGS = (0, 700_000), (0, 1_300_000)  # the British National Grid


Box = tuple[float, float, float, float]  # west, south, east, north in metres of the grid


@dataclass(frozen=True, slots=True)
class Listed:
    """A postcode as listed in its row: metres of the British National Grid (EPSG:27700)."""

    code: str
    district: str
    ward: str
    easting: float
    northing: float
    quality: int | None  # None: the list doesn't say
    ended_on: date | None = None


class PostcodeImporter(Importer[PostcodePlan]):
    """Keeps the city's postcodes, and its neighbours', from a national list.

    A stored postcode that is not in the list is marked as ended, not deleted, if the list covers its area and
    district: a file with only WV says nothing about DY.
    """

    def plan(self) -> PostcodePlan:
        """Read the list and compare it with the stored postcodes."""
        stored = {postcode.code: postcode for postcode in Postcode.objects.iterator()}
        self.wards = set(Ward.objects.on(self.on).values_list("gss", flat=True))
        self.box = _box(self.on)
        self.covered: set[tuple[str, str]] = set()
        self.in_use: set[str] = set()  # listed, even if the row is not kept
        city, edge = self._gather()
        self.in_use.update(row.code for row in edge if row.ended_on is None)
        if not city:
            raise BadFile(
                _("{name} does not have any usable postcodes in district {city}.").format(
                    name=self.path.name, city=self.city
                )
                + self.report.first_refusal()
            )
        rows = _as_facts([*city, *_near(edge, city)], stored)
        plan = plan_postcodes(rows, covers=self._covers)
        self._fill_in(plan, live=sum(postcode.ended_on is None for postcode in stored.values()))
        return plan

    def examples(self, plan: PostcodePlan) -> Iterator[Example]:
        """Yield the postcodes that change, end or are new."""
        for old, row in zip(plan.before, plan.to_change, strict=True):
            yield Example(row.code, _in_words(old), _in_words(row))
        for code in plan.to_end:
            yield Example(code, _("in use"), _("ended"))
        for row in plan.to_add:
            yield Example(row.code, "", _in_words(row))

    def store(self, plan: PostcodePlan, *, at: datetime) -> None:
        """Store the postcodes."""
        write_postcodes(plan, ended_on=self.on)

    @abstractmethod
    def listed(self) -> Iterator[tuple[Table, int, list[str]]]:
        """Yield every row of the list with its table and line."""

    @abstractmethod
    def district_of(self, cells: list[str]) -> str:
        """Return the district of a row, without reading the rest of it."""

    @abstractmethod
    def code_of(self, cells: list[str]) -> str:
        """Return the postcode of a row as it is written there."""

    def has_ended(self, cells: list[str]) -> bool:
        """Return whether a row says that its postcode is no longer in use."""
        return False

    @abstractmethod
    def read_row(self, cells: list[str]) -> Listed | None:
        """Return the postcode of a row, or None if it has no position. Raises BadCell."""

    def _gather(self) -> tuple[list[Listed], list[Listed]]:
        """Return the postcodes of the city, and those of other districts that may be near it."""
        city: list[Listed] = []
        edge: list[Listed] = []
        seen: dict[str, int] = {}
        for table, line, cells in self.listed():
            if self.district_of(cells) != self.city:
                self._keep_edge(cells, edge)
                continue
            try:
                row = self._read_city_row(cells, seen)
            except BadCell as reason:
                self._pass_over(table, line, cells, str(reason))
                continue
            if row is None:
                self.report.left_out[_("no location")] += 1
                self._note_in_use(cells)
                continue
            seen[row.code] = line
            self.covered.add((_area(row.code), row.district))
            city.append(row)
        return city, edge

    def _pass_over(self, table: Table, line: int, cells: list[str], reason: str) -> None:
        """Refuse a row of the city. A mistake in a postcode that has ended is no reason to stop."""
        if self.has_ended(cells):
            self.report.left_out[_("ended postcodes with a mistake")] += 1
        else:
            self.report.refuse(table.name, line, reason)
        self._note_in_use(cells)

    def _note_in_use(self, cells: list[str]) -> None:
        """Note that a postcode is listed, although its row can't be kept: it doesn't end because of that."""
        if not self.has_ended(cells):
            with suppress(PostcodeError):
                self.in_use.add(normalise(self.code_of(cells)))

    def _keep_edge(self, cells: list[str], edge: list[Listed]) -> None:
        try:
            row = self.read_row(cells)
        except BadCell:
            row = None
        if row is None:
            self._note_in_use(cells)
        if row and self.box and _inside(self.box, row.easting, row.northing, FAR + EDGE):
            self.covered.add((_area(row.code), row.district))
            edge.append(replace(row, ward=""))
        else:
            self.report.left_out[_("in other districts")] += 1

    def _read_city_row(self, cells: list[str], seen: dict[str, int]) -> Listed | None:
        """Return the postcode of one of the city's rows, or None without a position. Raises BadCell."""
        row = self.read_row(cells)
        if row is None:
            return None
        if row.code in seen:
            raise BadCell(
                _("Postcode {code} is already on line {line}").format(code=row.code, line=seen[row.code])
            )
        if row.ward not in self.wards:
            raise BadCell(
                _("“{ward}” was not a ward in the city on {day}").format(
                    ward=quoted(row.ward), day=self.on.isoformat()
                )
            )
        if self.box and not _inside(self.box, row.easting, row.northing, FAR):
            raise BadCell(self._where(row))
        return row

    def _where(self, row: Listed) -> str:
        if self.box and _inside(self.box, row.northing, row.easting, FAR):
            return _("The easting and northing of {code} look the wrong way round").format(code=row.code)
        return _("{code} is far outside the city").format(code=row.code)

    def _covers(self, postcode: Postcode) -> bool:
        """Return whether the list should have a stored postcode if it were still in use, but doesn't."""
        return postcode.code not in self.in_use and (_area(postcode.code), postcode.district) in self.covered

    def _fill_in(self, plan: PostcodePlan, *, live: int) -> None:
        report = self.report
        marked = sum(row.ended_on is not None for row in plan.to_change)
        report.added, report.changed = len(plan.to_add), len(plan.to_change) - marked
        report.ended, report.unchanged = len(plan.to_end) + marked, plan.unchanged
        if report.ended > MOST_ENDED * live:
            report.losses.append(
                _("It would end {ended} of {live} postcodes. Check it is the whole file.").format(
                    ended=report.ended, live=live
                )
            )


def read_code(text: str) -> str:
    """Return a postcode in its stored form. Raises BadCell."""
    try:
        return normalise(text)
    except Malformed as error:
        raise BadCell(_("“{text}” is not a postcode").format(text=quoted(text))) from error


def _in_words(row: PostcodeFacts) -> str:
    """Return a postcode's stored facts as text, for comparison."""
    ended = _("ended {day}").format(day=row.ended_on.isoformat()) if row.ended_on else ""
    point = f"{row.latitude}, {row.longitude}"
    return "; ".join(filter(None, (row.ward or row.district, point, ended)))


def _box(day: date) -> Box | None:
    """Return the bounds of a day's wards in metres of the grid: west, south, east, north.

    They do not depend on the stored postcodes, so that the first import of a file is also its last.
    """
    outlines = list(Ward.objects.on(day).geometries().values())
    if not outlines:
        return None
    west, south, east, north = shapely.total_bounds([shape(outline) for outline in outlines])
    eastings, northings = NATIONAL_GRID_TO_WGS84.transform(
        [west, west, east, east], [south, north, south, north], direction="INVERSE"
    )
    return min(eastings), min(northings), max(eastings), max(northings)


def _inside(box: Box, easting: float, northing: float, margin: float) -> bool:
    west, south, east, north = box
    return west - margin <= easting <= east + margin and south - margin <= northing <= north + margin


def _near(edge: list[Listed], city: list[Listed]) -> list[Listed]:
    """Return the neighbouring postcodes that are within EDGE of one of the city's."""
    if not edge:
        return []
    tree = shapely.STRtree(shapely.points([(row.easting, row.northing) for row in city]))
    points = shapely.points([(row.easting, row.northing) for row in edge])
    close = np.unique(tree.query(points, predicate="dwithin", distance=EDGE)[0])
    return [edge[place] for place in close]


def _as_facts(rows: list[Listed], stored: dict[str, Postcode]) -> list[PostcodeFacts]:
    longitudes, latitudes = NATIONAL_GRID_TO_WGS84.transform(
        [row.easting for row in rows], [row.northing for row in rows]
    )
    return [
        PostcodeFacts(
            code=row.code,
            district=row.district,
            ward=row.ward,
            latitude=round(latitude, METRE),
            longitude=round(longitude, METRE),
            quality=_quality(row, stored),
            ended_on=row.ended_on,
        )
        for row, latitude, longitude in zip(rows, latitudes, longitudes, strict=True)
    ]


def _quality(row: Listed, stored: dict[str, Postcode]) -> int:
    if row.quality is not None:
        return row.quality
    return stored[row.code].quality if row.code in stored else APPROXIMATE


def _area(code: str) -> str:
    """Return the letters at the start of a postcode."""
    return code[:1] if code[1].isdigit() else code[:2]
