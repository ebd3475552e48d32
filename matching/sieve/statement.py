"""One statement that sieves everybody."""

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from matching.facts import Opening
from matching.scoring import Weights
from matching.sieve.gates import GATE_RULES, LISTED_GATES, Lack, Parameters, square_miles
from matching.sieve.measures import least_sql, most_added, score_sql
from volunteers import profile

# The table of the volunteers; the columns that the score needs travel with those who pass.
PERSON = "volunteers_volunteer"
CARRIED = ("id", "travel_miles", "availability", "skills", "ward_id")


class Kind(NamedTuple):
    """Those who lack the same one thing: a gate, told no or never told."""

    number: int
    code: str
    is_unknown: bool


ELIGIBLE, EVERYBODY = 0, -1  # numbers of lines that stand for no gate


@dataclass(frozen=True, slots=True)
class Page:
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
    values: Parameters = {"role": role, **asdict(page), "last": page.first + page.count - 1}
    lacks = [lack for rule in GATE_RULES.values() if (lack := rule(opening, values))]
    kinds = _kinds(lacks)
    distance = square_miles(opening, values)
    order = _order(opening)
    sql = f"""
        WITH busy AS ({BUSY}), passing AS ({_passing(lacks, kinds, distance)}), nearly AS (
            {_almost(lacks, kinds, distance)}
            UNION ALL SELECT kind, id, square_miles FROM passing WHERE kind > {ELIGIBLE}
        ), suited AS (
            SELECT n.*, {least_sql(opening, weights, values)} AS least
            FROM passing n WHERE n.kind = {ELIGIBLE}
        )
        SELECT * FROM (
            SELECT {ELIGIBLE} AS kind, n.id, {NO_NUMBER}
            FROM suited n WHERE n.least >= {LEAST_OF_THE_PAGE} - {most_added(weights)}
            ORDER BY {score_sql(opening, weights, values)} DESC, {order} LIMIT %(count)s OFFSET %(first)s
        ) AS page
        UNION ALL SELECT {ELIGIBLE}, NULL, COUNT(*) FROM suited
        UNION ALL SELECT {EVERYBODY}, NULL, COUNT(*) FROM {PERSON} WHERE state IN ('active', 'paused')
        {"" if is_barred else _lists(kinds, order)}
    """  # noqa: S608  # made of this module's own words; every value from outside is a named parameter
    return Sieve(sql, values, () if is_barred else kinds)


# What the last of the page has at least: who can't come up to it needs no full score.
LEAST_OF_THE_PAGE = "COALESCE((SELECT least FROM suited ORDER BY least DESC LIMIT 1 OFFSET %(last)s), 0)"
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
    return f"{nearest} UNION ALL SELECT kind, NULL, COUNT(*) FROM nearly GROUP BY kind"  # noqa: S608  # as above


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
