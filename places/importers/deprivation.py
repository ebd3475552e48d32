from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import fsum
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from places.embedded import LICENCE
from places.figures import SourcedFigure
from places.importers.base import Example, Importer, figure_examples, main_table
from places.importers.cells import BadCell, number, whole
from places.importers.files import BadFile, Table, find_columns
from places.models import Lsoa, Ward
from places.services import FigurePlan, load_indicators, plan_figures, store_lsoas, write_figures

LSOA = r"lsoa[ _]?code \(20[0-9]{2}\)|lsoa[0-9]{2}[ _]?(code|cd)"
INDEX = {
    "LSOA code": LSOA,
    "IMD score": r"imd[ _]score|index of multiple deprivation \(imd\) score",
    "IMD decile": r"imd[ _]decile|index of multiple deprivation \(imd\) decile.*",
}
BEST_FIT = {"LSOA code": LSOA, "ward code": r"(ward|wd)[0-9]{2}[ _]?(code|cd)"}
RESIDENTS = {"LSOA code": LSOA, "residents": r"residents|population|total population.*"}
MOST_IN_LSOA = 20_000
HIGHEST_SCORE = 100
SOURCE = "Indices of Deprivation {year}, Ministry of Housing, Communities and Local Government"


@dataclass(frozen=True, slots=True)
class Area:
    """What the files say about one LSOA."""

    code: str
    ward: str
    residents: int
    score: float
    decile: int


@dataclass(frozen=True, slots=True)
class DeprivationPlan:
    """The areas to store and the ward figures calculated from them."""

    areas: list[Area]
    figures: FigurePlan


