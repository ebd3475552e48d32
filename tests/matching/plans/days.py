"""The time at which the tests of plans take place, and short looks at a plan."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)


def pairs_of(plan):
    return {(pair.volunteer.name, pair.role.title) for pair in plan.pairs.all()}
