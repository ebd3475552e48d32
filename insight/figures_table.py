"""The table of figures on a ward's page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.keeping import kept_briefly
from insight.numbers import decimals_for, in_words
from places.catalogue import CRIME_TYPES
from places.models import WardFigure
from places.querysets import Reading

RATE_DECIMALS = 1
KINDS_OF_CRIME = frozenset(CRIME_TYPES.values())


@dataclass(frozen=True, slots=True)
class Row:
    """One figure in words, beside the city's. `compared` is there where the two can be compared."""

    figure: Any
    here: str
    city: str
    here_rate: str
    city_rate: str
    compared: str | Promise

    @property
    def is_kind_of_crime(self) -> bool:
        """Whether this is a part of all crime, which needs no words of its own."""
        return self.figure.indicator_id in KINDS_OF_CRIME


@dataclass(frozen=True, slots=True)
class Source:
    """Where some of the figures come from, with its number in the list of sources."""

    number: int
    source: str
    licence: str


@kept_briefly
def rows_of_ward(ward: str, day: date) -> list[Row]:
    """Return the newest figures of a ward as it was on a day."""
    return figure_rows(WardFigure.objects.on(day).of_ward(ward).newest().readings(day))


def figure_rows(readings: Iterable[Reading]) -> list[Row]:
    """Return a ward's figures in the order of the indicators."""
    ordered = sorted(readings, key=lambda one: (one.figure.indicator.position, one.figure.indicator_id))
    return [_row(reading) for reading in ordered]


def sources_of(rows: Iterable[Row]) -> dict[tuple[str, str], Source]:
    """Return each source once, numbered as the rows first name it."""
    found: dict[tuple[str, str], Source] = {}
    for row in rows:
        key = (row.figure.source, row.figure.licence)
        found.setdefault(key, Source(len(found) + 1, *key))
    return found


def _row(reading: Reading) -> Row:
    figure, unit = reading.figure, reading.figure.indicator.unit
    decimals = decimals_for([figure.value, reading.city_value])
    return Row(
        figure=figure,
        here=in_words(figure.value, decimals, unit),
        city=in_words(reading.city_value, decimals, unit),
        here_rate=in_words(reading.rate, RATE_DECIMALS),
        city_rate=in_words(reading.city_rate, RATE_DECIMALS),
        compared=_compared(*_alike(reading)),
    )


def _alike(reading: Reading) -> tuple[float | None, float | None]:
    """Return the two numbers that can be compared: rates, or a score and its mean; a sum says nothing."""
    if reading.rate is not None:
        return reading.rate, reading.city_rate
    is_mean = reading.figure.indicator.weighted_by_id is not None
    return reading.figure.value, reading.city_value if is_mean else None


def _compared(here: float | None, city: float | None) -> str | Promise:
    if here is None or city is None:
        return ""
    if round(here, RATE_DECIMALS) == round(city, RATE_DECIMALS):
        return _("the same")
    return _("higher here") if here > city else _("lower here")
