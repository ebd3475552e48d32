"""Puts wards into classes by a number, so that a map can be shaded (a choropleth). Plain Python.

The classes hold about as many wards each, so that a few very high numbers don't leave the rest in one shade.
Equal numbers are always in the same class.
"""

from collections.abc import Mapping
from dataclasses import dataclass

CLASSES = 5


@dataclass(frozen=True, slots=True)
class Step:
    """One class: its shade (1 is the lightest), its lowest and highest number, and how many wards it has."""

    number: int
    low: float
    high: float
    wards: int


def shades(values: Mapping[str, float]) -> dict[str, int]:
    """Return the class of each ward, 1 to 5: by the share of wards that have a lower number."""
    ordered = sorted(values.values())
    return {ward: 1 + CLASSES * ordered.index(value) // len(ordered) for ward, value in values.items()}


def steps(values: Mapping[str, float]) -> list[Step]:
    """Return the classes that have wards, lightest first."""
    members: dict[int, list[float]] = {}
    for ward, shade in shades(values).items():
        members.setdefault(shade, []).append(values[ward])
    return [
        Step(shade, min(numbers), max(numbers), len(numbers)) for shade, numbers in sorted(members.items())
    ]
