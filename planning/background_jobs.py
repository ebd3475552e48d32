"""Work that no page waits for: claimed by one attempt, seen to be alive, taken up again if it dies.

An attempt has a number of its own (`BackgroundWork.run`). Whatever it writes, it writes only while that
number is the work's: an attempt that was taken for dead can't spoil what the next one does.
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

LEASE = timedelta(minutes=5)  # no stage takes so long: an attempt not seen for longer is dead
MOST_ATTEMPTS = 3
DIED = gettext_noop("It stopped before it was done, more than once.")
QUEUED, RUNNING, READY, CANCELLED, FAILED = "queued", "running", "ready", "cancelled", "failed"
Clock = Callable[[], datetime]


class Stopped(Exception):
    """This attempt is over: the work was cancelled, or another attempt has it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at one piece of work. `starts` says from how many hundredths on each stage is under way."""

    model: Any
    key: UUID
    number: UUID
    clock: Clock
    starts: Mapping[str, int]

    def mine(self) -> Any:
        """Return the work while it is this attempt's to do."""
        return self.model.objects.filter(pk=self.key, run=self.number, state=RUNNING)

    def begin(self) -> bool:
        """Take the work up; nothing where it was cancelled or somebody else has it."""
        now = self.clock()
        waiting = self.model.objects.filter(pk=self.key, run=self.number, state=QUEUED)
        return bool(
            waiting.update(
                state=RUNNING,
                stage=next(iter(self.starts)),
                progress=0,
                started_at=now,
                seen_alive_at=now,
                attempts=F("attempts") + 1,
                updated_at=now,
            )
        )

    def reach(self, stage: str, share: float = 0.0, **found: Any) -> None:
        """Say how far it has got, and keep what was found. Raises Stopped where it must not go on."""
        now = self.clock()
        first = self.starts[stage]
        last = next((start for start in self.starts.values() if start > first), 100)
        here = {"stage": stage, "progress": int(first + share * (last - first)), "seen_alive_at": now}
        if not self.mine().filter(is_cancel_asked=False).update(**here, **found, updated_at=now):
            raise Stopped

    def counting(self, stage: str, usual: int) -> Callable[[], None]:
        """Return what tells, before each step of a stage of about so many, that the attempt is alive."""
        steps = count(1)

        def tell() -> None:
            self.reach(stage, min(1.0, next(steps) / usual))

        return tell

    def do(self, work: Callable[["Attempt"], None], hopeless: type[Exception]) -> bool:
        """Do the work, if this attempt still may. Say whether it got to its end.

        It does not where it was cancelled or taken over, nor where it raises what says that it is hopeless.
        """
        if not self.begin():
            return False
        try:
            work(self)
        except Stopped:
            self.finish(CANCELLED)
            return False
        except hopeless as error:
            self.finish(FAILED, str(error))
            return False
        return True

    def lock(self) -> Any:
        """Return the work, locked to write down what came out. Raises Stopped where it must not be."""
        mine = self.mine().select_for_update().filter(is_cancel_asked=False).first()
        if mine is None:
            raise Stopped
        return mine

    def finish(self, state: str, error: str = "") -> None:
        """Close the work in a state, if it is still this attempt's."""
        now = self.clock()
        self.mine().update(state=state, stage="", error=error[:300], finished_at=now, updated_at=now)


def renew(work: Any) -> None:
    """Make work wait for its first attempt, with nothing left of an earlier one; the caller saves it."""
    work.state, work.run = QUEUED, uuid4()
    work.stage, work.progress, work.attempts = "", 0, 0
    work.is_cancel_asked, work.error = False, ""
    work.started_at = work.seen_alive_at = work.finished_at = None


def complete(work: Any, now: datetime) -> None:
    """Make work ready; the caller saves it together with what came out."""
    work.state, work.stage, work.progress = READY, "", 100
    work.finished_at = work.seen_alive_at = now


def stop(work: Any, now: datetime) -> bool:
    """Stop work at once where it waits, at its next stage where it runs; the caller saves it.

    Say whether there was anything to stop.
    """
    if work.state == RUNNING:
        work.is_cancel_asked = True
    elif work.state == QUEUED:
        work.state, work.finished_at = CANCELLED, now
    else:
        return False
    return True


def take_up(model: Any, start: Callable[[Any], None], now: datetime) -> int:
    """Queue again the work whose process died, and what was never begun; return how much that was.

    What died too often has failed; what was to be cancelled is. `start` hands a piece to the background.
    """
    dead = model.objects.left_alone_since(now - LEASE)
    return sum(_again(each, start, now) for each in list(dead))


@transaction.atomic
def _again(work: Any, start: Callable[[Any], None], now: datetime) -> bool:
    """Give work a new attempt, or close it. Whoever comes second finds it changed and leaves it."""
    untouched = work._meta.model.objects.filter(pk=work.pk, run=work.run, state=work.state)
    if work.is_cancel_asked:
        untouched.update(state=CANCELLED, stage="", finished_at=now, updated_at=now)
        return False
    if work.attempts >= MOST_ATTEMPTS:
        untouched.update(state=FAILED, stage="", error=DIED, finished_at=now, updated_at=now)
        return False
    work.run = uuid4()
    if not untouched.update(run=work.run, state=QUEUED, updated_at=now):
        return False
    start(work)
    return True
