from datetime import UTC, datetime

import pytest

from matching.models import WeightSet
from matching.scoring import WEIGHTS
from matching.services import weights_in_force
from planning.models import PlanRule
from tests.factories.matching import ConflictFactory, OverrideFactory, WaitingFactory
from tests.factories.planning import PlanPairFactory

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_records_say_what_they_are():
    pair = PlanPairFactory(volunteer__name="Ada", role__title="Helper")
    rule = PlanRule(kind="pin", volunteer=pair.volunteer, role=pair.role)

    assert str(pair.plan) == "All of June"
    assert str(pair) == "Ada in Helper"
    assert str(rule) == "pin Ada Helper"
    assert str(weights_in_force(NOW)) == "Version 1"
    assert str(ConflictFactory(volunteer=pair.volunteer, other__name="Bo")) == "Ada: Bo"
    assert str(OverrideFactory(volunteer=pair.volunteer, role=pair.role)) == "dbs: Ada in Helper"
    assert str(WaitingFactory(volunteer=pair.volunteer, role=pair.role)) == "Ada waits for Helper"


def test_the_first_weights_that_somebody_else_stored_meanwhile_are_taken(monkeypatch):
    """Two ask for the first version at once: both find none, and the second comes upon the first one's."""
    stored = WeightSet.objects.create(version=1, weights=dict(WEIGHTS), valid_from=NOW, reason="-")
    monkeypatch.setattr(type(WeightSet.objects), "at", lambda objects, moment: None)

    assert weights_in_force(NOW) == stored
