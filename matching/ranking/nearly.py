"""One statement that finds who does not meet just one gate, and counts how many each gate excludes."""

from matching.eligibility import GATES
from matching.eligibility.sql.exclusion_lists import EXCLUSION_LISTS
from matching.eligibility.sql.people import ALL, PERSON, everybody, row
from matching.eligibility.sql.requirements import UnmetRequirement, square_miles, takes_part, unmet_of
from matching.facts import Opening
from matching.ranking.statement import (
    ELIGIBLE,
    NO_NUMBER,
    AsOf,
    Kind,
    Statement,
    lists_of,
    missing,
    none,
    order_of,
    values_of,
)

EVERYBODY = -1  # the number of the line that counts everybody
UNMET = 1000  # added to a gate's number: all who don't meet it, alone or with others
# What the gates ask of those whose profile lacks the bits of one gate at most.
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


def nearly_for(opening: Opening, as_of: AsOf, *, near: int) -> Statement:
    """Return the statement for those who don't meet just one gate: the nearest of each kind, and how many.

    Also how many there are in all (EVERYBODY), and how many don't meet each gate, alone or with others
    (UNMET and its number).
    """
    values = values_of(opening, as_of) | {"near": near}
    unmet = unmet_of(opening, values)
    kinds = _kinds(unmet)
    numbers = {kind.code: kind.number for kind in kinds if not kind.is_unknown}
    sums = ", ".join(f"COUNT(CASE WHEN {gate.sql} THEN 1 END) AS n{numbers[gate.code]}" for gate in unmet)
    part = takes_part(opening, values)
    own = (numbers[gate.code] for gate in unmet)
    sql = f"""
        WITH {lists_of(opening, values, numbers)},
        rare AS MATERIALIZED (
            SELECT person, COUNT(*) AS number_unmet, MIN(number) AS number FROM listed GROUP BY person
        ),
        near AS MATERIALIZED ({_near(unmet, kinds, square_miles(opening, values), part)}),
        sums AS MATERIALIZED (SELECT COUNT(*) AS everybody, {sums} FROM {everybody()} WHERE {part})
        SELECT {EVERYBODY} AS kind, NULL AS id, everybody FROM sums
        {" ".join(_nearest(kind, opening) for kind in kinds)}
        UNION ALL SELECT kind, NULL, COUNT(*) FROM near WHERE kind > {ELIGIBLE} GROUP BY kind
        UNION ALL SELECT {UNMET} + number, NULL, COUNT(*) FROM listed l
            WHERE EXISTS (SELECT 1 FROM {PERSON} v WHERE {row()} = l.person AND {part}) GROUP BY number
        {" ".join(f"UNION ALL SELECT {UNMET + each}, NULL, n{each} FROM sums" for each in own)}
    """  # noqa: S608  # made of this module's own words; every value from outside is a named parameter
    return Statement(sql, values, kinds)


def _kinds(unmet: list[UnmetRequirement]) -> tuple[Kind, ...]:
    """Number what may be the one thing in someone's way, in the order of the gates."""
    own = {gate.code: bool(gate.unknown) for gate in unmet}
    codes = [gate.code for gate in GATES]
    told = [(code, False) for code in codes if code in own or code in EXCLUSION_LISTS]
    untold = [(code, True) for code in codes if own.get(code)]
    return tuple(Kind(number, *each) for number, each in enumerate(told + untold, start=1))


def _near(unmet: list[UnmetRequirement], kinds: tuple[Kind, ...], distance: str, part: str) -> str:
    """Return those who meet every gate (ELIGIBLE) or all but one (its number).

    Most people are turned away by their profile, inside. The limit keeps it apart: what stands inside is
    worked out once for each person, above all how far they are.
    """
    far = "".join(f", {gate.condition} AS is_far" for gate in unmet if gate.code == "travel")
    outside = [gate._replace(condition="v.is_far") if gate.code == "travel" else gate for gate in unmet]
    return f"""
        SELECT v.id, {distance} AS square_miles,
            CASE WHEN r.number IS NULL THEN {_kind_of(outside, kinds)} ELSE r.number END AS kind
        FROM (
            SELECT {row()} AS person, {", ".join(f"v.{column}" for column in ASKED)} {far}
            FROM {everybody()} WHERE {part} AND {_at_most_one_missing(unmet)} LIMIT {ALL}
        ) v LEFT JOIN rare r ON r.person = v.person
        WHERE {_at_most_one(outside)} AND (r.number IS NULL OR (r.number_unmet = 1 AND {none(outside)}))
    """  # noqa: S608  # as above


def _nearest(kind: Kind, opening: Opening) -> str:
    return f"""UNION ALL SELECT * FROM (
        SELECT n.kind, n.id, {NO_NUMBER} FROM near n WHERE n.kind = {kind.number}
        ORDER BY {order_of(opening)} LIMIT %(near)s
    ) AS nearest_{kind.number}"""  # noqa: S608  # as above


def _at_most_one_missing(unmet: list[UnmetRequirement]) -> str:
    """Return the condition that bits are missing of at most one gate.

    A whole number has at most one bit where it shares none with its neighbour below. This turns most people
    away at the first step; of a gate with several bits more than one may be missing.
    """
    bits = missing(unmet)
    alone = [f"({bits} & ({bits} - 1)) = 0"]
    alone += [f"({bits} & {~gate.bits}) = 0" for gate in unmet if gate.bits & (gate.bits - 1)]
    return f"({' OR '.join(alone)})"


def _at_most_one(unmet: list[UnmetRequirement]) -> str:
    """Return the condition that no two gates are in the way of someone who lacks the bits of at most one."""
    asked = [gate.condition for gate in unmet if gate.condition]
    steps = []
    for number, condition in enumerate(asked, start=1):
        others = [f"{missing(unmet)} = 0", *(f"NOT {other}" for other in asked[number:])]
        steps.append(f"WHEN {condition} THEN {' AND '.join(others)}")
    return f"CASE {' '.join(steps)} ELSE 1 = 1 END" if steps else "1 = 1"


def _kind_of(unmet: list[UnmetRequirement], kinds: tuple[Kind, ...]) -> str:
    """Return the number of the only unmet gate of those who come through, or ELIGIBLE."""
    steps = [f"WHEN {gate.sql} THEN {_number_of(gate, kinds)}" for gate in unmet]
    return f"CASE {' '.join(steps)} ELSE {ELIGIBLE} END"


def _number_of(gate: UnmetRequirement, kinds: tuple[Kind, ...]) -> str:
    told = _number(kinds, gate.code, is_unknown=False)
    if not gate.unknown:
        return f"{told}"
    return f"CASE WHEN {gate.unknown} THEN {_number(kinds, gate.code, is_unknown=True)} ELSE {told} END"


def _number(kinds: tuple[Kind, ...], code: str, *, is_unknown: bool) -> int:
    return next(kind.number for kind in kinds if (kind.code, kind.is_unknown) == (code, is_unknown))
