"""The weights of a score, in dated versions. A version is never changed: another one follows it."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core import audit
from matching.models import WeightSet
from matching.scoring import WEIGHTS, Weights, check_weights

FIRST_REASON = "The weights to begin with"
NEW_PARTS_REASON = "The parts of the score have changed"


def weights_in_force(now: datetime) -> WeightSet:
    """Return the version that scores are made with now.

    The first version is made when it is first asked for; so is one that fits, where the program has come to
    score other parts than the version knows.
    """
    latest: WeightSet | None = WeightSet.objects.at(now)
    if latest is None:
        return _default(1, FIRST_REASON, now)
    if set(latest.weights) != set(WEIGHTS):
        return _default(latest.version + 1, NEW_PARTS_REASON, now)
    return latest


def _default(version: int, reason: str, now: datetime) -> WeightSet:
    """Store the program's own weights as a version; whoever comes second finds it there."""
    facts = {"weights": dict(WEIGHTS), "valid_from": now, "reason": reason}
    weight_set: WeightSet
    weight_set, is_new = WeightSet.objects.get_or_create(version=version, defaults=facts)
    if is_new:
        audit.record("weights.changed", subject=weight_set, by=None, reason=reason)
    return weight_set


@transaction.atomic
def change_weights(*, weights: Weights, reason: str, by: User, now: datetime) -> WeightSet:
    """Let scores be made with other weights from now on; what was made before keeps its version.

    Returns the present version where nothing would change. Raises ValueError for weights that can't be used
    and for want of a reason. (Who may do this: `matching.rules.may_change_weights`.)
    """
    weights = check_weights(dict(weights))
    if not reason.strip():
        raise ValueError("The weights are changed for a reason.")
    weights_in_force(now)
    latest: WeightSet = WeightSet.objects.lock_latest()
    if latest.weights == weights:
        return latest
    changed = WeightSet.objects.create(
        version=latest.version + 1, weights=weights, valid_from=now, made_by=by, reason=reason
    )
    audit.record("weights.changed", subject=changed, by=by, reason=reason, details={"weights": weights})
    return changed
