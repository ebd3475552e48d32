"""How well does this role suit this person? A weighted sum of named parts, each from 0 to 1.

Plain Python without Django. The officer and the volunteer are shown the same parts in the same words.
A part that cannot be known is 0 and says so.

`PARTS` holds one record for each part (`matching.scoring.part_rule`), from which weights, pages and tests are
driven. How to add one: CONTRIBUTING.md.
"""

from collections.abc import Mapping
from math import inf
from typing import NamedTuple

import numpy as np

from matching.facts import Candidate, Identity, Opening
from matching.facts.columns import CandidateColumns, Real, Whole, square_miles
from matching.scoring import columns, sql
from matching.scoring.part_rule import PartRule
from matching.scoring.parts import fit, location, waiting
from matching.scoring.parts.location import miles_between
from matching.scoring.weights import WHOLE, Weights
from matching.scoring.words import Part
from volunteers.catalogues import gettext_noop

__all__ = [
    "ADDENDS", "PARTS", "PART_BY_CODE", "POINTS", "WEIGHTS", "WHOLE", "Part", "PartRule", "Score", "Weights",
    "check_weights", "known_sql", "miles_between", "most_added", "order_key", "points_among", "points_of",
    "score", "score_sql", "total", "totals",
]  # fmt: skip


class Score(NamedTuple):
    """How well a role suits a person, 0 to 1, and what that is made of."""

    total: float
    parts: tuple[Part, ...]


# In the order in which pages list them.
PARTS: tuple[PartRule, ...] = (
    PartRule(
        "skills",
        gettext_noop("Skills"),
        30,
        fit.skills,
        fit.skills_words,
        columns.skills,
        sql.skills,
    ),
    PartRule(
        "interests",
        gettext_noop("Interests"),
        15,
        fit.interests,
        fit.interests_words,
        columns.interests,
        sql.interests,
        is_looked_up=True,
    ),
    PartRule(
        "nearness",
        gettext_noop("Distance"),
        15,
        location.nearness,
        location.nearness_words,
        columns.nearness,
        sql.nearness,
        tells_place=True,
    ),
    PartRule(
        "spare",
        gettext_noop("Free time"),
        10,
        waiting.spare,
        waiting.spare_words,
        columns.spare,
        sql.spare,
    ),
    PartRule(
        "same_ward",
        gettext_noop("Same ward"),
        5,
        location.same_ward,
        location.same_ward_words,
        columns.same_ward,
        sql.same_ward,
        tells_place=True,
    ),
    PartRule(
        "ward_need",
        gettext_noop("Ward need"),
        10,
        location.ward_need,
        location.ward_need_words,
        columns.ward_need,
        sql.ward_need,
        tells_place=True,
    ),
    PartRule(
        "long_wait",
        gettext_noop("Time since last role"),
        5,
        waiting.long_wait,
        waiting.long_wait_words,
        columns.long_wait,
        sql.long_wait,
    ),
    PartRule(
        "newcomer",
        gettext_noop("New to volunteering"),
        5,
        waiting.newcomer,
        waiting.newcomer_words,
        columns.newcomer,
        sql.newcomer,
    ),
    PartRule(
        "least_asked",
        gettext_noop("Time since last asked"),
        5,
        waiting.least_asked,
        waiting.least_asked_words,
        columns.least_asked,
        sql.least_asked,
    ),
)
PART_BY_CODE: Mapping[str, PartRule] = {part.code: part for part in PARTS}
WEIGHTS: Weights = {part.code: part.weight for part in PARTS}
# The order in which the parts are added up: doubles are rounded on the way, and each form of the engine must
# come to the same one. Last is the part that a database has to look up in another table.
ADDENDS: tuple[PartRule, ...] = tuple(sorted(PARTS, key=lambda part: part.is_looked_up))
# A score from 0 to 1 as plans count it: whole points, fine enough to keep the order that people see.
POINTS = 10_000


def check_weights(weights: Weights) -> Weights:
    """Return a set of weights that may be used.

    Raises ValueError unless every part has a weight of 0 or more and they sum to one hundred.
    """
    if set(weights) != {part.code for part in PARTS}:
        raise ValueError("There must be one weight for each part of the score.")
    if min(weights.values()) < 0 or sum(weights.values()) != WHOLE:
        raise ValueError(f"Weights are 0 or more and sum to {WHOLE}: {dict(weights)}")
    return weights


check_weights(WEIGHTS)


def total(candidate: Candidate, opening: Opening, weights: Weights = WEIGHTS) -> float:
    """Return the score alone, without parts or words: fast enough to order thousands."""
    return _weighed({part.code: part.measure(candidate, opening) for part in PARTS}, weights)


def score(candidate: Candidate, opening: Opening, weights: Weights = WEIGHTS) -> Score:
    """Return the score with its parts; the total is the very same number as `total` gives."""
    parts = tuple(_part(rule, candidate, opening, weights) for rule in PARTS)
    return Score(_weighed({part.code: part.value for part in parts}, weights), parts)


def _weighed(values: Mapping[str, float], weights: Weights) -> float:
    hundredths = 0.0
    for part in ADDENDS:
        hundredths += weights[part.code] * values[part.code]
    return hundredths / WHOLE


def _part(rule: PartRule, candidate: Candidate, opening: Opening, weights: Weights) -> Part:
    message, values = rule.words(candidate, opening)
    return Part(rule.code, rule.measure(candidate, opening), weights[rule.code] / WHOLE, message, values)


OrderKey = tuple[float, float, int]


def order_key(
    candidate: Candidate, opening: Opening, identity: Identity, weights: Weights = WEIGHTS
) -> OrderKey:
    """Return what to sort by: best score first, then nearest, then id; no two share a key.

    `identity` is the id of whichever side is being ranked. Unknown distances come last.
    """
    miles = miles_between(candidate, opening)
    return -total(candidate, opening, weights), inf if miles is None else miles, int(identity)


def points_of(total: float) -> int:
    """Return a score in whole points."""
    return round(total * POINTS)


def totals(candidates: CandidateColumns, opening: Opening, chosen: Whole, weights: Weights = WEIGHTS) -> Real:
    """Return the scores of some of many people: the same parts in the same order as `total`."""
    distance = np.broadcast_to(square_miles(candidates, opening), len(candidates))[chosen]
    hundredths = np.zeros(len(chosen))
    for part in ADDENDS:
        hundredths += weights[part.code] * part.column(candidates, opening, chosen, distance)
    return hundredths / WHOLE


def points_among(
    candidates: CandidateColumns, opening: Opening, chosen: Whole, weights: Weights = WEIGHTS
) -> Whole:
    """Return the scores of some of many people in whole points."""
    points: Whole = np.rint(totals(candidates, opening, chosen, weights) * POINTS).astype(np.int64)
    return points


SLACK = 1e-9  # for doubles that are rounded on the way


def known_sql(opening: Opening, weights: Weights, values: sql.Parameters) -> str:
    """Return what the person's own record adds to the score, in hundredths.

    The parts are those of `ADDENDS` but the last, in the same order, so that it is the same double.
    """
    *known, _last = ADDENDS
    return " + ".join(f"{weights[part.code]} * ({part.sql(opening, values)})" for part in known)


def score_sql(opening: Opening, weights: Weights, values: sql.Parameters) -> str:
    """Return the score of people for whom `known` has been worked out."""
    last = ADDENDS[-1]
    return f"(n.known + {weights[last.code]} * ({last.sql(opening, values)})) / {WHOLE}"


def most_added(weights: Weights) -> float:
    """Return the most hundredths that the part which is looked up can add to what is known."""
    return weights[ADDENDS[-1].code] + SLACK
