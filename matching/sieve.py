"""The gates and the score once more, as SQL: the database sieves all volunteers in one statement.

The plain engines stay the judges. What comes out of the sieve is judged again before anybody sees it,
and a property test holds both to the same people, the same counts and the same order.

A new gate needs its rule here as well (`GATE_RULES`), a new score part its measure (`MEASURES`).
SQLite and PostgreSQL read the same text: numbers are doubles, masks are whole numbers, all values are
named parameters.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from matching.eligibility import ADULT
from matching.facts import Opening
from matching.scoring import PARTS, WHOLE, Weights
from volunteers.catalogues import EVERY_SLOT, SLOT_COUNT, members

Parameters = dict[str, Any]
FAR = 1e12  # square miles: further than anywhere, for a home whose place is not known

# What one person's row is called; the columns that the score needs travel with those who come through.
PERSON = "volunteers_volunteer"
CARRIED = ("id", "travel_miles", "availability", "skills", "ward_id")


class Lack(NamedTuple):
    """What it takes, in SQL, not to pass a gate, and when that is because nobody has said."""

    code: str
    condition: str
    unknown: str = ""


def standing(_opening: Opening, _values: Parameters) -> Lack:
    """The person is taking a break. (Those who left or never finished are not in the sieve at all.)"""
    return Lack("standing", "v.state <> 'active'")


def age(opening: Opening, values: Parameters) -> Lack | None:
    """The person is born after the last birthday that is old enough, or has not said when."""
    if opening.minimum_age is None:
        return None
    values["born_by"] = last_birthday(opening.starts_on, opening.minimum_age).isoformat()
    never_told = "NOT v.is_over_18" if opening.minimum_age <= ADULT else "1 = 1"
    condition = f"CASE WHEN v.born_on IS NULL THEN {never_told} ELSE v.born_on > %(born_by)s END"
    return Lack("age", condition, "born_on IS NULL")


def last_birthday(day: date, years: int) -> date:
    """Return the latest date of birth of somebody who has an age on a day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February: nobody was born on it that year, those of the 28th have the age
        return date(day.year - years, 2, 28)


def dbs(opening: Opening, values: Parameters) -> Lack | None:
    """No officer has seen a check of the level that still counts on the first day."""
    if opening.dbs_level == 0:
        return None
    values |= {"dbs_level": opening.dbs_level, "starts_on": opening.starts_on.isoformat()}
    held = "v.dbs_level >= %(dbs_level)s AND v.dbs_valid_until >= %(starts_on)s"
    unseen = "dbs_level < %(dbs_level)s AND dbs_declared >= %(dbs_level)s"
    return Lack("dbs", f"NOT ({held})", unseen)


def availability(opening: Opening, values: Parameters) -> Lack | None:
    """The person is not free at every slot of the role."""
    if opening.slots == 0:
        return None
    values["slots"] = opening.slots
    return Lack(
        "availability", "COALESCE((v.availability & %(slots)s), 0) <> %(slots)s", "availability IS NULL"
    )


def travel(opening: Opening, values: Parameters) -> Lack | None:
    """The place is further away than the person goes. A private place is nobody's to measure."""
    if opening.plane is None:
        return None
    far = f"COALESCE({_square_miles(opening, values)}, {FAR}) > v.travel_miles * v.travel_miles"
    return Lack("travel", far, "latitude IS NULL OR longitude IS NULL")


def languages(opening: Opening, values: Parameters) -> Lack | None:
    """The person does not speak every language that the role needs."""
    if opening.languages == 0:
        return None
    values["languages"] = opening.languages
    return Lack("languages", "(v.languages & %(languages)s) <> %(languages)s", "languages = 0")


# Those that settle most people first: after a second lack nothing more is looked at.
GATE_RULES: Mapping[str, Callable[[Opening, Parameters], Lack | None]] = {
    "dbs": dbs,
    "availability": availability,
    "languages": languages,
    "travel": travel,
    "age": age,
    "standing": standing,
}
# Two gates ask about other tables; they look only at those whom the others let through.
LISTED_GATES = ("history", "limit")


def _square_miles(opening: Opening, values: Parameters) -> str:
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


def _double(number: str) -> str:
    """Return a number as a double, so that shares of it are the same on every database."""
    return f"CAST({number} AS double precision)"


def skills(opening: Opening, values: Parameters) -> str:
    """The share of the wanted skills held."""
    wanted = members(opening.skills)
    held = " + ".join(f"((n.skills >> {bit}) & 1)" for bit in wanted)
    return f"{_double(held)} / {len(wanted)}" if wanted else "1.0"


