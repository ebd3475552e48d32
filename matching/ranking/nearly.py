"""One statement that finds who lacks just one thing, and counts what holds everybody back."""

from matching.eligibility import GATES
from matching.eligibility.sql.exclusion_lists import LISTED_RULES
from matching.eligibility.sql.people import ALL, PERSON, REGISTERED, everybody, row
from matching.eligibility.sql.unmet import Lack, square_miles
from matching.facts import Opening
from matching.ranking.statement import (
    ELIGIBLE,
    NO_NUMBER,
    AsOf,
    Kind,
    Sieve,
    count_of_everybody,
    lacks_of,
    lists_of,
    missing,
    none,
    order_of,
    values_of,
)

EVERYBODY = -1  # the number of the line that counts everybody
LACKING = 1000  # added to a gate's number: all who lack it, and perhaps other things too
# What the gates ask of those whose profile lacks one thing at most.
ASKED = (
    "id",
    "profile",
    "latitude",
    "longitude",
    "dbs_valid_until",
    "born_on",
    "is_over_18",
    "availability",
    "dbs_declared",
)


def nearly_for(opening: Opening, as_of: AsOf, *, near: int) -> Sieve:
    """Return the sieve for those who lack just one thing: the nearest of each kind, and how many.

    Also how many there are in all (EVERYBODY), and how many each gate holds back, alone or with others
    (LACKING and its number).
    """
    values = values_of(opening, as_of) | {"near": near}
    lacks = lacks_of(opening, values)
    kinds = _kinds(lacks)
    numbers = {kind.code: kind.number for kind in kinds if not kind.is_unknown}
    sums = ", ".join(f"COUNT(CASE WHEN {lack.sql} THEN 1 END) AS n{numbers[lack.code]}" for lack in lacks)
    own = (numbers[lack.code] for lack in lacks)
    sql = f"""
        WITH {lists_of(opening, values, numbers)},
        rare AS MATERIALIZED (
            SELECT person, COUNT(*) AS number_of_lacks, MIN(number) AS number FROM listed GROUP BY person
        ),
        near AS MATERIALIZED ({_near(lacks, kinds, square_miles(opening, values))}),
        sums AS MATERIALIZED (SELECT {sums} FROM {everybody()} WHERE {REGISTERED})
        SELECT {EVERYBODY} AS kind, NULL AS id, people.* FROM ({count_of_everybody()}) AS people
        {" ".join(_nearest(kind, opening) for kind in kinds)}
        UNION ALL SELECT kind, NULL, COUNT(*) FROM near WHERE kind > {ELIGIBLE} GROUP BY kind
        UNION ALL SELECT {LACKING} + number, NULL, COUNT(*) FROM listed l
            WHERE EXISTS (SELECT 1 FROM {PERSON} v WHERE {row()} = l.person AND {REGISTERED}) GROUP BY number
        {" ".join(f"UNION ALL SELECT {LACKING + each}, NULL, n{each} FROM sums" for each in own)}
    """  # noqa: S608  # made of this module's own words; every value from outside is a named parameter
    return Sieve(sql, values, kinds)


def _kinds(lacks: list[Lack]) -> tuple[Kind, ...]:
    """Number what may be the one thing in somebody's way, in the order of the gates."""
    own = {lack.code: bool(lack.unknown) for lack in lacks}
    codes = [gate.__name__ for gate in GATES]
    told = [(code, False) for code in codes if code in own or code in LISTED_RULES]
    untold = [(code, True) for code in codes if own.get(code)]
    return tuple(Kind(number, *each) for number, each in enumerate(told + untold, start=1))


def _near(lacks: list[Lack], kinds: tuple[Kind, ...], distance: str) -> str:
    """Return those who lack no gate (ELIGIBLE) or just one (its number).

    Most people are turned away by their profile, inside. The limit keeps it apart: what stands inside is
    worked out once for each person, above all how far they are.
    """
    far = "".join(f", {lack.condition} AS is_far" for lack in lacks if lack.code == "travel")
    outside = [lack._replace(condition="v.is_far") if lack.code == "travel" else lack for lack in lacks]
    return f"""
        SELECT v.id, {distance} AS square_miles,
            CASE WHEN r.number IS NULL THEN {_kind_of(outside, kinds)} ELSE r.number END AS kind
        FROM (
            SELECT {row()} AS person, {", ".join(f"v.{column}" for column in ASKED)} {far}
            FROM {everybody()} WHERE {REGISTERED} AND {_at_most_one_missing(lacks)} LIMIT {ALL}
        ) v LEFT JOIN rare r ON r.person = v.person
        WHERE {_at_most_one(outside)} AND (r.number IS NULL OR (r.number_of_lacks = 1 AND {none(outside)}))
    """  # noqa: S608  # as above


def _nearest(kind: Kind, opening: Opening) -> str:
    return f"""UNION ALL SELECT * FROM (
        SELECT n.kind, n.id, {NO_NUMBER} FROM near n WHERE n.kind = {kind.number}
        ORDER BY {order_of(opening)} LIMIT %(near)s
    ) AS nearest_{kind.number}"""  # noqa: S608  # as above


def _at_most_one_missing(lacks: list[Lack]) -> str:
    """Return the condition that at most one gate lacks any of its bits.

    A whole number has at most one bit where it shares none with its neighbour below. This turns most people
    away at the first step; a gate of several bits may lack more than one of them.
    """
    bits = missing(lacks)
    alone = [f"({bits} & ({bits} - 1)) = 0"]
    alone += [f"({bits} & {~lack.bits}) = 0" for lack in lacks if lack.bits & (lack.bits - 1)]
    return f"({' OR '.join(alone)})"


def _at_most_one(lacks: list[Lack]) -> str:
    """Return the condition that no two gates are in the way of somebody who lacks the bits of at most one."""
    asked = [lack.condition for lack in lacks if lack.condition]
    steps = []
    for number, condition in enumerate(asked, start=1):
        others = [f"{missing(lacks)} = 0", *(f"NOT {other}" for other in asked[number:])]
        steps.append(f"WHEN {condition} THEN {' AND '.join(others)}")
    return f"CASE {' '.join(steps)} ELSE 1 = 1 END" if steps else "1 = 1"


def _kind_of(lacks: list[Lack], kinds: tuple[Kind, ...]) -> str:
    """Return the number of the only lack of those who come through, or ELIGIBLE."""
    steps = [f"WHEN {lack.sql} THEN {_number_of(lack, kinds)}" for lack in lacks]
    return f"CASE {' '.join(steps)} ELSE {ELIGIBLE} END"


def _number_of(lack: Lack, kinds: tuple[Kind, ...]) -> str:
    told = _number(kinds, lack.code, is_unknown=False)
    if not lack.unknown:
        return f"{told}"
    return f"CASE WHEN {lack.unknown} THEN {_number(kinds, lack.code, is_unknown=True)} ELSE {told} END"


def _number(kinds: tuple[Kind, ...], code: str, *, is_unknown: bool) -> int:
    return next(kind.number for kind in kinds if (kind.code, kind.is_unknown) == (code, is_unknown))
