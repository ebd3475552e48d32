"""Works a plan out and writes it down all at once."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from core import audit
from matching.scoring import score
from planning import background_jobs, solver
from planning.background_jobs import Attempt, Clock
from planning.inputs import Problem
from planning.models import Plan, PlanPair
from planning.plans.measures import measures_of, size_of
from planning.plans.plan_problem import facts_of, problem_of
from planning.solver import Impossible

PEOPLE, PAIRS, SOLVING, WRITING = "people", "pairs", "solving", "writing"
# From how many hundredths on each stage is under way.
STARTS = {PEOPLE: 0, PAIRS: 20, SOLVING: 50, WRITING: 95}
HOPELESS_PIN = gettext_noop("A pinned pair does not pass every gate any more.")
CLASHING_PINS = gettext_noop(
    "No plan keeps every pin: somebody is pinned to more roles than they take on or to two at one time, "
    "a role to more people than it takes or to two that are kept apart, or too few suit it."
)
ROWS = 500  # written at a time


def run(plan_id: UUID, number: UUID, clock: Clock = timezone.now) -> bool:
    """Work a plan out, or only look at its problem. Say whether that was done.

    It is not where it was cancelled or taken over, or where no plan is possible.
    """
    return Attempt(Plan, plan_id, number, clock, STARTS).do(_work, Impossible)


def _work(attempt: Attempt) -> None:
    plan = Plan.objects.select_related("weights").get(pk=attempt.key)
    facts = facts_of(plan)
    problem = problem_of(plan, facts, lambda share: attempt.reach(PAIRS, share))
    # Whatever comes of it, pages show how big the problem is without posing it again.
    attempt.reach(SOLVING, problem=size_of(problem), previewed_at=attempt.clock())
    if plan.is_preview:
        attempt.finish(Plan.State.DRAFT)
        return
    _refuse_hopeless_pins(problem)
    solution = _solve(problem)
    attempt.reach(WRITING)
    _write(attempt, problem, solution)


def _solve(problem: Problem) -> solver.Plan:
    """Return the best plan. Raises Impossible in words that know no numbers of people and roles."""
    try:
        return problem.solve()
    except Impossible as error:
        raise Impossible(CLASHING_PINS) from error


def _refuse_hopeless_pins(problem: Problem) -> None:
    """Raise Impossible where a pinned pair does not pass every gate. The text names nobody: it is kept."""
    if problem.without_a_chance():
        raise Impossible(HOPELESS_PIN)


@transaction.atomic
def _write(attempt: Attempt, problem: Problem, solution: solver.Plan) -> None:
    """Store the pairs and the state together, so that nobody ever sees a plan half written."""
    plan = attempt.lock()
    plan.pairs.all().delete()
    PlanPair.objects.bulk_create(_pairs(plan, problem, solution), batch_size=ROWS)
    background_jobs.complete(plan, attempt.clock())
    plan.fingerprint, plan.error = problem.fingerprint, ""
    plan.objective, plan.bound = solution.objective, solution.certificate.bound
    plan.measures = measures_of(problem, solution)
    plan.save()
    details = {"pairs": len(solution.assignments), "objective": solution.objective}
    audit.record("plan.solved", subject=plan, by=None, details=details)


def _pairs(plan: Plan, problem: Problem, solution: solver.Plan) -> list[PlanPair]:
    facts, pinned = problem.facts, problem.rules.pinned
    made = []
    numbers: Any = solution.assignments
    for person, role in numbers:
        candidate, opening = facts.candidates[person], facts.openings[role]
        points = score(candidate, opening, problem.weights)
        made.append(
            PlanPair(
                plan=plan,
                role=facts.roles[role],
                volunteer_id=candidate.id,
                points=problem.points[person, role],
                score=points.total,
                score_parts={part.code: part.value for part in points.parts},
                is_pinned=(candidate.id, facts.roles[role].pk) in pinned,
            )
        )
    return made
