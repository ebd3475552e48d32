from datetime import UTC, datetime, timedelta

import pytest

from core.models import AuditEvent
from matching.models import WeightSet
from matching.rules import may_change_weights
from matching.scoring import WEIGHTS
from matching.services import change_weights, weights_in_force

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
OTHERS = {**WEIGHTS, "skills": WEIGHTS["skills"] - 5, "interests": WEIGHTS["interests"] + 5}
pytestmark = pytest.mark.django_db


def change(by, now=LATER, **facts):
    return change_weights(**{"weights": OTHERS, "reason": "Skills counted too much"} | facts, by=by, now=now)


def test_weights_in_force_makes_the_first_version_once():
    first = weights_in_force(NOW)

    assert weights_in_force(LATER) == first
    assert (first.version, first.weights, first.valid_from) == (1, WEIGHTS, NOW)
    assert AuditEvent.objects.about(first).count() == 1


def test_weights_in_force_makes_a_version_that_fits_where_the_parts_have_changed():
    old = WeightSet.objects.create(version=1, weights={"skills": 100}, valid_from=NOW, reason="Long ago")

    fitting = weights_in_force(LATER)

    assert (fitting.version, fitting.weights) == (2, WEIGHTS)
    assert weights_in_force(LATER) == fitting
    old.refresh_from_db()
    assert old.weights == {"skills": 100}


def test_change_weights_adds_a_version_and_leaves_the_old_one(sam):
    first = weights_in_force(NOW)

    second = change(sam)

    assert (second.version, second.weights, second.made_by) == (2, OTHERS, sam)
    assert weights_in_force(NOW) == first
    assert weights_in_force(LATER) == second
    event = AuditEvent.objects.about(second).get()
    assert (event.reason, event.details) == ("Skills counted too much", {"weights": OTHERS})


def test_change_weights_that_change_nothing_make_no_version(sam):
    second = change(sam)

    assert change(sam) == second
    assert WeightSet.objects.count() == 2


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"weights": {**WEIGHTS, "skills": 99}}, "sum to 100"),
        ({"weights": {"skills": 100}}, "one weight for each part"),
        ({"reason": " "}, "for a reason"),
    ],
)
def test_change_weights_refuses_what_can_not_be(sam, facts, words):
    with pytest.raises(ValueError, match=words):
        change(sam, **facts)


def test_only_senior_officers_change_weights(sam, carol, eve):
    assert [may_change_weights(person) for person in (sam, carol, eve)] == [True, False, False]
