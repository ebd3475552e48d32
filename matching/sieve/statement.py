"""One statement that sieves everybody for those who pass every gate, and finds the best of them."""

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from matching.facts import Opening
from matching.scoring import Weights
from matching.sieve.crowd import PERSON, everybody, row
from matching.sieve.gates import GATE_RULES, Lack, Parameters, square_miles
from matching.sieve.listed import AMONG_OWN, LISTED_RULES, busy, held_back, key_of
from matching.sieve.measures import least_sql, most_added, score_sql
from volunteers import profile

# The columns that the score needs travel with those who pass.
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
ELIGIBLE = 0  # the number of lines that stand for no gate


@dataclass(frozen=True, slots=True)
class Page:
    """How many of the eligible to return, from `first` on."""

    first: int
    count: int


class AsOf(NamedTuple):
    """What depends on the day: the day's number, and which offers count among those of the last 30 days."""

    today: int
    asks_since: Any
    most_asks: int


class Kind(NamedTuple):
    """Those who lack the same one thing: a gate, told no or never told."""

    number: int
    code: str
    is_unknown: bool


class Sieve(NamedTuple):
    """A statement about everybody, its values, and what its numbers stand for.

    Its rows are (number, id, None) for people, in order, and (number, None, how many) for counts.
    """

    sql: str
    values: Parameters
    kinds: tuple[Kind, ...] = ()


def eligible_for(opening: Opening, as_of: AsOf, *, weights: Weights, page: Page) -> Sieve:
    """Return the sieve for those who pass every gate about themselves: a page of them, and how many.

    What bars everybody is not asked: whether the role has a place, and whether its place may be known.
    """
    values = values_of(opening, as_of) | asdict(page) | {"last": page.first + page.count - 1}
    lacks = lacks_of(opening, values)
    columns = ", ".join(f"v.{column}" for column in CARRIED)
    sql = f"""
        WITH own AS MATERIALIZED (
            SELECT {row()} AS person, {columns}, {square_miles(opening, values)} AS square_miles
            FROM {everybody()} WHERE {none([IS_REGISTERED, *lacks])}
        ),
        busy AS MATERIALIZED ({busy(opening, values, AMONG_OWN)}),
        suited AS MATERIALIZED (
            SELECT n.*, {least_sql(opening, weights, values)} AS least
            FROM own n WHERE n.person NOT IN ({held_back(opening, values)})
        )
        SELECT * FROM (
            SELECT {ELIGIBLE} AS kind, n.id, {NO_NUMBER}
            FROM suited n WHERE n.least >= {LEAST_OF_THE_PAGE} - {most_added(weights)}
            ORDER BY {score_sql(opening, weights, values)} DESC, {order_of(opening)}
            LIMIT %(count)s OFFSET %(first)s
        ) AS page
        UNION ALL SELECT {ELIGIBLE}, NULL, COUNT(*) FROM suited
    """  # noqa: S608  # made of this module's own words; every value from outside is a named parameter
    return Sieve(sql, values)


# What the last of the page has at least: who can't come up to it needs no full score.
LEAST_OF_THE_PAGE = "COALESCE((SELECT least FROM suited ORDER BY least DESC LIMIT 1 OFFSET %(last)s), 0)"
NO_NUMBER = "CAST(NULL AS bigint) AS people"


def values_of(opening: Opening, as_of: AsOf) -> Parameters:
    """Return the values of a statement that every gate may need."""
    return {"role": key_of(opening.id), **as_of._asdict()}


def lacks_of(opening: Opening, values: Parameters) -> list[Lack]:
    """Return what it takes not to pass each of the gates that the person's own record answers."""
    return [lack for rule in GATE_RULES.values() if (lack := rule(opening, values))]


def lists_of(opening: Opening, values: Parameters, numbers: dict[str, int]) -> str:
    """Return the common tables of who is on the list of a gate that other tables answer, by its number."""
    lists = " UNION ALL ".join(
        f"SELECT DISTINCT person, {numbers[code]} AS number FROM ({rule(opening, values)}) AS by_{code}"  # noqa: S608  # as above
        for code, rule in LISTED_RULES.items()
    )
    return f"busy AS MATERIALIZED ({busy(opening, values)}), listed AS MATERIALIZED ({lists})"


def order_of(opening: Opening) -> str:
    """Nearest first; one and the same id comes first in Python, in SQLite and in PostgreSQL."""
    return "n.id" if opening.plane is None else "n.square_miles, n.id"


def missing(lacks: list[Lack]) -> str:
    """Return the bits that somebody's profile lacks."""
    needs = 0
    for lack in lacks:
        needs |= lack.bits
    return f"(~v.profile & {needs})"


def none(lacks: list[Lack]) -> str:
    """Return the condition that none of these gates is in the way.

    The profile comes first, whatever a database thinks of the costs: it turns most people away. It is said
    twice, so that PostgreSQL knows that it does.
    """
    passes = [f"NOT {lack.condition}" for lack in lacks if lack.condition] or ["1 = 1"]
    has_all = f"{missing(lacks)} = 0"
    return f"{has_all} AND CASE WHEN {has_all} THEN {' AND '.join(passes)} ELSE 1 = 0 END"


# Whoever is not registered lacks something as well, as far as the eligible are concerned.
IS_REGISTERED = Lack("", bits=1 << profile.REGISTERED)


def count_of_everybody() -> str:
    """Return how many are registered."""
    return f"SELECT COUNT(*) FROM {PERSON} WHERE state IN ('active', 'paused')"  # noqa: S608  # as above
