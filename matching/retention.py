"""Lets the words of offers go when their time is over (`settings.DUE_WORK`).

Whose offers and placements these were goes with the volunteer (`volunteers.retention.forget_left`).
"""

from datetime import datetime
from typing import Any

from core import audit
from core.batches import work_off
from matching.models import Offer
from matching.personal import WORDS_LIFE
from matching.querysets import NO_WORDS


def forget_words(now: datetime) -> int:
    """Forget why a place suited somebody and what was written; return for how many offers that was."""
    closed = Offer.objects.answered_before(WORDS_LIFE.before(now)).with_words()
    return work_off(closed, lambda keys: _forget_words(keys, now))


def _forget_words(keys: list[Any], now: datetime) -> None:
    audit.record_many("offer.words_forgotten", model=Offer, keys=keys)
    Offer.objects.filter(pk__in=keys).update(**NO_WORDS, updated_at=now)
