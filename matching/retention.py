"""Lets the words of offers, and what officers decided about people, go in time (`settings.DUE_WORK`).

Whose offers and placements these were goes with the volunteer (`volunteers.retention.forget_left`).
"""

from datetime import datetime
from typing import Any

from core import audit
from core.batches import work_off
from matching.models import Conflict, Offer, Override, Viewing
from matching.models.querysets import NO_REASONS, NO_WORDS
from matching.personal import DECISIONS_LIFE, LOOK_LIFE, WORDS_LIFE


def forget_words(now: datetime) -> int:
    """Forget why a place suited someone and what was written; return for how many offers that was."""
    closed = Offer.objects.answered_before(WORDS_LIFE.before(now)).with_words()
    return work_off(closed, lambda keys: _forget_words(keys, now))


def _forget_words(keys: list[Any], now: datetime) -> None:
    audit.record_many("offer.words_forgotten", model=Offer, keys=keys)
    Offer.objects.filter(pk__in=keys).update(**NO_WORDS, updated_at=now)


def forget_decisions(now: datetime) -> int:
    """Forget whom people who left long ago were kept from, and why gates were overridden for them.

    It comes before their profiles are parted from them. Return for how many decisions that was.
    """
    moment = DECISIONS_LIFE.before(now)
    conflicts = work_off(Conflict.objects.of_people_gone(moment), _delete_conflicts)
    reasons = Override.objects.of_people_gone(moment).exclude(**NO_REASONS)
    return conflicts + work_off(reasons, lambda keys: _forget_reasons(keys, now))


def _delete_conflicts(keys: list[Any]) -> None:
    audit.record_many("conflict.forgotten", model=Conflict, keys=keys)
    Conflict.objects.filter(pk__in=keys).delete()


def _forget_reasons(keys: list[Any], now: datetime) -> None:
    audit.record_many("override.reason_forgotten", model=Override, keys=keys)
    Override.objects.filter(pk__in=keys).update(**NO_REASONS, updated_at=now)


def forget_looks(now: datetime) -> int:
    """Forget who looked at volunteers' details long ago; return for how many looks.

    The looks at someone who is forgotten before that no longer lead to a person, as their offers don't.
    """
    looks = Viewing.objects.seen_before(LOOK_LIFE.before(now))
    return work_off(looks, lambda keys: Viewing.objects.filter(pk__in=keys).delete())
