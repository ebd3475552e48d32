"""One statement that sieves everybody."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from matching.eligibility import GATES
from matching.facts import Opening
from matching.scoring import Weights
from matching.sieve.gates import GATE_RULES, Lack, Parameters, square_miles
from matching.sieve.listed import LISTED_RULES, busy, key_of
from matching.sieve.measures import least_sql, most_added, score_sql
from volunteers import profile

# The table of the volunteers; the columns that the score needs travel with those who pass.
PERSON = "volunteers_volunteer"
CARRIED = (
    "id",
    "reach_miles",
    "availability",
    "skills",
    "skills_strong",
    "ward_id",
    "waiting_day",
    "asked_day",
    "last_placed_on",
)


class Kind(NamedTuple):
    """Those who lack the same one thing: a gate, told no or never told."""

    number: int
    code: str
    is_unknown: bool


ELIGIBLE, EVERYBODY = 0, -1  # numbers of lines that stand for no gate
LACKING = 1000  # added to a gate's number: all who lack it, and perhaps other things too


@dataclass(frozen=True, slots=True)
class Page:
    """How many to return: the eligible from `first` on, and the nearest of each other kind."""

    first: int
    count: int
    near: int


class Sieve(NamedTuple):
    """A statement that sieves everybody for a role, its values, and what its numbers stand for.

    Its rows are (number, id, None) for people and (number, None, how many) for counts: ELIGIBLE with the
    people of the page, best first; the number of each kind with its nearest; EVERYBODY without people; and
    LACKING with a gate's number for all whom that gate holds back, alone or with others.
    """

    sql: str
    values: Parameters
    kinds: tuple[Kind, ...]


class AsOf(NamedTuple):
    """What depends on the day: the day's number, and which offers count among those of the last 30 days."""

    today: int
    asks_since: Any
    most_asks: int


def sieve_for(opening: Opening, as_of: AsOf, *, weights: Weights, page: Page, is_barred: bool) -> Sieve:
    """Return the sieve of a role.

    With a bar that nobody can pass, the eligible are those who pass all other gates, and there is no kind.
    """
    values: Parameters = {"role": key_of(opening.id), **as_of._asdict()}
    values |= {"first": page.first, "count": page.count, "near": page.near}
    values["last"] = page.first + page.count - 1
    lacks = [lack for rule in GATE_RULES.values() if (lack := rule(opening, values))]
    kinds = _kinds(lacks)
    distance, order = square_miles(opening, values), _order(opening)
    sql = f"""
        WITH busy AS MATERIALIZED ({busy(opening, values)}),
        listed AS MATERIALIZED ({_listed(kinds, opening, values)}),
        rare AS MATERIALIZED (
            SELECT volunteer_id, COUNT(*) AS number_of_lacks, MIN(number) AS number
            FROM listed GROUP BY volunteer_id
        ),
        close_by AS ({_close(lacks, kinds, distance)}),
        near AS MATERIALIZED (
            SELECT c.*, CASE WHEN r.volunteer_id IS NULL THEN c.own_kind ELSE r.number END AS kind
            FROM close_by c LEFT JOIN rare r ON r.volunteer_id = c.id
            WHERE r.volunteer_id IS NULL OR (c.own_kind = {ELIGIBLE} AND r.number_of_lacks = 1)
        ),
        sums AS MATERIALIZED ({_sums(lacks, kinds)}),
        suited AS MATERIALIZED (
            SELECT n.*, {least_sql(opening, weights, values)} AS least
            FROM near n WHERE n.kind = {ELIGIBLE}
        )
        SELECT * FROM (
            SELECT {ELIGIBLE} AS kind, n.id, {NO_NUMBER}
            FROM suited n WHERE n.least >= {LEAST_OF_THE_PAGE} - {most_added(weights)}
            ORDER BY {score_sql(opening, weights, values)} DESC, {order} LIMIT %(count)s OFFSET %(first)s
        ) AS page
        UNION ALL SELECT {ELIGIBLE}, NULL, COUNT(*) FROM suited
        UNION ALL SELECT {EVERYBODY}, NULL, COUNT(*) FROM {PERSON} WHERE state IN ('active', 'paused')
        {"" if is_barred else _lists(kinds, order)}
        UNION ALL {_lacking(lacks, kinds)}
    """  # noqa: S608  # made of this module's own words; every value from outside is a named parameter
    return Sieve(sql, values, kinds)


# What the last of the page has at least: who can't come up to it needs no full score.
LEAST_OF_THE_PAGE = "COALESCE((SELECT least FROM suited ORDER BY least DESC LIMIT 1 OFFSET %(last)s), 0)"
REGISTERED = f"(v.profile & {1 << profile.REGISTERED}) <> 0"
NO_NUMBER = "CAST(NULL AS bigint) AS people"


def _listed(kinds: tuple[Kind, ...], opening: Opening, values: Parameters) -> str:
    """Return who is on the list of a gate that other tables answer, with the number of the gate."""
    return " UNION ALL ".join(
        f"SELECT volunteer_id, {_number(kinds, code)} AS number FROM ({rule(opening, values)}) AS by_{code}"  # noqa: S608  # as above
        for code, rule in LISTED_RULES.items()
    )


