"""Everybody judged and scored for a role at once: the gates and parts of the engines as sums over columns.

A plan for the whole city asks every gate about every pair, millions of them. Here each gate and each part has
a second form over numpy columns, which gives the very same answers and the very same numbers as
`matching.eligibility.judge` and `matching.scoring.total`; tests hold the two together pair by pair.

Plain Python over numpy, no database.
"""

from matching.bulk.crowd import Crowd, Here
from matching.bulk.gates import BULK_GATES
from matching.bulk.judging import POINTS, Judged, judge_all, points_of
from matching.bulk.parts import BULK_PARTS

__all__ = [
    "BULK_GATES",
    "BULK_PARTS",
    "POINTS",
    "Crowd",
    "Here",
    "Judged",
    "judge_all",
    "points_of",
]
