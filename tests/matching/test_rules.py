from datetime import UTC, datetime, timedelta

import pytest

from groups.models import Group
from initiatives.models import Initiative, Role
from matching.models import Offer
from matching.rules import standing

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("offer", "role", "initiative", "left", "stands"),
    [
        ("open", "open", "published", 1, "open"),
        ("open", "open", "published", 0, "expired"),
        ("open", "closed", "published", 0, "expired"),
        ("open", "closed", "published", 1, "role_closed"),
        ("open", "open", "paused", 1, "role_closed"),
        ("accepted", "closed", "paused", 0, "accepted"),
        ("declined", "open", "published", 1, "declined"),
        ("withdrawn", "open", "published", 1, "withdrawn"),
    ],
)
def test_standing_of_an_offer(offer, role, initiative, left, stands):
    role = Role(state=role, initiative=Initiative(state=initiative, group=Group(state="approved")))
    offer = Offer(state=offer, role=role, expires_at=NOON + timedelta(seconds=left))

    assert standing(offer, NOON) == stands
