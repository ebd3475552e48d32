"""What the API says of the indicators of need."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from places.models import Indicator, WardFigure
from places.querysets import Reading, WardFigureQuerySet


@dataclass(frozen=True)
class Series:
    """An indicator with the figures of the wards of a day in one period; `periods` are all there are."""

    slug: str
    name: str
    unit: str
    direction: str
    measures: str
    comes: str
    period: str
    periods: list[str]
    city_value: float | None
    city_rate: float | None
    source: str
    licence: str
    imported_at: datetime
    readings: list[Reading]


def newest_series(day: date) -> list[Series]:
    """Return each indicator that has figures of the wards of a day, with the newest of them."""
    figures = WardFigure.objects.on(day)
    return _series(figures.newest(), figures, day)


def series_of(indicator: Indicator, day: date, period: str) -> Series | None:
    """Return one indicator in a period, or in the newest one, if there are figures of it."""
    figures = WardFigure.objects.on(day).of(indicator.pk)
    return next(iter(_series(figures.during(period) if period else figures.newest(), figures, day)), None)


def _series(wanted: WardFigureQuerySet, all_figures: WardFigureQuerySet, day: date) -> list[Series]:
    found: defaultdict[Indicator, list[Reading]] = defaultdict(list)
    for reading in wanted.readings(day):
        found[reading.figure.indicator].append(reading)
    periods = all_figures.periods()
    ordered = sorted(found, key=lambda indicator: (indicator.position, indicator.slug))
    return [_one(indicator, found[indicator], periods[indicator.pk]) for indicator in ordered]


def _one(indicator: Indicator, readings: list[Reading], periods: list[str]) -> Series:
    """Describe a series; its source is that of the figure that came last."""
    last = max((reading.figure for reading in readings), key=lambda figure: figure.imported_at)
    return Series(
        slug=indicator.slug,
        name=indicator.name,
        unit=indicator.unit,
        direction=indicator.direction,
        measures=indicator.measures,
        comes=indicator.comes,
        period=last.period,
        periods=periods,
        city_value=readings[0].city_value,
        city_rate=readings[0].city_rate,
        source=last.source,
        licence=last.licence,
        imported_at=last.imported_at,
        readings=sorted(readings, key=lambda reading: reading.figure.ward.name),
    )
