"""Everybody judged for one role."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matching.candidate_columns import CandidateColumns, Real, RoleHistories, Whole
from matching.eligibility import Outcome
from matching.eligibility.columns import BULK_GATES, FAIL, PASS, UNKNOWN, Answers, square_miles
from matching.facts import Opening
from matching.scoring import ADDENDS, WEIGHTS, WHOLE, Weights
from matching.scoring.columns import BULK_PARTS

# A score from 0 to 1 as the solver counts it: whole points, fine enough to keep the order that people see.
POINTS = 10_000


def points_of(total: float) -> int:
    """Return a score in whole points."""
    return round(total * POINTS)


@dataclass(frozen=True, slots=True)
class Judged:
    """Everybody's answers to one role.

    `answers` holds for each gate one number a person, or one for all; `eligible` are the numbers of those who
    pass every gate, rising, and `points` their scores.
    """

    answers: Mapping[str, Answers]
    unmet: Whole  # how many gates are in each person's way
    eligible: Whole
    points: Whole

    def only_unmet(self) -> dict[tuple[str, Outcome], int]:
        """Return how many people have just one gate in the way, by gate and by what it says."""
        nearly = self.unmet == 1
        counts = {
            (code, outcome): int((nearly & (answers == number)).sum())
            for code, answers in self.answers.items()
            for number, outcome in ((FAIL, Outcome.FAIL), (UNKNOWN, Outcome.UNKNOWN))
        }
        return {key: count for key, count in counts.items() if count}


def judge_all(
    crowd: CandidateColumns, opening: Opening, here: RoleHistories, weights: Weights = WEIGHTS
) -> Judged:
    """Ask every gate about everybody, and score those who pass them all."""
    answers = {code: gate(crowd, opening, here) for code, gate in BULK_GATES.items()}
    unmet = np.zeros(len(crowd), dtype=np.int64)
    for each in answers.values():
        unmet += each != PASS
    eligible = np.flatnonzero(unmet == 0)
    return Judged(answers, unmet, eligible, points_among(crowd, opening, eligible, weights))


def points_among(
    crowd: CandidateColumns, opening: Opening, chosen: Whole, weights: Weights = WEIGHTS
) -> Whole:
    """Return the scores of some people in whole points."""
    points: Whole = np.rint(totals(crowd, opening, chosen, weights) * POINTS).astype(np.int64)
    return points


def totals(crowd: CandidateColumns, opening: Opening, chosen: Whole, weights: Weights = WEIGHTS) -> Real:
    """Return the scores of some people: the same parts in the same order as `matching.scoring.total`."""
    distance = np.broadcast_to(square_miles(crowd, opening), len(crowd))[chosen]
    hundredths = np.zeros(len(chosen))
    for code in ADDENDS:
        hundredths += weights[code] * BULK_PARTS[code](crowd, opening, chosen, distance)
    return hundredths / WHOLE