def interests(opening: Opening, values: Parameters) -> str:
    """The share of the role's priorities that the person chose; read only for those who are eligible."""
    served = {f"priority_{number}": each for number, each in enumerate(sorted(opening.priorities, key=int))}
    if not served:
        return "1.0"
    values |= served
    names = ", ".join(f"%({name})s" for name in served)
    shared = f"""(
        SELECT COUNT(*) FROM volunteers_volunteer_interests i
        WHERE i.volunteer_id = n.id AND i.priority_id IN ({names})
    )"""  # noqa: S608  # the names of parameters
    return f"{_double(shared)} / {len(served)}"


def nearness(opening: Opening, values: Parameters) -> str:
    """1 next door, falling evenly to 0 at the furthest that the person goes."""
    if opening.plane is None:
        return "0.0"
    within = "n.square_miles < n.travel_miles * n.travel_miles"
    near = "1.0 - SQRT(n.square_miles) / n.travel_miles"
    return f"CASE WHEN n.square_miles = 0 THEN 1.0 WHEN {within} THEN {near} ELSE 0.0 END"


def spare(opening: Opening, values: Parameters) -> str:
    """The share of the week that is free besides the role's own slots: bits counted side by side."""
    bits = f"(COALESCE(n.availability, 0) & {EVERY_SLOT & ~opening.slots})"
    pairs = f"({bits} - (({bits} >> 1) & {0x55555555}))"
    fours = f"(({pairs} & {0x33333333}) + (({pairs} >> 2) & {0x33333333}))"
    eights = f"(({fours} + ({fours} >> 4)) & {0x0F0F0F0F})"
    count = f"(({eights} & 255) + (({eights} >> 8) & 255) + ({eights} >> 16))"
    return f"{_double(count)} / {SLOT_COUNT}"


def same_ward(opening: Opening, values: Parameters) -> str:
    """1 in the person's own ward; a private place is in no ward."""
    if opening.plane is None or opening.ward is None:
        return "0.0"
    values["ward"] = opening.ward
    return "CASE WHEN n.ward_id = %(ward)s THEN 1.0 ELSE 0.0 END"


MEASURES: Mapping[str, Callable[[Opening, Parameters], str]] = {
    "skills": skills,
    "interests": interests,
    "nearness": nearness,
    "spare": spare,
    "same_ward": same_ward,
}


def _score(opening: Opening, weights: Weights, values: Parameters) -> str:
    """Return the score: the same parts in the same order as `matching.scoring.total`, so the same double."""
    parts = [f"{weights[part.code]} * ({MEASURES[part.code](opening, values)})" for part in PARTS]
    return f"({' + '.join(parts)}) / {WHOLE}"


class Kind(NamedTuple):
    """Those who lack the same one thing: nothing (`code` is empty), or a gate, told no or never told."""

    number: int
    code: str
    is_unknown: bool


ELIGIBLE = Kind(0, "", False)
EVERYBODY = -1  # the number of the line that counts all who were sieved


class Page(NamedTuple):
    """How many to return: the eligible from `first` on, and the nearest of each other kind."""

    first: int
    count: int
    near: int


class Sieve(NamedTuple):
    """A statement, its values, and what the numbers in its answer stand for."""

    sql: str
    values: Parameters
    kinds: tuple[Kind, ...]


def sieve_for(opening: Opening, role: Any, *, weights: Weights, strict: bool, page: Page) -> Sieve:
    """Return the statement that finds who suits a role and who lacks one thing.

    `role` is the role's key as the database stores it. The rows are (kind, id, None) for the eligible of
    the page, best first, and for the nearest of each other kind; (kind, None, how many) for each kind; and
    EVERYBODY with all who were sieved.
    `strict` leaves out those who lack one thing, for a role that nobody can have.
    """
    values: Parameters = {"role": role, **page._asdict()}
    lacks = [lack for rule in GATE_RULES.values() if (lack := rule(opening, values))]
    kinds = (ELIGIBLE,) if strict else _kinds(lacks)
    score = _score(opening, weights, values)
    sql = f"""
        WITH sieve AS (
            SELECT {", ".join(f"v.{column}" for column in CARRIED)},
                {_square_miles(opening, values)} AS square_miles, {_kind_of(lacks, kinds)} AS kind
            FROM {PERSON} v
            WHERE v.state IN ('active', 'paused') AND {_none(lacks) if strict else _at_most_one(lacks)}
        ),
        nearby AS (SELECT {", ".join(CARRIED)}, square_miles, {_with_lists(kinds)} AS kind FROM sieve)
        SELECT * FROM (
            SELECT n.kind, n.id, CAST(NULL AS bigint) AS people FROM nearby n WHERE n.kind = 0
            ORDER BY {score} DESC, {_order(opening)} LIMIT %(count)s OFFSET %(first)s
        ) AS page
        {" ".join(_nearest(kind, opening) for kind in kinds[1:])}
        UNION ALL SELECT kind, NULL, COUNT(*) FROM nearby WHERE kind IS NOT NULL GROUP BY kind
        UNION ALL SELECT {EVERYBODY}, NULL, COUNT(*) FROM {PERSON} WHERE state IN ('active', 'paused')
    """  # noqa: S608  # made of this module's own words; every value from outside is a named parameter
    return Sieve(sql, values, kinds)


