"""The gates about a person's own record as SQL: what it takes not to pass each of them."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from matching.eligibility import REQUIREMENTS, Requirement
from matching.eligibility.sql.people import REGISTERED
from matching.facts import Opening
from volunteers import profile
from volunteers.ages import ADULT, last_birthday
from volunteers.profile import BITS

Parameters = dict[str, Any]
NO_HOME = "(v.latitude IS NULL OR v.longitude IS NULL)"
# Without a date of birth, what the person said about being over 18 answers.
BORN_AFTER = "CASE WHEN v.born_on IS NULL THEN NOT v.is_over_18 ELSE v.born_on > %({day})s END"
FAR = 1e12  # square miles: further than anywhere, for a home whose place is not known


class UnmetRequirement(NamedTuple):
    """What it takes, in SQL, not to pass a gate, and when that is because someone has not told.

    Someone does not pass it without all of these bits in their profile, or else under the condition, which
    never holds of those without the bits.
    """

    code: str
    bits: int = 0
    condition: str = ""
    unknown: str = ""

    @property
    def sql(self) -> str:
        """The whole of it."""
        missing = f"(v.profile & {self.bits}) <> {self.bits}"
        return " OR ".join(filter(None, [missing if self.bits else "", self.condition]))


def unmet_requirement(requirement: Requirement, opening: Opening) -> UnmetRequirement | None:
    """Return the SQL of a declared requirement: the bits that the profile keeps under its code.

    (Those who left or never finished registering are asked about nothing.)
    """
    needed, bits = requirement.needs_of(opening), BITS[requirement.code]
    unknown = f"(v.profile & {bits.told}) = 0" if bits.told else ""
    if bits.told_in:
        unknown = f"v.{bits.told_in} IS NULL"
    return UnmetRequirement(requirement.code, needed << bits.first, unknown=unknown) if needed else None


def dbs(opening: Opening, values: Parameters) -> UnmetRequirement | None:
    """No officer has seen a check of the level that still counts on the first day."""
    if opening.dbs_level == 0:
        return None
    values |= {"dbs_level": opening.dbs_level, "starts_on": opening.starts_on.isoformat()}
    bit = profile.dbs_bit(opening.dbs_level)
    ended = f"((v.profile & {bit}) <> 0 AND v.dbs_valid_until < %(starts_on)s)"
    return UnmetRequirement("dbs", bit, ended, f"(v.profile & {bit}) = 0 AND v.dbs_declared >= %(dbs_level)s")


def travel(opening: Opening, values: Parameters) -> UnmetRequirement | None:
    """The place is further away than the person goes, and not in a ward where they help all the same.

    A private place is nobody's to measure. A home is not known while its postcode is still looked for.
    """
    if opening.plane is None:
        return None
    return UnmetRequirement(
        "travel", condition=too_far(opening, values, square_miles(opening, values)), unknown=NO_HOME
    )


def too_far(opening: Opening, values: Parameters, distance: str) -> str:
    """Return the condition that a squared distance is more than the person goes, even to this ward."""
    far = f"(COALESCE({distance}, {FAR}) > v.reach_miles * v.reach_miles)"
    if opening.ward is None:
        return far
    values["ward"] = opening.ward
    willing = "SELECT w.volunteer_id FROM volunteers_volunteer_serves_wards w WHERE w.ward_id = %(ward)s"
    return f"({far} AND v.id NOT IN ({willing}))"


def age(opening: Opening, values: Parameters) -> UnmetRequirement | None:
    """The person is born after the last birthday that is old enough, or has not said when.

    Everybody who takes part has at least said that they are over 18.
    """
    if opening.minimum_age is None:
        return None
    values["born_by"] = last_birthday(opening.starts_on, opening.minimum_age).isoformat()
    if opening.minimum_age > ADULT:
        late = "COALESCE(v.born_on > %(born_by)s, 1 = 1)"
        return UnmetRequirement("age", condition=late, unknown="v.born_on IS NULL")
    return UnmetRequirement("age", condition=BORN_AFTER.format(day="born_by"))


def adult(opening: Opening, values: Parameters) -> str:
    """Return the condition that someone is under 18 as of today."""
    values["adult_by"] = last_birthday(opening.on, ADULT).isoformat()
    return BORN_AFTER.format(day="adult_by")


# By the code of the gate: who does not pass it is counted and listed nowhere, as if not registered.
KEPT_OUT: Mapping[str, Callable[[Opening, Parameters], str]] = {"adult": adult}


def takes_part(opening: Opening, values: Parameters) -> str:
    """Return the condition that someone is registered and not kept out."""
    return " AND ".join([REGISTERED, *(f"NOT {unmet(opening, values)}" for unmet in KEPT_OUT.values())])


def who_takes_part(opening: Opening, values: Parameters) -> list[UnmetRequirement]:
    """Return what it takes not to take part."""
    kept_out = [UnmetRequirement(code, condition=unmet(opening, values)) for code, unmet in KEPT_OUT.items()]
    return [UnmetRequirement("", bits=1 << profile.REGISTERED), *kept_out]


# By the code of the gate. The conditions are asked in this order, the cheapest first.
WRITTEN: Mapping[str, Callable[[Opening, Parameters], UnmetRequirement | None]] = {
    "dbs": dbs,
    "age": age,
    "travel": travel,
}


def unmet_of(opening: Opening, values: Parameters) -> list[UnmetRequirement]:
    """Return what it takes not to pass each of the gates that a person's own record answers."""
    declared = [unmet_requirement(requirement, opening) for requirement in REQUIREMENTS]
    written = [form(opening, values) for form in WRITTEN.values()]
    return [each for each in (*declared, *written) if each]


def square_miles(opening: Opening, values: Parameters) -> str:
    """Return the squared distance in the very order of operations of `places.geo.Plane.square_miles`."""
    plane = opening.plane
    if plane is None:
        return "NULL"
    values |= {
        "latitude": plane.latitude,
        "longitude": plane.longitude,
        "north": plane.miles_per_degree_north,
        "east": plane.miles_per_degree_east,
    }
    north = "(v.latitude - %(latitude)s) * %(north)s"
    east = "(v.longitude - %(longitude)s) * %(east)s"
    return f"({north}) * ({north}) + ({east}) * ({east})"
