"""How long the review of what holds the city back takes, against finding the best plan once.

    python benchmarks/review.py [--rounds 3] [--on 2026-06-01]

Runs on the database of the settings, which has to hold a demo city (`manage.py seed_demo --city full`: 12,000
volunteers and 800 roles). Nothing is written.

Times are processor time of one core. The review is everything after the pairs are judged: the plan of the
day and each fix. One solve is the plan alone; when each fix was planned anew, it took one each.

Measured on two cores beside other work, on SQLite: 65 fixes in 6.0 s, 12 times one solve of 0.5 s, all proven
optimal. When each fix was planned anew, they took 94 s on the same database, and one of them was proven.
"""

import argparse
import os
import statistics
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DJANGO_DEBUG", "1")

import django

django.setup()

from django.db import connection
from django.utils import timezone

from matching.scoring import WEIGHTS
from planning.bottlenecks.baseline import Baseline
from planning.bottlenecks.fixes import all_fixes
from planning.bottlenecks.review_worker import roles_to_review
from planning.inputs import Problem, build_problem, read_facts

LIMIT_SECONDS = 12.0


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Do something; return how much processor time it took and what came of it."""
    start = process_time()
    result = act()
    return process_time() - start, result


def review(problem: Problem) -> tuple[Baseline, int, int]:
    """Find all fixes; return the plan of the day, how many fixes were weighed, and how many help."""
    weighed: list[None] = []
    baseline = Baseline.of(problem, lambda: weighed.append(None))
    return baseline, sum(1 for _ in all_fixes(baseline)), len(weighed)


def main() -> int:
    """Print the figures; fail where the review takes too long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--on", type=date.fromisoformat, default=timezone.localdate(), help="default: today")
    options = parser.parse_args()
    rounds = options.rounds
    problem = build_problem(read_facts(roles_to_review(), on=options.on), WEIGHTS)
    solves, reviews = [], []
    for _ in range(rounds):
        seconds, _plan = timed(problem.solve)
        solves.append(seconds)
        seconds, (baseline, helpful, weighed) = timed(lambda: review(problem))
        reviews.append(seconds)
    print(
        f"{len(problem.people):,} people, {len(problem.roles):,} roles, "
        f"{len(problem.eligible.people):,} pairs, {len(baseline.core.edges.people):,} of them in the core; "
        f"{weighed} fixes weighed, {helpful} help"
    )
    solve, whole = statistics.median(solves), statistics.median(reviews)
    print(
        f"{connection.vendor}, {os.cpu_count()} cores, median of {rounds} rounds, seconds of processor time"
    )
    print(f"  {'one solve':<28}{solve:>8.2f}")
    print(f"  {'the review':<28}{whole:>8.2f}   (limit {LIMIT_SECONDS:.0f}; {whole / solve:.0f} solves)")
    return 0 if whole < LIMIT_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
