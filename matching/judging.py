"""Everybody judged for one role, by columns: the gates decide, and the score says how well it suits."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matching.eligibility import Answers, Outcome, answers_of
from matching.eligibility.columns import FAIL, PASS, UNKNOWN
from matching.facts import Opening
from matching.facts.columns import CandidateColumns, RoleHistories, Whole
from matching.scoring import WEIGHTS, Weights, points_among


@dataclass(frozen=True, slots=True)
class Judged:
    """Everybody's answers to one role.

    `answers` holds for each gate one number a person, or one for all; `eligible` are the numbers of those who
    pass every gate, rising, and `points` their scores.
    """

    answers: Mapping[str, Answers]
    unmet: Whole  # how many gates each person does not meet
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
    candidates: CandidateColumns, opening: Opening, histories: RoleHistories, weights: Weights = WEIGHTS
) -> Judged:
    """Ask every gate about everybody, and score those who pass them all."""
    answers = answers_of(candidates, opening, histories)
    unmet = np.zeros(len(candidates), dtype=np.int64)
    for each in answers.values():
        unmet += each != PASS
    eligible = np.flatnonzero(unmet == 0)
    return Judged(answers, unmet, eligible, points_among(candidates, opening, eligible, weights))
