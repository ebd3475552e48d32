"""What the engines know about a person and a role: frozen facts, no database.

`matching.candidates` and `matching.openings` build these in a fixed number of queries; eligibility and
scoring only read them. "Never told" is None, not a default: a fact that is missing must come out as unknown,
never as a pass. Masks and levels are those of `volunteers.catalogues`.
"""

from dataclasses import dataclass, field, fields
from datetime import date
from enum import Enum
from typing import Any, Literal, NamedTuple
from uuid import UUID

from places.geo import Plane
from volunteers.catalogues import TRAVEL_REACH

Identity = UUID | int
RoleHistory = Literal["none", "offered", "placed"]


class Away(NamedTuple):
    """Days, both ends included, when a person can't help."""

    starts_on: date
    ends_on: date


class Engagement(NamedTuple):
    """A role in which a person has a place or an open offer, and when it takes place."""

    role: Identity
    slots: int
    starts_on: date
    ends_on: date | None = None


class Kind(Enum):
    """How the column of a fact holds what many candidates have (`matching.facts.columns`)."""

    WHOLE = "whole numbers, masks and yes or no"
    REAL = "real numbers"
    DAY = "days"
    SET = "who has each value"
    PERIODS = "times from one day to another"


class Fact(NamedTuple):
    """Where a fact of a person or a role is read from, and what its column is.

    `source` is the field of the volunteer or the role that holds it. What has none is worked out from several
    fields or read from other tables. Without a `kind` nobody asks for it as a column.
    """

    source: str = ""
    kind: Kind | None = None


def read_from(source: str, kind: Kind | None = None) -> dict[str, Fact]:
    """Declare a fact that a field of the volunteer or the role holds."""
    return {"fact": Fact(source, kind)}


def worked_out(kind: Kind) -> dict[str, Fact]:
    """Declare a fact that takes more than reading one field."""
    return {"fact": Fact(kind=kind)}


def facts_of(declaring: type[Any]) -> dict[str, Fact]:
    """Return the declared facts of `Candidate` or `Opening` by name."""
    return {each.name: each.metadata["fact"] for each in fields(declaring) if "fact" in each.metadata}


def sources_of(declaring: type[Any]) -> dict[str, str]:
    """Return the fields of the database that hold facts, by the names of the facts."""
    return {name: fact.source for name, fact in facts_of(declaring).items() if fact.source}


