"""What the engines know about a person and a role: frozen facts, no database.

Querysets build these in a fixed number of queries; eligibility and scoring only read them.
"Never told" is None, not a default: a fact that is missing must come out as unknown, never as a pass.
Masks and levels are those of `volunteers.catalogues`.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

from places.geo import Plane

Identity = UUID | int
RoleHistory = Literal["none", "offered", "placed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A volunteer as seen from one role. No name: the engines do not need one."""

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
