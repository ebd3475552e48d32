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
from volunteers import profile
from volunteers.catalogues import EVERY_SLOT, SLOT_COUNT, members

Parameters = dict[str, Any]
FAR = 1e12  # square miles: further than anywhere, for a home whose place is not known

# What one person's row is called; the columns that the score needs travel with those who come through.
PERSON = "volunteers_volunteer"
CARRIED = ("id", "travel_miles", "availability", "skills", "ward_id")


class Lack(NamedTuple):
    """What it takes, in SQL, not to pass a gate, and when that is because nobody has said.

    Somebody lacks the gate without all of these bits in their profile, or under the condition. The
    condition is asked only of those who have the bits.
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


def standing(_opening: Opening, _values: Parameters) -> Lack:
    """The person is taking a break. (Those who left or never finished are not in the sieve at all.)"""
    return Lack("standing", bits=1 << profile.ACTIVE)


def dbs(opening: Opening, values: Parameters) -> Lack | None:
    """No officer has seen a check of the level that still counts on the first day."""
    if opening.dbs_level == 0:
        return None
    values |= {"dbs_level": opening.dbs_level, "starts_on": opening.starts_on.isoformat()}
    bits = profile.dbs_bits(opening.dbs_level)
    unseen = f"(v.profile & {bits}) <> {bits} AND v.dbs_declared >= %(dbs_level)s"
    return Lack("dbs", bits, "v.dbs_valid_until < %(starts_on)s", unseen)


def availability(opening: Opening, values: Parameters) -> Lack | None:
    """The person is not free at every slot of the role."""
    return Lack("availability", opening.slots, unknown="v.availability IS NULL") if opening.slots else None


def languages(opening: Opening, values: Parameters) -> Lack | None:
    """The person does not speak every language that the role needs."""
    if opening.languages == 0:
        return None
    never_told = f"v.profile < {1 << profile.LANGUAGES}"
    return Lack("languages", opening.languages << profile.LANGUAGES, unknown=never_told)


def travel(opening: Opening, values: Parameters) -> Lack | None:
    """The place is further away than the person goes. A private place is nobody's to measure.

    Only those who take no part have no home here, so nobody's home is the one thing not known.
    """
    if opening.plane is None:
        return None
    far = f"COALESCE({_square_miles(opening, values)}, {FAR}) > v.travel_miles * v.travel_miles"
    return Lack("travel", condition=far)


def age(opening: Opening, values: Parameters) -> Lack | None:
    """The person is born after the last birthday that is old enough, or has not said when.

    Everybody who takes part has at least said that they are over 18.
    """
    if opening.minimum_age is None:
        return None
    values["born_by"] = last_birthday(opening.starts_on, opening.minimum_age).isoformat()
    if opening.minimum_age > ADULT:
        return Lack("age", condition="COALESCE(v.born_on > %(born_by)s, 1 = 1)", unknown="v.born_on IS NULL")
    never_told = "CASE WHEN v.born_on IS NULL THEN NOT v.is_over_18 ELSE v.born_on > %(born_by)s END"
    return Lack("age", condition=never_told)


def last_birthday(day: date, years: int) -> date:
    """Return the latest date of birth of somebody who has an age on a day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February: nobody was born on it that year, those of the 28th have the age
        return date(day.year - years, 2, 28)


