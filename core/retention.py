"""Lets the audit trail go when its time is over (`settings.DUE_WORK`)."""

from datetime import datetime

from core.batches import work_off
from core.models import AuditEvent
from core.personal import CHAIN_LIFE


def forget_old_events(now: datetime) -> int:
    """Delete each record's events together, once the last is old enough; return how many records had any.

    A chain goes whole or not at all, so that what stands of the trail can still be proven.
    """
    ends = AuditEvent.objects.ending_before(CHAIN_LIFE.before(now))
    return work_off(ends, lambda keys: AuditEvent.objects.filter(pk__in=keys).forget_chains())
