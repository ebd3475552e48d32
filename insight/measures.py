"""What can be shown of each ward on the map and in the table: three counts, and the indicators of need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.keeping import kept_briefly
from insight.choropleth import Step, shades, steps
from insight.numbers import decimals_for, in_words
from places.figures import Table
from places.models import Indicator, WardFigure

# The first is what the map shows unless asked.
COUNTS: dict[str, str | Promise] = {
    "initiatives": gettext_lazy("Initiatives that meet there"),
    "groups": gettext_lazy("Groups that work there"),
    "roles": gettext_lazy("Roles that need people"),
}


@dataclass(frozen=True)
class Measure:
    """A number for each ward (by GSS code), and what it means. `key` stands in addresses.

    An indicator has a unit and a period, and the city's number where there is one.
    """

    key: str
    name: str | Promise
    values: dict[str, float]
    unit: str = ""
    city: float | None = None
    period: str = ""

    def words(self, ward: str) -> str:
        """Write the number of a ward, or nothing if there is none."""
        return self._write(self.values.get(ward))

    @property
    def city_words(self) -> str:
        """The city's number in words."""
        return self._write(self.city)

    @cached_property
    def shades(self) -> dict[str, int]:
        """The shade of each ward, 1 to 5."""
        return shades(self._as_written)

    @cached_property
    def key_to_shades(self) -> list[tuple[Step, str]]:
        """The classes with their numbers in words, such as “3 to 5”."""
        return [(step, self._range(step)) for step in steps(self._as_written)]

    def _range(self, step: Step) -> str:
        low, high = self._write(step.low), self._write(step.high)
        return low if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}

    def _write(self, value: float | None) -> str:
        return in_words(value, self._decimals, self.unit)

    @cached_property
    def _as_written(self) -> dict[str, float]:
        """The numbers as they are printed: what looks the same has the same shade."""
        return {ward: round(value, self._decimals) for ward, value in self.values.items()}

    @cached_property
    def _decimals(self) -> int:
        return decimals_for([*self.values.values(), self.city])


def counted(wards: Sequence[Any]) -> list[Measure]:
    """Return the three counts, of wards that were read with them."""
    return [
        Measure(key, name, {ward.pk: getattr(ward, f"{key}_count") for ward in wards})
        for key, name in COUNTS.items()
    ]


@kept_briefly
def indicators(day: date) -> list[Measure]:
    """Return the newest figures of each indicator in the wards of a day; rates where there are any."""
    return _measures(day, WardFigure.objects.on(day).newest_periods())


def during(day: date, indicator: str, period: str) -> Measure | None:
    """Return the figures of an indicator in a period, if there are any of the wards of a day."""
    return next(iter(_measures(day, {indicator: period})), None)


def _measures(day: date, periods: Mapping[str, str]) -> list[Measure]:
    """Return an indicator's figures in its period, for each that has any."""
    found = Indicator.objects.filter(pk__in=periods)
    table = WardFigure.objects.on(day).table(found, set(periods.values()))
    return [
        _of_indicator(indicator, periods[indicator.pk], table)
        for indicator in found
        if table.values[indicator.pk, periods[indicator.pk]]
    ]


def _of_indicator(indicator: Indicator, period: str, table: Table) -> Measure:
    facts: dict[str, Any] = {"key": indicator.slug, "period": period}
    values = table.values[indicator.pk, period]
    rates = table.rates(indicator.pk, period) if indicator.is_rated else {}
    if rates:
        name = _("%(name)s, per 1,000 residents") % {"name": indicator.name}
        return Measure(**facts, name=name, values=rates, city=table.city_rate(indicator.pk, period))
    city = table.city_value(indicator.pk, period, indicator.weighted_by_id)
    return Measure(**facts, name=indicator.name, values=values, unit=indicator.unit, city=city)
