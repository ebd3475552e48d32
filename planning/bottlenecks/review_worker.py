"""Works a review out: the best plan of the day, then every fix, each weighed by solving again."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import audit
from initiatives.models import Role
from planning import background_jobs
from planning.background_jobs import Attempt, Clock
from planning.bottlenecks import fixes
from planning.bottlenecks.baseline import Baseline
from planning.inputs import PRIVATE, Facts, Problem, build_problem, read_facts
from planning.models import Fix, Review
from planning.solver import Impossible

PAIRS, SOLVING, FIXES = "pairs", "solving", "fixes"
# From how many hundredths on each stage is under way.
STAGES = {PAIRS: 0, SOLVING: 25, FIXES: 35}
EXPECTED_SOLVES = 60  # about as many fixes are weighed in a city: what progress is measured by


def roles_to_review() -> QuerySet[Role]:
    """Return the open roles, and those that an officer's decision would open."""
    roles = Role.objects.open() | Role.objects.one_step_short()
    found: QuerySet[Role] = roles.select_related("initiative__group", "initiative__ward")
    return found


def run(review_id: UUID, number: UUID, clock: Clock = timezone.now) -> bool:
    """Work a review out. Say whether it is ready."""
    return Attempt(Review, review_id, number, clock, STAGES).run(_work, Impossible)


def _work(attempt: Attempt) -> None:
    review = Review.objects.select_related("weights").get(pk=attempt.job_id)
    facts = read_facts(roles_to_review(), on=review.as_of)
    problem = build_problem(
        facts, review.weights.weights, progress=lambda share: attempt.report(PAIRS, share)
    )
    attempt.report(SOLVING)
    baseline = Baseline.of(problem, attempt.step_reporter(FIXES, EXPECTED_SOLVES))
    _write(attempt, baseline, list(fixes.all_fixes(baseline)))


@transaction.atomic
def _write(attempt: Attempt, baseline: Baseline, found: Iterable[fixes.Fix]) -> None:
    """Store the fixes and the state together."""
    review = attempt.lock()
    review.fixes.all().delete()
    priorities = priorities_of(baseline.problem.facts)
    Fix.objects.bulk_create(_row(review, baseline.problem, fix, priorities) for fix in found)
    background_jobs.mark_ready(review, attempt.clock())
    review.places = sum(role.maximum for role in baseline.problem.roles)
    review.filled = len(baseline.plan.assignments)
    review.save()
    audit.record("review.ready", subject=review, by=None)


def _row(review: Review, problem: Problem, fix: fixes.Fix, priorities: dict[Any, list[str]]) -> Fix:
    wards: Counter[str] = Counter()
    served: Counter[str] = Counter()
    for number, count in fix.roles.items():
        role = problem.facts.roles[number]
        wards[role.initiative.ward_id or PRIVATE] += count
        for priority in priorities.get(role.initiative_id, ()):
            served[priority] += count
    return Fix(
        review=review,
        kind=fix.kind,
        unlocks=fix.unlocks,
        volunteer_id=fix.volunteer,
        role_id=fix.role,
        initiative_id=fix.initiative,
        ward_id=fix.ward or None,
        value=fix.value,
        people=fix.people,
        by_ward=dict(wards),
        by_priority=dict(served),
    )


def priorities_of(facts: Facts) -> dict[Any, list[str]]:
    """Return the priorities that each initiative serves, as JSON keeps their keys."""
    return {
        role.initiative_id: sorted(map(str, opening.priorities))
        for role, opening in zip(facts.roles, facts.openings, strict=True)
    }
