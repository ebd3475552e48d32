"""Solves a plan and stores it in one transaction."""

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
from planning.plans.freshness import current_facts_fingerprint, request_fingerprint
from planning.plans.measures import measures_of, size_of
from planning.plans.plan_problem import facts_of, problem_of
from planning.solver import Impossible

PEOPLE, PAIRS, SOLVING, WRITING = "people", "pairs", "solving", "writing"
# The percentage at which each stage starts.
STAGES = {PEOPLE: 0, PAIRS: 20, SOLVING: 50, WRITING: 95}
INELIGIBLE_PIN = gettext_noop("A pinned pair no longer passes every check.")
CLASHING_PINS = gettext_noop(
    "No plan can include every pinned pair. Someone may be pinned to too many roles "
    "or to roles that clash. A role may have too many people pinned, 2 people who "
    "must be kept apart, or too few suitable people."
)
ROWS = 500  # written at a time


def run(plan_id: UUID, attempt_id: UUID, clock: Clock = timezone.now) -> bool:
    """Solve a plan, or preview its problem. Return whether that was done.

    It is not if the job was cancelled or taken over, or if no plan is possible.
    """
    return Attempt(Plan, plan_id, attempt_id, clock, STAGES).run(_work, Impossible)


def _work(attempt: Attempt) -> None:
    plan = Plan.objects.select_related("weights").get(pk=attempt.job_id)
    # Taken first, so that a change while the facts are read shows as a change.
    facts_fingerprint = current_facts_fingerprint(plan)
    facts = facts_of(plan)
    problem = problem_of(plan, facts, lambda share: attempt.report(PAIRS, share))
    # Pages show the size of the problem without building it again, whatever the outcome.
    attempt.report(SOLVING, problem=size_of(problem), previewed_at=attempt.clock())
    if plan.is_preview:
        attempt.finish(Plan.State.DRAFT)
        return
    _refuse_ineligible_pins(problem)
    solution = _solve(problem)
    attempt.report(WRITING)
    _write(attempt, problem, solution, facts_fingerprint)


def _solve(problem: Problem) -> solver.Plan:
    """Return the best plan. Raises Impossible with a message that does not mention indices."""
    try:
        return problem.solve()
    except Impossible as error:
        raise Impossible(CLASHING_PINS) from error


def _refuse_ineligible_pins(problem: Problem) -> None:
    """Raise Impossible if a pinned pair does not pass every gate. The stored message names nobody."""
    if problem.ineligible_pins():
        raise Impossible(INELIGIBLE_PIN)


@transaction.atomic
def _write(attempt: Attempt, problem: Problem, solution: solver.Plan, facts_fingerprint: str) -> None:
    """Store the pairs and the state together, so that nobody ever sees half a plan."""
    plan = attempt.lock()
    plan.pairs.all().delete()
    PlanPair.objects.bulk_create(_pairs(plan, problem, solution), batch_size=ROWS)
    background_jobs.mark_ready(plan, attempt.clock())
    plan.fingerprint, plan.error = problem.fingerprint, ""
    plan.request_fingerprint, plan.facts_fingerprint = request_fingerprint(plan), facts_fingerprint
    plan.objective, plan.bound = solution.objective, solution.certificate.bound
    plan.measures = measures_of(problem, solution)
    plan.save()
    details = {"pairs": len(solution.assignments), "objective": solution.objective}
    audit.record("plan.solved", subject=plan, by=None, details=details)


def _pairs(plan: Plan, problem: Problem, solution: solver.Plan) -> list[PlanPair]:
    facts, pinned = problem.facts, problem.rules.pinned
    pairs = []
    indices: Any = solution.assignments
    for person, role in indices:
        candidate, opening = facts.candidates[person], facts.openings[role]
        points = score(candidate, opening, problem.weights)
        pairs.append(
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
    return pairs
