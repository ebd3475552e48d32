"""How well does this role suit this person? A weighted sum of named parts, each from 0 to 1.

Plain Python without Django. The officer and the volunteer are shown the same parts in the same words.
A part that cannot be known is 0 and says so.

A new part: write its measure and its words, put them into PARTS, and give it a weight in WEIGHTS.
"""

from collections.abc import Callable, Mapping
from math import inf
from typing import NamedTuple

from matching.facts import Candidate, Identity, Opening
from matching.scoring.parts.fit import interests, interests_words, skills, skills_words
from matching.scoring.parts.location import (
    miles_between,
    nearness,
    nearness_words,
    same_ward,
    same_ward_words,
    ward_need,
    ward_need_words,
)
from matching.scoring.parts.waiting import (
    LONGEST_REST,
    LONGEST_WAIT,
    least_asked,
    least_asked_words,
    long_wait,
    long_wait_words,
    newcomer,
    newcomer_words,
    spare,
    spare_words,
)
from matching.scoring.weights import WEIGHTS, WHOLE, Weights
from matching.scoring.words import Part, Words

__all__ = [
    "ADDENDS", "LONGEST_REST", "LONGEST_WAIT", "PARTS", "WEIGHTS", "WHOLE", "Part", "Score", "Weights",
    "check_weights", "miles_between", "order_key", "score", "total",
]  # fmt: skip


class Score(NamedTuple):
    """How well a role suits a person, 0 to 1, and what that is made of."""

    total: float
    parts: tuple[Part, ...]


class PartRule(NamedTuple):
    """How one part is measured, and how it is said."""

    code: str
    measure: Callable[[Candidate, Opening], float]
    words: Callable[[Candidate, Opening], Words]


PARTS: tuple[PartRule, ...] = (
    PartRule("skills", skills, skills_words),
    PartRule("interests", interests, interests_words),
    PartRule("nearness", nearness, nearness_words),
    PartRule("spare", spare, spare_words),
    PartRule("same_ward", same_ward, same_ward_words),
    PartRule("ward_need", ward_need, ward_need_words),
    PartRule("long_wait", long_wait, long_wait_words),
    PartRule("newcomer", newcomer, newcomer_words),
    PartRule("least_asked", least_asked, least_asked_words),
)
# The order in which the parts are added up: doubles are rounded on the way, and each form of the engine must
# come to the same one. Last is the part that a database has to look up in another table.
ADDENDS = tuple(sorted((part.code for part in PARTS), key=lambda code: code == "interests"))


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
    return _weighed({code: measure(candidate, opening) for code, measure, _words in PARTS}, weights)


def score(candidate: Candidate, opening: Opening, weights: Weights = WEIGHTS) -> Score:
    """Return the score with its parts; the total is the very same number as `total` gives."""
    parts = tuple(_part(rule, candidate, opening, weights) for rule in PARTS)
    return Score(_weighed({part.code: part.value for part in parts}, weights), parts)


def _weighed(values: Mapping[str, float], weights: Weights) -> float:
    hundredths = 0.0
    for code in ADDENDS:
        hundredths += weights[code] * values[code]
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