WHOLE, REAL, DAY, SET, PERIODS = Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A volunteer as seen from one role on one day. No name: the engines do not need one.

    Each fact is declared here and nowhere else: where it is read from and what its column is.
    """

    id: Identity = field(metadata=read_from("id"))
    born_on: date | None = field(metadata=read_from("born_on", DAY))
    # What the person said where they gave no date of birth.
    is_over_18: bool = field(metadata=read_from("is_over_18", WHOLE))
    # Verified by an officer; 0 none .. 4. It counts until the last day given.
    dbs_level: int = field(metadata=read_from("dbs_level", WHOLE))
    dbs_valid_until: date | None = field(metadata=read_from("dbs_valid_until", DAY))
    # What the person says; an officer has not seen it.
    dbs_declared: int = field(metadata=read_from("dbs_declared", WHOLE))
    # Mask of weekly slots; None = never told.
    availability: int | None = field(metadata=read_from("availability", WHOLE))
    # WGS84 degrees; None = not known.
    latitude: float | None = field(metadata=read_from("latitude", REAL))
    longitude: float | None = field(metadata=read_from("longitude", REAL))
    # How far the person goes, straight line.
    travel_miles: float = field(metadata=read_from("travel_miles"))
    # GSS code of home.
    ward: str | None = field(metadata=read_from("ward_id", SET))
    # Masks. No languages = never told.
    languages: int = field(metadata=read_from("languages", WHOLE))
    skills: int = field(metadata=read_from("skills", WHOLE))
    # Strategy priorities the person cares about.
    interests: frozenset[Identity] = field(metadata=worked_out(SET))
    # Open placements and open offers, all roles together, and the most at one time.
    commitments: int = field(metadata=worked_out(WHOLE))
    placement_limit: int = field(metadata=read_from("placement_limit", WHOLE))
    # False while paused or withdrawn.
    is_active: bool = field(metadata=worked_out(WHOLE))
    # An open offer for, or an open placement in, this very role.
    role_history: RoleHistory = "none"
    # Mask, among the skills: those with experience or a qualification.
    skills_strong: int = field(default=0, metadata=read_from("skills_strong", WHOLE))
    # A key of TRAVEL_REACH; empty = never told, and then nothing but travel_miles bounds.
    travel_by: str = field(default="", metadata=read_from("travel_by"))
    # The use of a car with room for passengers; None = never told.
    has_car: bool | None = field(default=None, metadata=read_from("has_car", WHOLE))
    # GSS codes of wards where the person helps, however far.
    serves: frozenset[str] = field(default=frozenset(), metadata=worked_out(SET))
    away: tuple[Away, ...] = field(default=(), metadata=worked_out(PERIODS))
    # One for each commitment.
    engagements: tuple[Engagement, ...] = field(default=(), metadata=worked_out(PERIODS))
    # People, groups and venues that an officer keeps them from.
    avoids: frozenset[Identity] = field(default=frozenset(), metadata=worked_out(SET))
    # Offers made in the last 30 days, and the most of these: what the person wants, or fewer.
    asks: int = field(default=0, metadata=worked_out(WHOLE))
    asks_limit: int = field(default=3, metadata=worked_out(WHOLE))
    # Since the latest placement, or since registering.
    days_waiting: int | None = field(default=None, metadata=worked_out(WHOLE))
    # Never placed.
    is_newcomer: bool = field(default=False, metadata=worked_out(WHOLE))
    # None = never asked.
    days_since_asked: int | None = field(default=None, metadata=worked_out(WHOLE))

    @property
    def reach(self) -> float:
        """How far the person goes, in miles: what they chose, or less where their means is slower."""
        return min(self.travel_miles, TRAVEL_REACH[self.travel_by])


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A role that needs people, as of the day they would start.

    A place that is kept private has no position here, and then its ward counts for nothing either:
    whatever the address is, gates, scores and orders come out the same.
    """

    id: Identity = field(metadata=read_from("pk"))
    # The day as of which the role is seen: whoever is under 18 then takes no part.
    on: date
    # The first day served: that day or later for a role that already runs.
    starts_on: date
    # Whole years on the first day; None = any age.
    minimum_age: int | None = field(metadata=read_from("minimum_age"))
    # Needed; 0 none .. 4.
    dbs_level: int = field(metadata=read_from("dbs_level"))
    # Mask of the weekly slots, all needed; 0 = flexible.
    slots: int = field(metadata=read_from("slots"))
    # WGS84 degrees; None = the place is kept private.
    latitude: float | None
    longitude: float | None
    # GSS code of the place.
    ward: str | None
    # Mask, all needed.
    languages: int = field(metadata=read_from("languages"))
    # Mask, wanted: they raise the score and shut nobody out.
    skills: int = field(metadata=read_from("skills"))
    # Strategy priorities the role serves.
    priorities: frozenset[Identity]
    # Maximum less open placements and open offers.
    places_left: int
    # Published and taking people.
    is_open: bool
    # The last day; None = goes on.
    ends_on: date | None = field(default=None, metadata=read_from("ends_on"))
    # Mask, among the skills: those that want experience or a qualification.
    skills_strong: int = field(default=0, metadata=read_from("skills_strong"))
    # Whether it takes the use of a car with room for passengers.
    needs_car: bool = field(default=False, metadata=read_from("needs_car"))
    # The group that runs it, and whether that is approved, not suspended.
    group: Identity | None = None
    is_group_sound: bool = True
    venue: Identity | None = None
    # Who has a place in it or an open offer.
    people: frozenset[Identity] = frozenset()
    # 0 for the ward of least need in the city .. 1; None = not known.
    ward_need: float | None = None
    plane: Plane | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out the flat map around the place once, not once a candidate."""
        plane = None
        if self.latitude is not None and self.longitude is not None:
            plane = Plane.at(self.latitude, self.longitude)
        object.__setattr__(self, "plane", plane)  # the only way to fill a field of a frozen class

    def square_miles_to(self, candidate: Candidate) -> float | None:
        """Return the squared distance to the candidate's home, or None where either end is unknown."""
        if self.plane is None or candidate.latitude is None or candidate.longitude is None:
            return None
        return self.plane.square_miles(candidate.latitude, candidate.longitude)