def _close(lacks: list[Lack], kinds: tuple[Kind, ...], distance: str) -> str:
    """Return those who lack none of the gates about themselves (ELIGIBLE), or just one (its number)."""
    needs = _needs(lacks)
    return f"""
        SELECT {", ".join(f"v.{column}" for column in CARRIED)}, {distance} AS square_miles,
            CASE WHEN {_none(lacks)} THEN {ELIGIBLE} ELSE {_kind_of(lacks, kinds)} END AS own_kind
        FROM {PERSON} v WHERE {REGISTERED} AND {_at_most_one(lacks, needs)}
    """  # noqa: S608  # as above


def _lists(kinds: tuple[Kind, ...], order: str) -> str:
    nearest = " ".join(
        f"""UNION ALL SELECT * FROM (
            SELECT n.kind, n.id, {NO_NUMBER} FROM near n WHERE n.kind = {kind.number}
            ORDER BY {order} LIMIT %(near)s
        ) AS nearest_{kind.number}"""  # noqa: S608  # as above
        for kind in kinds
    )
    counts = f"SELECT kind, NULL, COUNT(*) FROM near WHERE kind > {ELIGIBLE} GROUP BY kind"  # noqa: S608  # as above
    return f"{nearest} UNION ALL {counts}"


def _sums(lacks: list[Lack], kinds: tuple[Kind, ...]) -> str:
    """Return how many lack each of the gates about themselves, whatever else they lack."""
    sums = ", ".join(
        f"COUNT(CASE WHEN {lack.sql} THEN 1 END) AS n{_number(kinds, lack.code)}" for lack in lacks
    )
    return f"SELECT {sums} FROM {PERSON} v WHERE {REGISTERED}"  # noqa: S608  # as above


def _lacking(lacks: list[Lack], kinds: tuple[Kind, ...]) -> str:
    """Return how many are held back by each gate in all, whatever else holds them back."""
    numbers = [_number(kinds, lack.code) for lack in lacks]
    own = " UNION ALL ".join(f"SELECT {LACKING + number}, NULL, n{number} FROM sums" for number in numbers)  # noqa: S608  # as above
    return f"""{own}
        UNION ALL SELECT {LACKING} + l.number, NULL, COUNT(*)
        FROM listed l JOIN {PERSON} v ON v.id = l.volunteer_id WHERE {REGISTERED} GROUP BY l.number
    """  # noqa: S608  # as above


def _order(opening: Opening) -> str:
    """Nearest first; one and the same id comes first in Python, in SQLite and in PostgreSQL."""
    return "n.id" if opening.plane is None else "n.square_miles, n.id"


def _kinds(lacks: list[Lack]) -> tuple[Kind, ...]:
    """Number what may be the one thing in somebody's way, in the order of the gates."""
    own = {lack.code: bool(lack.unknown) for lack in lacks}
    codes = [gate.__name__ for gate in GATES]
    told = [(code, False) for code in codes if code in own or code in LISTED_RULES]
    untold = [(code, True) for code in codes if own.get(code)]
    return tuple(Kind(number, *each) for number, each in enumerate(told + untold, start=1))


def _number(kinds: tuple[Kind, ...], code: str, *, is_unknown: bool = False) -> int:
    return next(kind.number for kind in kinds if (kind.code, kind.is_unknown) == (code, is_unknown))


def _none(lacks: list[Lack]) -> str:
    """Return the condition that none of these gates is in the way."""
    needs = _needs(lacks)
    return " AND ".join([f"(v.profile & {needs}) = {needs}", *_passes(lacks)])


def _at_most_one(lacks: list[Lack], needs: int) -> str:
    """Return the condition that no two of these gates are in the way; it stops at the second."""
    cases = [f"WHEN (v.profile & {needs}) = {needs} THEN {_at_most_one_condition(lacks)}"]
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


def _at_most_one_condition(lacks: list[Lack]) -> str:
    """Return that no two of the conditions hold of somebody who has all the bits."""
    asked = [lack for lack in lacks if lack.condition]
    if len(asked) < 2:
        return "1 = 1"
    head, *tail = asked
    return f"CASE WHEN {head.condition} THEN {_all_pass(tail)} ELSE {_at_most_one_condition(tail)} END"


def _kind_of(lacks: list[Lack], kinds: tuple[Kind, ...]) -> str:
    """Return the number of the first lack, which is the only one of those who come through."""
    return f"CASE {' '.join(f'WHEN {lack.sql} THEN {_number_of(lack, kinds)}' for lack in lacks)} END"


def _number_of(lack: Lack, kinds: tuple[Kind, ...]) -> str:
    told = str(_number(kinds, lack.code))
    if not lack.unknown:
        return told
    return f"CASE WHEN {lack.unknown} THEN {_number(kinds, lack.code, is_unknown=True)} ELSE {told} END"
