from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import product

import numpy as np
from django.db.models import Sum
from django.utils.translation import gettext as _

from places.assigning import NOWHERE, WardFinder, as_areas
from places.catalogue import ALL_CRIME, CRIME_TYPES
from places.embedded import LICENCE
from places.figures import SourcedFigure
from places.importers.base import Example, Importer, figure_examples
from places.importers.cells import BadCell, month, number, one_of, quoted
from places.importers.files import BadFile, Table, find_columns, tables
from places.models import Lsoa, Ward, WardFigure
from places.querysets import WardQuerySet
from places.services import FigurePlan, load_indicators, plan_figures, write_figures

COLUMNS = {
    "Crime ID": "crime id",
    "Month": "month",
    "Reported by": "reported by",
    "Longitude": "longitude",
    "Latitude": "latitude",
    "LSOA code": "lsoa code",
    "Crime type": "crime type",
}
AT_ONCE = 10_000  # rows assigned to wards together
WEST, EAST, SOUTH, NORTH = -9, 2, 49, 61  # the United Kingdom
LEAST_LEFT = 0.5  # of a month's stored count; with less, the file is of the wrong force or cut off


@dataclass(slots=True)
class Batch:
    """Some rows to be assigned to wards. A row without a point, or with a bad one, has NaN coordinates."""

    lines: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    months: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    forces: list[str] = field(default_factory=list)
    longitudes: list[float] = field(default_factory=list)
    latitudes: list[float] = field(default_factory=list)
    lsoas: list[str] = field(default_factory=list)
    bad_points: dict[int, BadCell] = field(default_factory=dict)  # what is wrong with a row's point


