"""What can be shown of each ward on the map and in the table: three counts, and the indicators of need."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from insight.choropleth import Step, shades, steps
from insight.numbers import decimals_for, in_words
from places.models import WardFigure
from places.querysets import Reading

# The first is what the map shows unless asked.
COUNTS: dict[str, str | Promise] = {
    "initiatives": gettext_lazy("Initiatives that meet there"),
    "groups": gettext_lazy("Groups that work there"),
    "roles": gettext_lazy("Roles that need people"),
}


@dataclass(frozen=True)
class Measure:
    """A number for each ward (by GSS code), and what it means. `key` stands in addresses.

    An indicator has a unit, a source and a period, and the city's number where there is one.
    """

    key: str
    name: str | Promise
    values: dict[str, float]
    unit: str = ""
    city: float | None = None
    figure: Any = None

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


def indicators(day: date) -> list[Measure]:
    """Return the newest figures of each indicator in the wards of a day; rates where there are any."""
    return _measures(WardFigure.objects.on(day).newest().readings(day))


def during(day: date, indicator: str, period: str) -> Measure | None:
    """Return the figures of an indicator in a period, if there are any of the wards of a day."""
    figures = WardFigure.objects.on(day).of(indicator).during(period)
    return next(iter(_measures(figures.readings(day))), None)


def _measures(found: Iterable[Reading]) -> list[Measure]:
    readings = defaultdict(list)
    for reading in found:
        readings[reading.figure.indicator].append(reading)
    ordered = sorted(readings, key=lambda indicator: (indicator.position, indicator.slug))
    return [_of_indicator(indicator, readings[indicator]) for indicator in ordered]


def _of_indicator(indicator: Any, readings: list[Reading]) -> Measure:
    first = readings[0]
    facts: dict[str, Any] = {"key": indicator.slug, "figure": first.figure}
    if any(reading.rate is not None for reading in readings):
        rates = {one.figure.ward_id: one.rate for one in readings if one.rate is not None}
        name = _("%(name)s, per 1,000 residents") % {"name": indicator.name}
        return Measure(**facts, name=name, values=rates, city=first.city_rate)
    values = {reading.figure.ward_id: reading.figure.value for reading in readings}
    return Measure(**facts, name=indicator.name, values=values, unit=indicator.unit, city=first.city_value)
