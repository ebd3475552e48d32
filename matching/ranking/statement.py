"""One statement that finds those who pass every gate, and the best of them."""

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from matching.eligibility.sql.exclusion_lists import (
    AMONG_OWN,
    EXCLUSION_LISTS,
    ExclusionList,
    busy,
    excluded,
    key_of,
)
from matching.eligibility.sql.people import ALL, everybody, in_order, row
from matching.eligibility.sql.requirements import (
    Parameters,
    UnmetRequirement,
    square_miles,
    too_far,
    unmet_of,
    who_takes_part,
)
from matching.facts import Opening
from matching.scoring import Weights, known_sql, most_added, score_sql

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
    """People who don't meet the same one gate, as they answered no or have never told."""

    number: int
    code: str
    is_unknown: bool


class Statement(NamedTuple):
    """A statement about everybody, its values, and what its numbers stand for.

    Its rows are (number, id, None) for people, in order, and (number, None, how many) for counts.
    """

    sql: str
    values: Parameters
    kinds: tuple[Kind, ...] = ()


def eligible_for(opening: Opening, as_of: AsOf, *, weights: Weights, page: Page) -> Statement:
    """Return the statement for those who pass every gate about themselves: a page of them, and how many.

    What bars everybody is not asked: whether the role has a place, and whether its place may be known.
    """
    values = values_of(opening, as_of) | asdict(page) | {"last": page.first + page.count - 1}
    sql = f"""
        WITH own AS MATERIALIZED (
            SELECT v.id, v.square_miles, {known_sql(opening, weights, values)} AS known
            FROM ({_measured(opening, values)}) v WHERE {_is_within_reach(opening, values)}
        ),
        busy AS MATERIALIZED ({busy(opening, values, AMONG_OWN)}),
        suited AS MATERIALIZED (SELECT * FROM own n WHERE n.id NOT IN ({excluded(opening, values)}))
        SELECT * FROM (
            SELECT {ELIGIBLE} AS kind, n.id, {NO_NUMBER}
            FROM suited n WHERE n.known >= {LEAST_OF_THE_PAGE} - {most_added(weights)}
            ORDER BY {score_sql(opening, weights, values)} DESC, {order_of(opening)}
            LIMIT %(count)s OFFSET %(first)s
        ) AS page
        UNION ALL SELECT {ELIGIBLE}, NULL, COUNT(*) FROM suited
    """  # noqa: S608  # made of this module's own words; every value from outside is a named parameter
    return Statement(sql, values)


def _measured(opening: Opening, values: Parameters) -> str:
    """Return those who pass all gates but that of travel, and how far they are, worked out just once."""
    columns = ", ".join(f"v.{column}" for column in CARRIED)
    unmet = [gate for gate in unmet_of(opening, values) if gate.code != "travel"]
    return f"""
        SELECT {columns}, {square_miles(opening, values)} AS square_miles
        FROM {everybody()} WHERE {none([*who_takes_part(opening, values), *unmet])} LIMIT {ALL}
    """  # noqa: S608  # as above


def _is_within_reach(opening: Opening, values: Parameters) -> str:
    return "1 = 1" if opening.plane is None else f"NOT {too_far(opening, values, 'v.square_miles')}"


# What the last of the page has at least: who can't come up to it needs no full score.
LEAST_OF_THE_PAGE = "COALESCE((SELECT known FROM suited ORDER BY known DESC LIMIT 1 OFFSET %(last)s), 0)"
NO_NUMBER = "CAST(NULL AS bigint) AS people"


def values_of(opening: Opening, as_of: AsOf) -> Parameters:
    """Return the values of a statement that every gate may need."""
    return {"role": key_of(opening.id), **as_of._asdict()}


def lists_of(opening: Opening, values: Parameters, numbers: dict[str, int]) -> str:
    """Return the common tables of who is on the list of a gate that other tables answer, by its number."""
    lists = " UNION ALL ".join(
        _numbered(rule(opening, values), numbers[code]) for code, rule in EXCLUSION_LISTS.items()
    )
    return f"busy AS MATERIALIZED ({busy(opening, values)}), listed AS MATERIALIZED ({lists})"


def _numbered(lists: list[ExclusionList], number: int) -> str:
    people = " UNION ".join(each.of(row()) for each in lists)
    return f"SELECT DISTINCT person, {number} AS number FROM ({people}) AS by_{number}"  # noqa: S608  # as above


def order_of(opening: Opening) -> str:
    """Nearest first, last who lives nobody knows where; ids have one order in Python and on each database."""
    return "n.id" if opening.plane is None else "n.square_miles NULLS LAST, n.id"


def missing(unmet: list[UnmetRequirement]) -> str:
    """Return the needed bits that are missing from someone's profile."""
    return f"(~v.profile & {needs_of(unmet)})"


def needs_of(unmet: list[UnmetRequirement]) -> int:
    """Return the bits that pass all of these gates."""
    needs = 0
    for gate in unmet:
        needs |= gate.bits
    return needs


def none(unmet: list[UnmetRequirement]) -> str:
    """Return the condition that none of these gates is in the way.

    The profile comes first, whatever a database thinks of the costs: it turns most people away, many of them
    unread, as the index is in its order.
    """
    passes = [f"NOT {gate.condition}" for gate in unmet if gate.condition] or ["1 = 1"]
    is_in_the_run = f"v.profile >= {needs_of(unmet)}"
    return f"{is_in_the_run} AND {in_order(f'{missing(unmet)} = 0', ' AND '.join(passes))}"
