import pytest

from initiatives.models import Role
from tests.factories.initiatives import (
    InitiativeFactory,
    ProtectedAddressFactory,
    RoleFactory,
    WeeklyTimeFactory,
)


def test_records_say_what_they_are(db):
    initiative = InitiativeFactory(title="Boxing", venue__name="Lido")
    address = ProtectedAddressFactory()

    assert str(initiative) == "Boxing"
    assert str(initiative.venue) == "Lido"
    assert str(WeeklyTimeFactory(initiative=initiative)) == "Tuesday 18:00"
    assert str(RoleFactory(title="Coach")) == "Coach"
    assert str(address) == f"Protected address {address.pk}"


@pytest.mark.parametrize(("level", "reaches"), [(0, False), (1, False), (2, True), (4, True)])
def test_a_role_that_may_be_checked_by_law_reaches_people_at_risk(level, reaches):
    assert Role(dbs_level=level).is_safeguarding is reaches
