"""What officers did in a demo city that has nothing to do it with."""

from datetime import UTC, datetime

import pytest

from demo.accounts import Cast
from demo.recent_activity import RecentActivity
from matching.models import Offer
from planning.models import Review

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def activity(carol, sam):
    nobody = dict.fromkeys(("asha", "ben", "dev", "eve"))
    return RecentActivity(Cast(carol=carol, sam=sam, **nobody), NOON, dev=None, group=None)


def test_where_no_role_is_open_nothing_is_done(activity):
    activity.fill_up(3)

    assert list(activity.nearly("dbs")) == []
    assert not Offer.objects.exists()


def test_the_review_of_a_large_city_waits_for_the_background(activity):
    activity.review(at_once=False)

    assert Review.objects.get().state == "queued"