GATE_RULES: Mapping[str, Callable[[Opening, Parameters], Lack | None]] = {
    "standing": standing,
    "dbs": dbs,
    "availability": availability,
    "languages": languages,
    "travel": travel,
    "age": age,
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
    """Those who lack the same one thing: a gate, told no or never told."""

    number: int
    code: str
    is_unknown: bool


ELIGIBLE, EVERYBODY = 0, -1  # numbers of lines that stand for no gate


class Page(NamedTuple):
    """How many to return: the eligible from `first` on, and the nearest of each other kind."""

    first: int
    count: int
    near: int


class Sieve(NamedTuple):
    """A statement that sieves everybody for a role, its values, and what its numbers stand for.

    Its rows are (number, id, None) for people and (number, None, how many) for counts: ELIGIBLE with the
    people of the page, best first; the number of each kind with its nearest; EVERYBODY without people.
    """

    sql: str
    values: Parameters
    kinds: tuple[Kind, ...]


def sieve_for(opening: Opening, role: Any, *, weights: Weights, page: Page, is_barred: bool) -> Sieve:
    """Return the sieve of a role; `role` is its key as the database has it.

    With a bar that nobody can pass, the eligible are those who pass all other gates, and there is no kind.
    """
    values: Parameters = {"role": role, **page._asdict()}
    lacks = [lack for rule in GATE_RULES.values() if (lack := rule(opening, values))]
    kinds = _kinds(lacks)
    distance = _square_miles(opening, values)
    order = _order(opening)
    sql = f"""
        WITH busy AS ({BUSY}), passing AS ({_passing(lacks, kinds, distance)}), nearly AS (
            {_almost(lacks, kinds, distance)}
            UNION ALL SELECT kind, id, square_miles FROM passing WHERE kind > {ELIGIBLE}
        )
        SELECT * FROM (
            SELECT {ELIGIBLE} AS kind, n.id, {NO_NUMBER} FROM passing n WHERE n.kind = {ELIGIBLE}
            ORDER BY {_score(opening, weights, values)} DESC, {order} LIMIT %(count)s OFFSET %(first)s
        ) AS page
        UNION ALL SELECT {ELIGIBLE}, NULL, COUNT(*) FROM passing WHERE kind = {ELIGIBLE}
        UNION ALL SELECT {EVERYBODY}, NULL, COUNT(*) FROM {PERSON} WHERE state IN ('active', 'paused')
        {"" if is_barred else _lists(kinds, order)}
    """  # noqa: S608  # made of this module's own words; every value from outside is a named parameter
    return Sieve(sql, values, () if is_barred else kinds)


# Everybody's offers and placements: how many, and whether one of them is in this very role.
BUSY = """
    SELECT b.volunteer_id, COUNT(*) AS commitments,
        MAX(CASE WHEN b.role_id = %(role)s THEN 1 ELSE 0 END) AS is_held
    FROM (
        SELECT volunteer_id, role_id FROM matching_offer WHERE state = 'open'
        UNION ALL SELECT volunteer_id, role_id FROM matching_placement WHERE ended_on IS NULL
    ) b GROUP BY b.volunteer_id
"""
WITH_BUSY = f"{PERSON} v LEFT JOIN busy b ON b.volunteer_id = v.id"
IS_FREE = "(b.volunteer_id IS NULL OR b.is_held = 0 AND b.commitments < v.placement_limit)"
REGISTERED = f"(v.profile & {1 << profile.REGISTERED}) <> 0"
NO_NUMBER = "CAST(NULL AS bigint) AS people"


def _passing(lacks: list[Lack], kinds: tuple[Kind, ...], distance: str) -> str:
    """Return those who pass the gates about themselves, each with the kind that their offers make them."""
    return f"""
        SELECT {", ".join(f"v.{column}" for column in CARRIED)}, {distance} AS square_miles, CASE
            WHEN {IS_FREE} THEN {ELIGIBLE}
            WHEN b.is_held = 0 THEN {_number(kinds, "limit")}
            WHEN b.commitments < v.placement_limit THEN {_number(kinds, "history")} END AS kind
        FROM {WITH_BUSY} WHERE {REGISTERED} AND {_none(lacks)}
    """  # noqa: S608  # as above


def _almost(lacks: list[Lack], kinds: tuple[Kind, ...], distance: str) -> str:
    """Return those who lack just one of the gates about themselves and nothing else."""
    return f"""
        SELECT {_kind_of(lacks, kinds)} AS kind, v.id, {distance} AS square_miles
        FROM {WITH_BUSY} WHERE {REGISTERED} AND {_exactly_one(lacks)} AND {IS_FREE}
    """  # noqa: S608  # as above


def _lists(kinds: tuple[Kind, ...], order: str) -> str:
    nearest = " ".join(
        f"""UNION ALL SELECT * FROM (
            SELECT n.kind, n.id, {NO_NUMBER} FROM nearly n WHERE n.kind = {kind.number}
            ORDER BY {order} LIMIT %(near)s
        ) AS nearest_{kind.number}"""  # noqa: S608  # as above
        for kind in kinds
    )
    return f"{nearest} UNION ALL SELECT kind, NULL, COUNT(*) FROM nearly GROUP BY kind"


def _order(opening: Opening) -> str:
    """Nearest first; one and the same id comes first in Python, in SQLite and in PostgreSQL."""
    return "n.id" if opening.plane is None else "n.square_miles, n.id"


def _kinds(lacks: list[Lack]) -> tuple[Kind, ...]:
    told = [(lack.code, False) for lack in lacks] + [(code, False) for code in LISTED_GATES]
    untold = [(lack.code, True) for lack in lacks if lack.unknown]
    return tuple(Kind(number, *each) for number, each in enumerate(told + untold, start=1))


def _number(kinds: tuple[Kind, ...], code: str, *, is_unknown: bool = False) -> int:
    return next(kind.number for kind in kinds if (kind.code, kind.is_unknown) == (code, is_unknown))


def _none(lacks: list[Lack]) -> str:
    """Return the condition that none of these gates is in the way."""
    needs = _needs(lacks)
    has_all = [f"(v.profile & {needs}) = {needs}"] if needs else []
    return " AND ".join([*has_all, *_passes(lacks)]) or "1 = 1"


def _exactly_one(lacks: list[Lack]) -> str:
    """Return the condition that just one of these gates is in the way; it stops at a second."""
    needs = _needs(lacks)
    cases = [f"WHEN (v.profile & {needs}) = {needs} THEN {_one_condition(lacks)}"]
    for lack in lacks:
        if lack.bits:
            others = needs & ~lack.bits
            rest = [other for other in lacks if other is not lack]
            cases.append(f"WHEN (v.profile & {others}) = {others} THEN {_all_pass(rest)}")
    return f"CASE {' '.join(cases)} ELSE 1 = 0 END"


def _needs(lacks: list[Lack]) -> int:
    needs = 0
    for lack in lacks:
        needs |= lack.bits
    return needs


def _passes(lacks: list[Lack]) -> list[str]:
    return [f"NOT ({lack.condition})" for lack in lacks if lack.condition]


def _all_pass(lacks: list[Lack]) -> str:
    return " AND ".join(_passes(lacks)) or "1 = 1"


def _one_condition(lacks: list[Lack]) -> str:
    """Return that just one condition holds of somebody who has all the bits."""
    asked = [lack for lack in lacks if lack.condition]
    if not asked:
        return "1 = 0"
    head, *tail = asked
    return f"CASE WHEN {head.condition} THEN {_all_pass(tail)} ELSE {_one_condition(tail)} END"


def _kind_of(lacks: list[Lack], kinds: tuple[Kind, ...]) -> str:
    """Return the number of the first lack, which is the only one of those who come through."""
    return f"CASE {' '.join(f'WHEN {lack.sql} THEN {_number_of(lack, kinds)}' for lack in lacks)} END"


def _number_of(lack: Lack, kinds: tuple[Kind, ...]) -> str:
    told = str(_number(kinds, lack.code))
    if not lack.unknown:
        return told
    return f"CASE WHEN {lack.unknown} THEN {_number(kinds, lack.code, is_unknown=True)} ELSE {told} END"