class DeprivationImporter(Importer[DeprivationPlan]):
    """Indices of Deprivation by LSOA, converted to wards by best fit and weighted by residents.

    `best_fit` (LSOA to ward) and `residents` (by LSOA) may be separate files, columns of the index itself, or
    come from an earlier import.
    """

    kind = "deprivation"

    def __init__(
        self,
        path: Path,
        *,
        year: int,
        best_fit: Path | None = None,
        residents: Path | None = None,
        **options: Any,
    ) -> None:
        super().__init__(path, **options)
        self.year = year
        self.best_fit = best_fit
        self.residents = residents

    def check(self) -> None:
        """Find the tables and their columns. Raises BadFile."""
        self.table = main_table(self.path)
        self.at = find_columns(self.table.header(), INDEX, self.table.name)

    def plan(self) -> DeprivationPlan:
        """Read the files and compare the wards' figures with those stored."""
        wards = self._wards_of_lsoas()
        residents = self._residents(wards)
        areas = self._areas(wards, residents)
        missing = wards.keys() - {area.code for area in areas}
        if missing and not self.report.refused:
            raise BadFile(
                _("{name} has {count} of the city’s {all} LSOAs missing, such as {example}.").format(
                    name=self.path.name, count=len(missing), all=len(wards), example=min(missing)
                )
            )
        plan = plan_figures(_ward_figures(areas, self.year))
        self._fill_in(areas, plan)
        return DeprivationPlan(areas, plan)

    def examples(self, plan: DeprivationPlan) -> Iterator[Example]:
        """Return the figures that change."""
        return figure_examples(plan.figures)

    def store(self, plan: DeprivationPlan, *, at: datetime) -> None:
        """Store the areas and the figures."""
        load_indicators()
        store_lsoas({area.code: (area.ward, area.residents) for area in plan.areas})
        write_figures(plan.figures, at=at)

    def _fill_in(self, areas: list[Area], plan: FigurePlan) -> None:
        stored = {lsoa.code: (lsoa.ward_id, lsoa.residents) for lsoa in Lsoa.objects.iterator()}
        new = sum(area.code not in stored for area in areas)
        same = sum(stored.get(area.code) == (area.ward, area.residents) for area in areas)
        self.report.added = len(plan.to_add) + new
        self.report.changed = len(plan.to_change) + len(areas) - new - same
        self.report.unchanged = plan.unchanged + same

    def _wards_of_lsoas(self) -> dict[str, str]:
        ours = set(Ward.objects.on(self.on).values_list("gss", flat=True))
        table = main_table(self.best_fit) if self.best_fit else self.table
        try:
            found = self._pairs(table, BEST_FIT, lambda _lsoa, ward: ward in ours)
        except BadFile:
            if self.best_fit:
                raise
            found = dict(Lsoa.objects.filter(ward__in=ours).values_list("code", "ward"))
        if not found:
            raise BadFile(_("We do not know which LSOAs are in the city’s wards. Add the best-fit file too."))
        return found

    def _residents(self, wards: dict[str, str]) -> dict[str, int]:
        table = main_table(self.residents) if self.residents else self.table
        try:
            texts = self._pairs(table, RESIDENTS, lambda lsoa, _people: lsoa in wards)
        except BadFile:
            if self.residents:
                raise
            return dict(Lsoa.objects.values_list("code", "residents"))
        counted = {}
        for lsoa, text in texts.items():
            try:
                counted[lsoa] = whole(text, _("The population of {lsoa}").format(lsoa=lsoa), 1, MOST_IN_LSOA)
            except BadCell as error:
                raise BadFile(f"{table.name}: {error}.") from error
        return counted

    def _pairs(
        self, table: Table, columns: dict[str, str], is_ours: Callable[[str, str], bool]
    ) -> dict[str, str]:
        """Return two columns of the city's rows of a table, by LSOA.

        Raises BadFile if a column is missing or one of the city's LSOAs repeats.
        """
        first, second = find_columns(table.header(), columns, table.name).values()
        pairs: dict[str, str] = {}
        ours: set[str] = set()
        for line, cells in self.read(table):
            lsoa, value = cells[first], cells[second]
            if is_ours(lsoa, value):
                ours.add(lsoa)
            if lsoa in pairs and lsoa in ours:
                raise BadFile(
                    _("{name} has {lsoa} twice. The second is on line {line}.").format(
                        name=table.name, lsoa=lsoa, line=line
                    )
                )
            pairs[lsoa] = value
        return {lsoa: pairs[lsoa] for lsoa in pairs if lsoa in ours}

    def _areas(self, wards: dict[str, str], residents: dict[str, int]) -> list[Area]:
        areas: dict[str, Area] = {}
        for line, cells in self.read(self.table):
            with self.refusing(self.table, line):
                lsoa = cells[self.at["LSOA code"]]
                if lsoa not in wards:
                    self.report.left_out[_("LSOAs in other places")] += 1
                    continue
                if lsoa in areas:
                    raise BadCell(_("{lsoa} is already in the file").format(lsoa=lsoa))
                if lsoa not in residents:
                    raise BadCell(_("There is no population for {lsoa}").format(lsoa=lsoa))
                score = number(cells[self.at["IMD score"]], _("The score"), 0, HIGHEST_SCORE)
                decile = whole(cells[self.at["IMD decile"]], _("The decile"), 1, 10)
                areas[lsoa] = Area(lsoa, wards[lsoa], residents[lsoa], score, decile)
        return list(areas.values())


def _ward_figures(areas: list[Area], year: int) -> list[SourcedFigure]:
    by_ward = defaultdict(list)
    for area in areas:
        by_ward[area.ward].append(area)
    source = SOURCE.format(year=year)
    return [
        SourcedFigure(ward, indicator, str(year), value, source, LICENCE, is_approximate=True)
        for ward in sorted(by_ward)
        for indicator, value in _facts(by_ward[ward]).items()
    ]


def _facts(areas: list[Area]) -> dict[str, float]:
    residents = sum(area.residents for area in areas)
    deprived = sum(area.decile == 1 for area in areas)
    return {
        "imd-score": round(fsum(area.score * area.residents for area in areas) / residents, 1),
        "deprived-lsoas": float(deprived),
        "deprived-share": 100 * deprived / len(areas),
    }