def _kinds(lacks: list[Lack]) -> tuple[Kind, ...]:
    told = [(lack.code, False) for lack in lacks] + [(code, False) for code in LISTED_GATES]
    untold = [(lack.code, True) for lack in lacks if lack.unknown]
    return ELIGIBLE, *(Kind(number, *each) for number, each in enumerate(told + untold, start=1))


def _number(kinds: tuple[Kind, ...], code: str, *, is_unknown: bool = False) -> int | None:
    return next((kind.number for kind in kinds if (kind.code, kind.is_unknown) == (code, is_unknown)), None)


def _none(lacks: list[Lack]) -> str:
    return " AND ".join(["1 = 1", *(f"NOT ({lack.condition})" for lack in lacks)])


def _at_most_one(lacks: list[Lack]) -> str:
    """Return the condition that no more than one of these gates is in the way; stops at a second."""
    if not lacks:
        return "1 = 1"
    head, *tail = lacks
    return f"CASE WHEN {head.condition} THEN {_none(tail)} ELSE {_at_most_one(tail)} END"


def _kind_of(lacks: list[Lack], kinds: tuple[Kind, ...]) -> str:
    """Return the number of the first lack, which is the only one of those who come through."""
    if len(kinds) == 1:
        return "0"
    cases = [f"WHEN {lack.condition} THEN {_number_of(lack, kinds)}" for lack in lacks]
    return f"CASE {' '.join(cases)} ELSE 0 END" if cases else "0"


def _number_of(lack: Lack, kinds: tuple[Kind, ...]) -> str:
    told = str(_number(kinds, lack.code))
    if not lack.unknown:
        return told
    return f"CASE WHEN {lack.unknown} THEN {_number(kinds, lack.code, is_unknown=True)} ELSE {told} END"


HELD = """
    id IN (
        SELECT volunteer_id FROM matching_offer WHERE role_id = %(role)s AND state = 'open'
        UNION SELECT volunteer_id FROM matching_placement WHERE role_id = %(role)s AND ended_on IS NULL
    )
"""
AT_THE_LIMIT = f"""
    id IN (
        SELECT b.volunteer_id FROM (
            SELECT volunteer_id FROM matching_offer WHERE state = 'open'
            UNION ALL SELECT volunteer_id FROM matching_placement WHERE ended_on IS NULL
        ) b JOIN {PERSON} p ON p.id = b.volunteer_id
        GROUP BY b.volunteer_id, p.placement_limit HAVING COUNT(*) >= p.placement_limit
    )
"""  # noqa: S608  # a constant


def _with_lists(kinds: tuple[Kind, ...]) -> str:
    """Return the kind after the gates that ask about offers and placements; NULL after a second lack."""
    held = _number(kinds, "history") or "CAST(NULL AS integer)"
    at_the_limit = _number(kinds, "limit") or "CAST(NULL AS integer)"
    return f"""CASE
        WHEN {HELD} THEN CASE WHEN kind = 0 AND NOT ({AT_THE_LIMIT}) THEN {held} END
        WHEN {AT_THE_LIMIT} THEN CASE WHEN kind = 0 THEN {at_the_limit} END
        ELSE kind END"""


def _order(opening: Opening) -> str:
    """Nearest first; one and the same id comes first in Python, in SQLite and in PostgreSQL."""
    return "n.id" if opening.plane is None else "n.square_miles, n.id"


def _nearest(kind: Kind, opening: Opening) -> str:
    return f"""UNION ALL SELECT * FROM (
        SELECT n.kind, n.id, CAST(NULL AS bigint) AS people FROM nearby n WHERE n.kind = {kind.number}
        ORDER BY {_order(opening)} LIMIT %(near)s
    ) AS nearest_{kind.number}"""  # noqa: S608  # numbers of this module
