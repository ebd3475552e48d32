"""How evenly roles and requests are shared out in a city. Plain Python without Django or a database.

Facts about people go in; only counts of groups come out.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from volunteers.catalogues import members

# The lower ends of the age bands.
AGE_BANDS = (16, 18, 25, 40, 55, 67)
UNKNOWN = ""  # the group of people who have not said
NEWCOMER, PLACED_BEFORE = "newcomer", "placed_before"
WARD, AGE, LANGUAGE, EXPERIENCE = "ward", "age", "language", "experience"
TENTH = 0.1


class Chances(NamedTuple):
    """How many people there are in a group, and how many of them were ranked, asked and placed."""

    people: int
    ranked: int
    asked: int
    placed: int


@dataclass(frozen=True, slots=True)
class PersonOutcome:
    """One person, as far as fairness is concerned: their groups, and how far they got in matching."""

    ward: str | None
    age: int | None  # whole years; None = not given
    languages: int  # mask
    is_newcomer: bool
    is_ranked: bool  # suits at least one role that needs people
    is_asked: bool
    is_placed: bool


class Fill(NamedTuple):
    """How full the wards are, from 0 to 1: the emptiest ward, and the tenth percentile."""

    lowest: float
    tenth: float


def gini(counts: Collection[int]) -> float:
    """Return the Gini coefficient: 0 if everybody has the same, near 1 if one person has everything.

    Counts are whole numbers of 0 or more. No counts, or only zeros, give 0.
    """
    whole = sum(counts)
    if not whole:
        return 0.0
    ranked = sum(rank * count for rank, count in enumerate(sorted(counts), start=1))
    return 2 * ranked / (len(counts) * whole) - (len(counts) + 1) / len(counts)


def percentile(values: Collection[float], share: float) -> float:
    """Return the smallest value that at least a share of the values does not exceed (nearest rank).

    Raises ValueError for no values.
    """
    if not values:
        raise ValueError("There are no values.")
    ranked = sorted(values)
    at = ceil(round(share * len(ranked), 9))  # a tenth of thirty is three, whatever the floats say
    return ranked[max(at, 1) - 1]


def fill_of(wards: Mapping[str, tuple[int, int]]) -> Fill | None:
    """Return how full wards are, from the places filled and wanted in each; None where none wants any."""
    shares = [filled / wanted for filled, wanted in wards.values() if wanted]
    return Fill(min(shares), percentile(shares, TENTH)) if shares else None


def age_band(age: int | None) -> str:
    """Return the band that an age lies in, by its lower end; the first one also for those younger still."""
    if age is None:
        return UNKNOWN
    return str(max([AGE_BANDS[0], *(band for band in AGE_BANDS if band <= age)]))


def groups_of(person: PersonOutcome) -> list[tuple[str, str]]:
    """Return the groups that a person is in: one of each kind, and one for each language."""
    spoken = [str(bit) for bit in members(person.languages)] or [UNKNOWN]
    return [
        (WARD, person.ward or UNKNOWN),
        (AGE, age_band(person.age)),
        (EXPERIENCE, NEWCOMER if person.is_newcomer else PLACED_BEFORE),
        *((LANGUAGE, language) for language in spoken),
    ]


def chances(people: Iterable[PersonOutcome]) -> dict[str, dict[str, Chances]]:
    """Count, for each kind of group and each group, how far its people got in matching."""
    found: dict[str, dict[str, Chances]] = {kind: {} for kind in (WARD, AGE, LANGUAGE, EXPERIENCE)}
    nobody = Chances(0, 0, 0, 0)
    for person in people:
        one = (1, int(person.is_ranked), int(person.is_asked), int(person.is_placed))
        for kind, group in groups_of(person):
            found[kind][group] = _added(found[kind].get(group, nobody), one)
    return found


def _added(chances: Chances, one: Sequence[int]) -> Chances:
    return Chances(*(count + more for count, more in zip(chances, one, strict=True)))
