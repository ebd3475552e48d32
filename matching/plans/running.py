"""Works a plan out: claimed by one attempt, seen to be alive at each stage, written down all at once.

An attempt has a number of its own (`Plan.run`). Whatever it writes, it writes only while that number is the
plan's: an attempt that was taken for dead can't spoil what the next one does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core import audit
from matching import allocation
from matching.allocation import Impossible
from matching.models import Plan, PlanPair
from matching.plans.measures import measures_of, size_of
from matching.plans.posing import facts_of, problem_of
from matching.problem import Problem
from matching.scoring import score

LEASE = timedelta(minutes=5)  # no stage takes so long: an attempt not seen for longer is dead
MOST_ATTEMPTS = 3
PEOPLE, PAIRS, SOLVING, WRITING = "people", "pairs", "solving", "writing"
# From how many hundredths on each stage is under way.
STARTS = {PEOPLE: 0, PAIRS: 20, SOLVING: 50, WRITING: 95}
ROWS = 500  # written at a time
Clock = Callable[[], datetime]


class Stopped(Exception):
    """This attempt is over: the plan was cancelled, or another attempt has it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at one plan."""

    plan: UUID
    number: UUID
    clock: Clock

    def mine(self) -> Any:
        """Return the plan while it is this attempt's to run."""
        return Plan.objects.filter(pk=self.plan, run=self.number, state=Plan.State.RUNNING)

    def begin(self) -> bool:
        """Take the plan up; nothing where it was cancelled or somebody else has it."""
        now = self.clock()
        waiting = Plan.objects.filter(pk=self.plan, run=self.number, state=Plan.State.QUEUED)
        return bool(
            waiting.update(
                state=Plan.State.RUNNING,
                stage=PEOPLE,
                progress=0,
                started_at=now,
                seen_alive_at=now,
                attempts=F("attempts") + 1,
                updated_at=now,
            )
        )

    def reach(self, stage: str, share: float = 0.0) -> None:
        """Say how far it has got. Raises Stopped where it must not go on."""
        now = self.clock()
        first = STARTS[stage]
        last = next((start for start in STARTS.values() if start > first), 100)
        here = {"stage": stage, "progress": int(first + share * (last - first)), "seen_alive_at": now}
        if not self.mine().filter(is_cancel_asked=False).update(**here, updated_at=now):
            raise Stopped

    def finish(self, state: Plan.State, error: str = "") -> None:
        """Close the plan in a state, if it is still this attempt's."""
        now = self.clock()
        self.mine().update(state=state, stage="", error=error[:300], finished_at=now, updated_at=now)


def run(plan_id: UUID, number: UUID, clock: Clock = timezone.now) -> bool:
    """Work a plan out. Say whether it is ready; not so where it was cancelled, taken over or impossible."""
    attempt = Attempt(plan_id, number, clock)
    if not attempt.begin():
        return False
    try:
        _work(attempt)
    except Stopped:
        attempt.finish(Plan.State.CANCELLED)
        return False
    except Impossible as error:
        attempt.finish(Plan.State.FAILED, str(error))
        return False
    return True


def _work(attempt: Attempt) -> None:
    plan = Plan.objects.select_related("weights").get(pk=attempt.plan)
    facts = facts_of(plan)
    problem = problem_of(plan, facts, lambda share: attempt.reach(PAIRS, share))
    _refuse_hopeless_pins(problem)
    attempt.reach(SOLVING)
    solution = problem.solve()
    attempt.reach(WRITING)
    _write(attempt, problem, solution)


def _refuse_hopeless_pins(problem: Problem) -> None:
    """Raise Impossible where a pinned pair does not pass every gate, and say whose it is."""
    people, roles = problem.person_number, problem.role_number
    for person, role in problem.without_a_chance():
        who = problem.facts.cards[people[person]].name if person in people else "?"
        what = problem.facts.roles[roles[role]].title if role in roles else "?"
        raise Impossible(f"{who} is to be in {what}, but does not pass every gate any more.")


@transaction.atomic
def _write(attempt: Attempt, problem: Problem, solution: allocation.Plan) -> None:
    """Store the pairs and the state together, so that nobody ever sees a plan half written."""
    now = attempt.clock()
    plan = attempt.mine().select_for_update().filter(is_cancel_asked=False).first()
    if plan is None:
        raise Stopped
    plan.pairs.all().delete()
    PlanPair.objects.bulk_create(_pairs(plan, problem, solution), batch_size=ROWS)
    plan.state, plan.stage, plan.progress = Plan.State.READY, "", 100
    plan.finished_at = plan.seen_alive_at = now
    plan.fingerprint, plan.error = problem.fingerprint, ""
    plan.objective, plan.bound = solution.objective, solution.certificate.bound
    plan.problem, plan.measures = size_of(problem), measures_of(problem, solution)
    plan.save()
    details = {"pairs": len(solution.assignments), "objective": solution.objective}
    audit.record("plan.solved", subject=plan, by=None, details=details)


def _pairs(plan: Plan, problem: Problem, solution: allocation.Plan) -> list[PlanPair]:
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
