from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from places.embedded import LICENCE
from places.figures import RESIDENTS, SourcedFigure
from places.importers.base import Example, Importer, figure_examples, main_table
from places.importers.cells import BadCell, whole
from places.importers.files import BadFile, find_columns
from places.models import Ward
from places.services import FigurePlan, load_indicators, plan_figures, write_figures

COLUMNS = {
    "code": r"(ward[ _]?([0-9]{2,4}[ _]?)?)?code|wd[0-9]{2}cd",
    "year": r"year|mid[ _-]?year",
    "people": r"people|population|residents|total",
}
FIRST_YEAR, MOST_PEOPLE = 1971, 1_000_000
SOURCE = "Ward population estimates, Office for National Statistics"


class PopulationImporter(Importer[FigurePlan]):
    """The number of people living in each ward: a CSV of ward code, year and people."""

    kind = "population"

    def check(self) -> None:
        """Find the table and its columns. Raises BadFile."""
        self.table = main_table(self.path)
        self.at = find_columns(self.table.header(), COLUMNS, self.table.name)

    def plan(self) -> FigurePlan:
        """Read the rows of the city's wards, of any version, and compare them with the stored figures."""
        wards = set(Ward.objects.values_list("gss", flat=True))
        seen: dict[tuple[str, str], int] = {}
        figures = []
        for line, cells in self.read(self.table):
            with self.refusing(self.table, line):
                ward = cells[self.at["code"]]
                if ward not in wards:
                    self.report.left_out[_("wards in other places")] += 1
                    continue
                figure = self._figure(ward, cells)
                _refuse_repeated(seen, figure, line)
                figures.append(figure)
        if not figures and not self.report.refused:
            raise BadFile(_("{name} does not have any wards in the city.").format(name=self.path.name))
        self._note_missing(figures)
        plan = plan_figures(figures)
        self.report.added, self.report.changed = len(plan.to_add), len(plan.to_change)
        self.report.unchanged = plan.unchanged
        return plan

    def examples(self, plan: FigurePlan) -> Iterator[Example]:
        """Return the figures that change."""
        return figure_examples(plan)

    def store(self, plan: FigurePlan, *, at: datetime) -> None:
        """Store the figures."""
        load_indicators()
        write_figures(plan, at=at)

    def _note_missing(self, figures: list[SourcedFigure]) -> None:
        """Note the years for which a ward of the city is missing: its code may have a mistake."""
        since = dict(Ward.objects.values_list("gss", "valid_from"))
        found = defaultdict(set)
        for figure in figures:
            found[figure.period].add(figure.ward)
        years = []
        for year, wards in sorted(found.items()):
            versions = {since[ward] for ward in wards}
            if any(day in versions and ward not in wards for ward, day in since.items()):
                years.append(year)
        if years:
            self.report.notes.append(
                _("The file does not have every ward of the city for these years: {years}").format(
                    years=", ".join(years)
                )
            )

    def _figure(self, ward: str, cells: list[str]) -> SourcedFigure:
        year = whole(cells[self.at["year"]], _("The year"), FIRST_YEAR, self.on.year)
        people = whole(cells[self.at["people"]], _("The number of people"), 0, MOST_PEOPLE)
        return SourcedFigure(ward, RESIDENTS, str(year), float(people), SOURCE, LICENCE)


def _refuse_repeated(seen: dict[tuple[str, str], int], figure: SourcedFigure, line: int) -> None:
    key = figure.ward, figure.period
    if key in seen:
        raise BadCell(
            _("{ward} in {year} is already on line {line}").format(
                ward=figure.ward, year=figure.period, line=seen[key]
            )
        )
    seen[key] = line
