"""What the engines know about a person and a role: frozen facts, no database.

Querysets build these in a fixed number of queries; eligibility and scoring only read them.
"Never told" is None, not a default: a fact that is missing must come out as unknown, never as a pass.
Masks and levels are those of `volunteers.catalogues`.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A volunteer as seen from one role on one day. No name: the engines do not need one."""

    id: Identity
    born_on: date | None
    is_over_18: bool  # what the person said where they gave no date of birth
    dbs_level: int  # verified by an officer; 0 none .. 4
    dbs_valid_until: date | None  # last day on which the verified check counts
    dbs_declared: int  # what the person says; an officer has not seen it
    availability: int | None  # mask of weekly slots; None = never told
    latitude: float | None  # WGS84 degrees; None = not known
    longitude: float | None
    travel_miles: float  # how far the person goes, straight line
    ward: str | None  # GSS code of home
    languages: int  # mask; 0 = never told
    skills: int  # mask
    interests: frozenset[Identity]  # strategy priorities the person cares about
    commitments: int  # open placements and open offers, all roles together
    placement_limit: int  # the most commitments at one time
    is_active: bool  # false while paused or withdrawn
    role_history: RoleHistory = "none"  # an open offer for, or an open placement in, this very role
    skills_strong: int = 0  # mask, among the skills: those with experience or a qualification
    travel_by: str = ""  # a key of TRAVEL_REACH; empty = never told, and then nothing but travel_miles bounds
    serves: frozenset[str] = frozenset()  # GSS codes of wards where the person helps, however far
    away: tuple[Away, ...] = ()
    engagements: tuple[Engagement, ...] = ()  # one for each commitment
    avoids: frozenset[Identity] = frozenset()  # people, groups and venues that an officer keeps them from
    asks: int = 0  # offers made in the last 30 days
    asks_limit: int = 3  # the most of these: what the person wants, or fewer
    days_waiting: int | None = None  # since the latest placement, or since registering
    is_newcomer: bool = False  # never placed
    days_since_asked: int | None = None  # None = never asked

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

    id: Identity
    starts_on: date  # the first day served: today or later for a role that already runs
    minimum_age: int | None  # whole years on the first day; None = any age
    dbs_level: int  # needed; 0 none .. 4
    slots: int  # mask of the weekly slots, all needed; 0 = flexible
    latitude: float | None  # WGS84 degrees; None = the place is kept private
    longitude: float | None
    ward: str | None  # GSS code of the place
    languages: int  # mask, all needed
    skills: int  # mask, wanted: they raise the score and shut nobody out
    priorities: frozenset[Identity]  # strategy priorities the role serves
    places_left: int  # maximum less open placements and open offers
    is_open: bool  # published and taking people
    ends_on: date | None = None  # the last day; None = goes on
    skills_strong: int = 0  # mask, among the skills: those that want experience or a qualification
    group: Identity | None = None  # that runs it
    is_group_sound: bool = True  # approved, not suspended
    venue: Identity | None = None
    people: frozenset[Identity] = frozenset()  # who has a place in it or an open offer
    ward_need: float | None = None  # 0 for the ward of least need in the city .. 1; None = not known
    plane: Plane | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay the ground around the place once, not once a candidate."""
        plane = None
        if self.latitude is not None and self.longitude is not None:
            plane = Plane.at(self.latitude, self.longitude)
        object.__setattr__(self, "plane", plane)  # the only way to fill a field of a frozen class

    def square_miles_to(self, candidate: Candidate) -> float | None:
        """Return the squared distance to the candidate's home, or None where either end is unknown."""
        if self.plane is None or candidate.latitude is None or candidate.longitude is None:
            return None
        return self.plane.square_miles(candidate.latitude, candidate.longitude)
