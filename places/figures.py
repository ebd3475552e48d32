"""Calculations with ward figures: rates, and the value for the city.

Plain Python. Wards are identified by GSS code. A period is a year (“2021”) or a month (“2025-10”).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum

RESIDENTS = "residents"  # the indicator that rates are based on
PER = 1000


@dataclass(frozen=True, slots=True)
class SourcedFigure:
    """One figure of one ward, with its source, as importers pass it to services."""

    ward: str
    indicator: str
    period: str
    value: float
    source: str
    licence: str
    is_approximate: bool = False


class Table:
    """Figures by indicator, period and ward, for wards that are in force together.

    A city value needs a figure for every ward in the table; otherwise it is None.
    """

    def __init__(self, rows: Iterable[tuple[str, str, str, float]]) -> None:
        self.wards: set[str] = set()
        self.periods: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
        self.values: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
        for indicator, period, ward, value in rows:
            self.wards.add(ward)
            self.periods[indicator, ward][period] = value
            self.values[indicator, period][ward] = value

    def rate(self, indicator: str, period: str, ward: str) -> float | None:
        """Return the number per 1,000 residents of a ward."""
        return _per_thousand(self.values[indicator, period][ward], self._holding(RESIDENTS, period).get(ward))

    def rates(self, indicator: str, period: str) -> dict[str, float]:
        """Return the number per 1,000 residents of each ward, leaving out wards where it is unknown."""
        rates = {ward: self.rate(indicator, period, ward) for ward in self.values[indicator, period]}
        return {ward: rate for ward, rate in rates.items() if rate is not None}

    def city_rate(self, indicator: str, period: str) -> float | None:
        """Return the number per 1,000 residents of the city."""
        value, residents = self.city_value(indicator, period), self._holding(RESIDENTS, period)
        if value is None or residents.keys() != self.wards:
            return None
        return _per_thousand(value, fsum(residents.values()))

    def city_value(self, indicator: str, period: str, weighted_by: str | None = None) -> float | None:
        """Return the sum of the wards' figures, or their mean weighted by another indicator."""
        values = self.values[indicator, period]
        if values.keys() != self.wards:
            return None
        if weighted_by is None:
            return fsum(values.values())
        weights = self._holding(weighted_by, period)
        total = fsum(weights.values())
        if weights.keys() != self.wards or not total:
            return None
        return fsum(value * weights[ward] for ward, value in values.items()) / total

    def _holding(self, indicator: str, period: str) -> dict[str, float]:
        """Return the figures that apply to a period, by ward, for the wards that have any."""
        return {
            ward: _in_period(series, period)
            for ward in self.wards
            if (series := self.periods.get((indicator, ward)))
        }


def _per_thousand(value: float, residents: float | None) -> float | None:
    return value / residents * PER if residents else None


def _in_period(series: Mapping[str, float], period: str) -> float:
    """Return the figure that applies to a period: the last one up to its year, or the first after it."""
    before = [year for year in series if year[:4] <= period[:4]]
    return series[max(before) if before else min(series)]