class PoliceImporter(Importer[FigurePlan]):
    """Street-level crime and anti-social behaviour (data.police.uk), counted by month, kind and ward.

    A row belongs to the ward that its map point is in, or otherwise to the ward that its LSOA fits best. All
    months are counted in the wards of `on`, so that they can be compared.
    """

    kind = "police_crimes"

    def check(self) -> None:
        """Find the tables and their columns. Raises BadFile."""
        found = tables(self.path)
        self.tables = [table for table in found if table.name.lower().endswith("-street.csv")] or found
        self.columns = {
            table.name: find_columns(table.header(), COLUMNS, table.name) for table in self.tables
        }

    def plan(self) -> FigurePlan:
        """Read the rows, count them by ward, and compare the counts with those stored."""
        wards = Ward.objects.on(self.on)
        self.wards = sorted(wards.values_list("gss", flat=True))
        self.finder = WardFinder(as_areas(wards.geometries()))
        self.lsoas = dict(Lsoa.objects.filter(ward__in=self.wards).values_list("code", "ward"))
        self.counts: Counter[tuple[str, str, str]] = Counter()
        self.seen: dict[int, int] = {}
        self.forces: set[str] = set()
        for table in self.tables:
            for batch in self._batches(table):
                self._count(table, batch)
        if not self.counts and not self.report.refused:
            raise BadFile(
                _("No rows of {name} are in the city. Check it is for the right police force.").format(
                    name=self.path.name
                )
            )
        return self._compare(wards)

    def examples(self, plan: FigurePlan) -> Iterator[Example]:
        """Return the figures that change."""
        return figure_examples(plan)

    def store(self, plan: FigurePlan, *, at: datetime) -> None:
        """Store the counts."""
        load_indicators()
        write_figures(plan, at=at)

    def _batches(self, table: Table) -> Iterator[Batch]:
        self.at = self.columns[table.name]
        batch = Batch()
        for line, cells in self.read(table):
            self._put(batch, line, cells)
            if len(batch.lines) == AT_ONCE:
                yield batch
                batch = Batch()
        yield batch

    def _put(self, batch: Batch, line: int, cells: list[str]) -> None:
        """Add a row to a batch. All but its place is read only if it is in the city."""
        try:
            longitude, latitude = _point(cells[self.at["Longitude"]], cells[self.at["Latitude"]])
        except BadCell as reason:
            batch.bad_points[len(batch.lines)] = reason
            longitude = latitude = np.nan
        batch.lines.append(line)
        batch.ids.append(cells[self.at["Crime ID"]])
        batch.months.append(cells[self.at["Month"]])
        batch.kinds.append(cells[self.at["Crime type"]])
        batch.forces.append(cells[self.at["Reported by"]])
        batch.longitudes.append(longitude)
        batch.latitudes.append(latitude)
        batch.lsoas.append(cells[self.at["LSOA code"]])

    def _count(self, table: Table, batch: Batch) -> None:
        wards = self.finder.wards_of(batch.longitudes, batch.latitudes)
        for row, ward in enumerate(wards.tolist()):
            with self.refusing(table, batch.lines[row]):
                self._count_row(batch, row, ward or self.lsoas.get(batch.lsoas[row], NOWHERE))

    def _count_row(self, batch: Batch, row: int, ward: str) -> None:
        """Count a row of the city, or leave out one of another place. Raises BadCell."""
        is_elsewhere = not np.isnan(batch.longitudes[row]) or bool(batch.lsoas[row] and self.lsoas)
        if not ward and is_elsewhere:
            self.report.left_out[_("outside the city")] += 1
        elif row in batch.bad_points:
            raise batch.bad_points[row]
        elif not ward:
            self.report.left_out[_("no location")] += 1
        else:
            self._count_crime(batch, row, ward)

    def _count_crime(self, batch: Batch, row: int, ward: str) -> None:
        when = month(batch.months[row])
        kind = CRIME_TYPES[one_of(batch.kinds[row], _("Crime type"), CRIME_TYPES)]
        if self._is_new(batch, row):
            self.forces.add(batch.forces[row])
            self.counts[when, kind, ward] += 1
            self.counts[when, ALL_CRIME, ward] += 1

    def _is_new(self, batch: Batch, row: int) -> bool:
        """Return whether a crime appears for the first time. Anti-social behaviour has no id and always does.

        Only hashes of the ids are kept: a year of a large force has half a million.
        """
        crime = batch.ids[row]
        if not crime:
            return True
        facts = hash(
            (
                batch.months[row],
                batch.kinds[row],
                batch.longitudes[row],
                batch.latitudes[row],
                batch.lsoas[row],
            )
        )
        if hash(crime) not in self.seen:
            self.seen[hash(crime)] = facts
            return True
        if self.seen[hash(crime)] != facts:
            raise BadCell(
                _("Crime ID {id} is already in the file with a different month, type or place").format(
                    id=quoted(crime)
                )
            )
        self.report.left_out[_("duplicate crime")] += 1
        return False

    def _compare(self, wards: WardQuerySet) -> FigurePlan:
        months = sorted({when for when, _kind, _ward in self.counts})
        if wards.filter(is_outline_approximate=True).exists():
            self.report.notes.append(
                _("The ward boundaries are approximate. Import the official boundaries for exact numbers.")
            )
        if not self.lsoas:
            self.report.notes.append(_("We have no LSOAs, so we could not place rows that have no location."))
        self._look_for_loss(months)
        plan = plan_figures(self._figures(months))
        self.report.added, self.report.changed = len(plan.to_add), len(plan.to_change)
        self.report.unchanged = plan.unchanged
        return plan

    def _figures(self, months: list[str]) -> Iterator[SourcedFigure]:
        """Yield a figure for every month, kind and ward, which is 0 if nothing was recorded."""
        source = f"data.police.uk: {', '.join(sorted(self.forces))}"[:200]
        for when, kind, ward in product(months, [ALL_CRIME, *CRIME_TYPES.values()], self.wards):
            count = float(self.counts[when, kind, ward])
            yield SourcedFigure(ward, kind, when, count, source, LICENCE, is_approximate=True)

    def _look_for_loss(self, months: list[str]) -> None:
        stored = WardFigure.objects.of(ALL_CRIME).filter(ward__in=self.wards, period__in=months)
        before = dict(
            stored.order_by().values("period").annotate(Sum("value")).values_list("period", "value__sum")
        )
        for when in months:
            now = sum(self.counts[when, ALL_CRIME, ward] for ward in self.wards)
            if now < LEAST_LEFT * before.get(when, 0):
                self.report.losses.append(
                    _(
                        "For {month} it has {now} rows in the city, but we already have {before}. Check "
                        "it is for the right police force."
                    ).format(now=now, month=when, before=round(before[when]))
                )


def _point(longitude: str, latitude: str) -> tuple[float, float]:
    """Return a point, or NaN coordinates if there is none. Raises BadCell."""
    if not longitude and not latitude:
        return np.nan, np.nan
    try:
        return number(longitude, _("Longitude"), WEST, EAST), number(latitude, _("Latitude"), SOUTH, NORTH)
    except BadCell as error:
        if _is_point(latitude, longitude):
            raise BadCell(_("The longitude and latitude look the wrong way round")) from error
        raise


def _is_point(longitude: str, latitude: str) -> bool:
    try:
        number(longitude, "", WEST, EAST)
        number(latitude, "", SOUTH, NORTH)
    except BadCell:
        return False
    return True
