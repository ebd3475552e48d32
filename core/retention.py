"""Delete the audit trail, request counts and keys of sent forms when their time is over.

See `settings.DUE_WORK`.
"""

from datetime import datetime
from typing import Any

from core import audit
from core.batches import work_off
from core.models import AuditEvent, FormKey, RequestCount
from core.personal import CHAIN_LIFE, COUNT_LIFE, KEY_LIFE


def forget_old_events(now: datetime) -> int:
    """Delete all events of the records whose last event is old enough; return how many records.

    A chain is deleted as a whole or not at all, so that what remains of the trail can still be verified. A
    sealed note of each event stays, without what it said, so that the deletion can be told from tampering.
    """
    ends = AuditEvent.objects.ending_before(CHAIN_LIFE.before(now))
    return work_off(ends, lambda keys: _forget_chains(keys, now))


def forget_request_counts(now: datetime) -> int:
    """Delete the counts of those who have not used the API for a day; return how many."""
    counts = RequestCount.objects.begun_before(COUNT_LIFE.before(now))
    return work_off(counts, lambda keys: RequestCount.objects.filter(pk__in=keys).delete())


def forget_form_keys(now: datetime) -> int:
    """Delete the keys of forms that were sent a week ago; return how many."""
    keys = FormKey.objects.used_before(KEY_LIFE.before(now))
    return work_off(keys, lambda found: FormKey.objects.filter(pk__in=found).delete())


def _forget_chains(keys: list[Any], now: datetime) -> None:
    """Delete the chains that end with these events."""
    ends = AuditEvent.objects.filter(pk__in=keys)
    audit.forget_events(AuditEvent.objects.in_chains_of(ends), now)
