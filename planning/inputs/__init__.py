"""From roles, a day and weights to what the allocation is asked: people, places and every eligible pair.

`read` asks the database, in a fixed number of queries for any number of people and roles; `pose` judges and
scores every pair. Ids in the problem are the numbers of people and roles in `Facts`, whole numbers being the
quickest to solve with.
"""

from planning.inputs.build import FAIRNESS, PRIVATE, here_of, no_tick, pose, room_of
from planning.inputs.facts import Facts, officers_openings, read
from planning.inputs.problem import NO_RULES, Eligible, Problem, Rules, with_rules

__all__ = [
    "FAIRNESS", "NO_RULES", "PRIVATE", "Eligible", "Facts", "Problem", "Rules", "here_of", "no_tick",
    "officers_openings", "pose", "read", "room_of", "with_rules",
]  # fmt: skip
