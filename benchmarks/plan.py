"""How long it takes from the click on "Work it out" to a plan that can be read, for a whole city.

    python benchmarks/plan.py [--rounds 3]

Runs on the database of the settings, which has to hold a demo city (`manage.py seed_demo --city full`: 12,000
volunteers and 800 roles, of which those that are open take part). Nothing is kept: each round is undone.

Times are by the clock. The click is the officer's request with all its middleware and what the background
does after it; then the plan's page. The parts are measured apart: reading people and roles, judging and
scoring every pair, solving, and writing the plan down.
"""

import argparse
import os
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DJANGO_DEBUG", "1")

import django

django.setup()

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from matching.scoring import WEIGHTS
from planning.inputs import Problem, build_problem, read_facts
from planning.models import Plan
from planning.plans import jobs, plan_worker
from planning.plans.scope import Scope
from planning.plans.services.making import create_plan

LIMIT_SECONDS = 10.0


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Do something; return how long it took and what came of it."""
    start = perf_counter()
    result = act()
    return perf_counter() - start, result


def parts() -> dict[str, float]:
    """Time the parts of a run one after another."""
    roles = Scope().roles()
    seconds: dict[str, float] = {}
    seconds["read people and roles"], facts = timed(lambda: read_facts(roles, on=timezone.localdate()))
    seconds["judge and score every pair"], problem = timed(lambda: build_problem(facts, WEIGHTS))
    seconds["fingerprint"], _hash = timed(lambda: problem.fingerprint)
    seconds["solve"], solution = timed(problem.solve)
    describe(problem, solution)
    return seconds


def describe(problem: Problem, solution: Any) -> None:
    """Print how big it all is."""
    gap = solution.certificate.gap / max(1, solution.certificate.bound)
    print(
        f"{len(problem.facts.candidates):,} people, {len(problem.roles):,} open roles, "
        f"{sum(role.maximum for role in problem.roles):,} places, {len(problem.points):,} pairs; "
        f"{len(solution.assignments):,} places filled, at most {gap:.3%} below the best"
    )


def click_to_plan(officer: User) -> dict[str, float]:
    """Time an officer's click and the page that shows the plan; undo it all."""
    client = Client()
    client.force_login(officer)
    plan = create_plan(title="Benchmark", scope=Scope(), by=officer, now=timezone.now())
    starts: list[str] = []
    # The background's part is timed by itself.
    jobs.enqueue_plan = lambda each: starts.append(each.attempt_id)
    click, response = timed(lambda: client.post(reverse("planning:run_plan", args=[plan.pk])))
    check(response.status_code == 302, response)
    work, is_ready = timed(lambda: plan_worker.run(plan.pk, starts[0]))
    check(is_ready, Plan.objects.get(pk=plan.pk).error)
    show, response = timed(lambda: client.get(reverse("planning:plan", args=[plan.pk])))
    check(response.status_code == 200, response)
    return {"the click": click, "the background": work, "the plan's page": show}


def check(is_fine: bool, what: Any) -> None:
    """Stop where something went wrong: its time would tell nothing."""
    if not is_fine:
        sys.exit(f"That did not work: {what}")


def rounds(number: int) -> list[dict[str, float]]:
    """Run some rounds and undo each."""
    officer = User.objects.officers().order_by("email").first()
    found = []
    for _ in range(number):
        with transaction.atomic():
            found.append(parts() | click_to_plan(officer))
            transaction.set_rollback(True)
    return found


def main() -> int:
    """Print the table; fail where the click takes too long."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    settings.ALLOWED_HOSTS = ["testserver"]
    found = rounds(parser.parse_args().rounds)
    print(f"\n{connection.vendor}, {os.cpu_count()} cores, median of {len(found)} rounds, seconds")
    medians = {name: statistics.median(each[name] for each in found) for name in found[0]}
    for name, seconds in medians.items():
        print(f"  {name:<28}{seconds:>8.2f}")
    whole = sum(medians[name] for name in ("the click", "the background", "the plan's page"))
    print(f"  {'from click to plan':<28}{whole:>8.2f}   (limit {LIMIT_SECONDS:.0f})")
    return 0 if whole < LIMIT_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
