"""The query parameters of the pages about wards: what to show, of which day, in which order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import BadRequest
from django.http import QueryDict

from insight.measures import COUNTS, Measure, counted, during, indicators
from insight.wards import put_counts
from places.models import Ward, WardFigure

SHOWN, NAME = "shown", "name"


@dataclass
class QueryParams:
    """The query parameters of one request, read and checked. Raises BadRequest for what there is not."""

    query: QueryDict
    today: date

    @cached_property
    def day(self) -> date:
        """The day whose wards are meant: today unless the address says another."""
        text = self.query.get("on")
        try:
            return date.fromisoformat(text) if text else self.today
        except ValueError as error:
            raise BadRequest("The day is not a date.") from error

    @cached_property
    def is_today(self) -> bool:
        """Whether today's wards are meant: what happens is recorded in these alone."""
        return self.day == self.today or {ward.pk for ward in self.wards} == self._wards_of_today

    @cached_property
    def wards(self) -> list[Any]:
        """The wards of the day with their counts, by name."""
        wards = list(Ward.objects.on(self.day))
        put_counts(wards)
        return wards

    @cached_property
    def former(self) -> list[Any]:
        """The wards of another time with what became of each; none where today's are meant."""
        return [] if self.is_today else list(Ward.objects.on(self.day).with_links())

    @cached_property
    def since(self) -> date:
        """The day since when the city has had this set of wards."""
        return Ward.objects.together_since(self.day)

    @cached_property
    def measures(self) -> list[Measure]:
        """All that can be shown of these wards."""
        return [*(counted(self.wards) if self.is_today else []), *indicators(self.day)]

    @cached_property
    def shown(self) -> Measure | None:
        """What was asked for, in the newest period unless another is; the usual one if nothing was."""
        key, period = self.query.get("show"), self.query.get("period")
        if key is None:
            return self.measures[0] if self.measures else None
        found: Measure | None
        if period is None:
            found = next((measure for measure in self.measures if measure.key == key), None)
        else:
            found = during(self.day, key, period)
        if found is None:
            raise BadRequest("There is nothing like that to show.")
        return found

    @cached_property
    def periods(self) -> list[str]:
        """The periods that there are figures of, of the indicator that is shown; the newest first."""
        if not (self.shown and self.shown.period):
            return []
        return WardFigure.objects.on(self.day).of(self.shown.key).periods()[self.shown.key]

    @cached_property
    def source(self) -> WardFigure | None:
        """A figure of what is shown, which says where all of them come from; nothing for a count."""
        if not (self.shown and self.shown.period):
            return None
        figures = WardFigure.objects.on(self.day).of(self.shown.key).during(self.shown.period)
        return figures.first()

    @cached_property
    def order(self) -> str:
        """The column that the table is sorted by."""
        order = self.query.get("sort", NAME)
        if order not in (NAME, SHOWN, *COUNTS):
            raise BadRequest("The table has no such order.")
        return order

    def ordered(self) -> list[Any]:
        """Return the wards in the order that was asked for: names go up, numbers go down."""
        return sorted(self.wards, key=self._sort_key()) if self.order != NAME else self.wards

    def address(self, **changes: str) -> str:
        """Return the query of the same question with something else in it."""
        kept = {name: self.query[name] for name in ("show", "period", "on", "sort") if name in self.query}
        return f"?{urlencode({**kept, **changes})}"

    @property
    def picture_query(self) -> str:
        """The part of the question that a map depends on."""
        kept = {name: self.query[name] for name in ("show", "period", "on") if self.query.get(name)}
        return f"?{urlencode(kept)}" if kept else ""

    @property
    def _wards_of_today(self) -> set[str]:
        return set(Ward.objects.on(self.today).values_list("pk", flat=True))

    def _sort_key(self) -> Callable[[Any], Any]:
        if self.order in COUNTS:
            return lambda ward: (-getattr(ward, f"{self.order}_count"), ward.name)
        values = self.shown.values if self.shown else {}
        return lambda ward: (-values.get(ward.pk, float("-inf")), ward.name)
