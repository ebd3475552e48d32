"""How much each part of a score counts."""

from collections.abc import Mapping

# Whole hundredths, so that a set of weights sums to exactly one and no score exceeds 1.
Weights = Mapping[str, int]
WHOLE = 100
WEIGHTS: Weights = {
    "skills": 30,
    "interests": 15,
    "nearness": 15,
    "spare": 10,
    "same_ward": 5,
    "ward_need": 10,
    "long_wait": 5,
    "newcomer": 5,
    "least_asked": 5,
}
