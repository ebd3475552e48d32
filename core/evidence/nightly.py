"""The check that `run_due` makes once a day, and what the officers' pages say of it."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from core.evidence.anchors import last_day
from core.evidence.check import Check
from core.models import Heartbeat

logger = logging.getLogger(__name__)
BEGUN, CHECKED, SOUND = "audit_check_begun", "audit_checked", "audit_sound"
LONGEST_CHECK = timedelta(hours=2)  # after this long, whoever began is not at it any more
LONGEST_PAUSE = timedelta(days=2)
NAMED = 20  # problems; someone who rewrote everything makes a million of them


def check_daily(now: datetime) -> int:
    """Check the trail once for each day that is anchored; return the number of problems."""
    at = _times()
    is_done = CHECKED in at and last_day(at[CHECKED]) >= last_day(now)
    if is_done or (BEGUN in at and at[BEGUN] > now - LONGEST_CHECK):
        return 0
    Heartbeat.objects.beat(BEGUN, now)
    return check(now, own_logs(), tell=lambda _line: None, warn=logger.error)


def check(
    now: datetime, logs: tuple[Path, ...], *, tell: Callable[[str], object], warn: Callable[[str], object]
) -> int:
    """Check everything, warn of what is wrong, and note how it went; return the number of problems."""
    problems = Check(now, logs, tell).problems()
    named = list(islice(problems, NAMED))
    more = sum(1 for _problem in problems)
    for problem in named:
        warn(problem)
    if more:
        warn(f"There are {more:,} more problems with the audit trail.")
    Heartbeat.objects.beat(CHECKED, now)
    if not named:
        Heartbeat.objects.beat(SOUND, now)
    return len(named) + more


def own_logs() -> tuple[Path, ...]:
    """Return the files of the site's own audit log, with those that were put aside by rotation."""
    if not settings.AUDIT_LOG:
        return ()
    own = Path(settings.AUDIT_LOG)
    return tuple(sorted(own.parent.glob(f"{own.name}*")))


def trouble(now: datetime) -> list[str]:
    """Return what senior officers have to know of the last check, if anything."""
    at = _times()
    if CHECKED not in at:
        return []
    if at.get(SOUND) != at[CHECKED]:
        return [_("The audit trail may have been changed. Run check_audit to see where.")]
    if at[CHECKED] < now - LONGEST_PAUSE:
        return [_("The audit trail has not been checked for two days. Check run_due.")]
    return []


def _times() -> dict[str, datetime]:
    """Return when checks were begun and done, and when one last found nothing wrong."""
    return dict(Heartbeat.objects.filter(name__in=[BEGUN, CHECKED, SOUND]).values_list("name", "at"))
