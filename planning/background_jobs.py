"""Jobs that no page waits for: one attempt claims a job, reports progress, and is replaced if it dies.

Each attempt has an id (`BackgroundJob.attempt_id`) and writes only while that id is still the job's. So an
attempt that was presumed dead cannot overwrite what the next one does.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

LEASE = timedelta(
    minutes=5
)  # longer than any stage takes: without a heartbeat for so long, an attempt is dead
MAX_ATTEMPTS = 3
DIED = gettext_noop("It stopped before it finished, more than once.")
QUEUED, RUNNING, READY, CANCELLED, FAILED = "queued", "running", "ready", "cancelled", "failed"
Clock = Callable[[], datetime]


class Stopped(Exception):
    """This attempt must stop: the job was cancelled, or another attempt has taken over."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at one job. `stages` gives the percentage at which each stage starts."""

    model: Any
    job_id: UUID
    id: UUID
    clock: Clock
    stages: Mapping[str, int]

    def current(self) -> Any:
        """Return the job as a queryset, empty once it is no longer this attempt's."""
        return self.model.objects.filter(pk=self.job_id, attempt_id=self.id, state=RUNNING)

    def claim(self) -> bool:
        """Start the job. Return False if it was cancelled or another attempt has it."""
        now = self.clock()
        waiting = self.model.objects.filter(pk=self.job_id, attempt_id=self.id, state=QUEUED)
        return bool(
            waiting.update(
                state=RUNNING,
                stage=next(iter(self.stages)),
                progress=0,
                started_at=now,
                heartbeat_at=now,
                attempts=F("attempts") + 1,
                updated_at=now,
            )
        )

    def report(self, stage: str, share: float = 0.0, **values: Any) -> None:
        """Record progress, a heartbeat and any other values. Raises Stopped if the attempt must stop."""
        now = self.clock()
        first = self.stages[stage]
        last = next((start for start in self.stages.values() if start > first), 100)
        progress = {"stage": stage, "progress": int(first + share * (last - first)), "heartbeat_at": now}
        if not self.current().filter(is_cancel_requested=False).update(**progress, **values, updated_at=now):
            raise Stopped

    def step_reporter(self, stage: str, expected: int) -> Callable[[], None]:
        """Return a function to call before each step of a stage that takes about `expected` steps."""
        steps = count(1)

        def report_step() -> None:
            self.report(stage, min(1.0, next(steps) / expected))

        return report_step

    def run(self, work: Callable[["Attempt"], None], failure: type[Exception]) -> bool:
        """Claim the job and do its work. Return whether the work was finished.

        It is not if the job was cancelled or taken over, or if `failure` was raised: the job has failed then.
        """
        if not self.claim():
            return False
        try:
            work(self)
        except Stopped:
            self.finish(CANCELLED)
            return False
        except failure as error:
            self.finish(FAILED, str(error))
            return False
        return True

    def lock(self) -> Any:
        """Return the job, locked, to store its result. Raises Stopped if the attempt must stop."""
        job = self.current().select_for_update().filter(is_cancel_requested=False).first()
        if job is None:
            raise Stopped
        return job

    def finish(self, state: str, error: str = "") -> None:
        """Close the job in this state, if it is still this attempt's."""
        now = self.clock()
        self.current().update(state=state, stage="", error=error[:300], finished_at=now, updated_at=now)


def reset(job: Any) -> None:
    """Queue a job for its first attempt, without traces of an earlier run. The caller saves it."""
    job.state, job.attempt_id = QUEUED, uuid4()
    job.stage, job.progress, job.attempts = "", 0, 0
    job.is_cancel_requested, job.error = False, ""
    job.started_at = job.heartbeat_at = job.finished_at = None


def mark_ready(job: Any, now: datetime) -> None:
    """Mark a job as ready. The caller saves it together with its result."""
    job.state, job.stage, job.progress = READY, "", 100
    job.finished_at = job.heartbeat_at = now


def cancel(job: Any, now: datetime) -> bool:
    """Cancel a queued job at once, a running one at its next stage. The caller saves it.

    Return whether there was anything to cancel.
    """
    if job.state == RUNNING:
        job.is_cancel_requested = True
    elif job.state == QUEUED:
        job.state, job.finished_at = CANCELLED, now
    else:
        return False
    return True


def requeue_abandoned(model: Any, enqueue: Callable[[Any], None], now: datetime) -> int:
    """Queue again the jobs whose process died, and those that never started; return how many.

    A job that died too often has failed; one with a cancel request is cancelled.
    """
    abandoned = model.objects.abandoned_since(now - LEASE)
    return sum(_requeue(job, enqueue, now) for job in list(abandoned))


@transaction.atomic
def _requeue(job: Any, enqueue: Callable[[Any], None], now: datetime) -> bool:
    """Give a job a new attempt, or close it. Does nothing if another process already has."""
    untouched = job._meta.model.objects.filter(pk=job.pk, attempt_id=job.attempt_id, state=job.state)
    if job.is_cancel_requested:
        untouched.update(state=CANCELLED, stage="", finished_at=now, updated_at=now)
        return False
    if job.attempts >= MAX_ATTEMPTS:
        untouched.update(state=FAILED, stage="", error=DIED, finished_at=now, updated_at=now)
        return False
    job.attempt_id = uuid4()
    if not untouched.update(attempt_id=job.attempt_id, state=QUEUED, updated_at=now):
        return False
    enqueue(job)
    return True
