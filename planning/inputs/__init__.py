"""Turns roles, a day and weights into the problem that the solver takes: people, roles and eligible pairs.

`read_facts` reads the database in a fixed number of queries; `build_problem` judges and scores every pair.
Ids in the problem are indices into `Facts`, because the solver is quickest with small integers.
"""

from planning.inputs.build import (
    FAIRNESS,
    PRIVATE,
    build_problem,
    history_columns,
    no_progress,
    remaining_limit,
)
from planning.inputs.facts import Facts, officers_openings, read_facts
from planning.inputs.fingerprint import facts_fingerprint
from planning.inputs.problem import NO_RULES, Eligible, Problem, Rules, with_rules

__all__ = [
    "FAIRNESS", "NO_RULES", "PRIVATE", "Eligible", "Facts", "Problem", "Rules", "build_problem",
    "facts_fingerprint", "history_columns", "no_progress", "officers_openings", "read_facts",
    "remaining_limit", "with_rules",
]  # fmt: skip
