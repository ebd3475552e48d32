import pytest
from django.db import IntegrityError

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


@pytest.mark.parametrize("age", [0, 16, 17, 100])
def test_no_role_takes_people_under_18_or_asks_for_a_hundred_years(db, age):
    with pytest.raises(IntegrityError, match="role_age_is_within_reason"):
        RoleFactory(minimum_age=age)


def test_a_role_takes_people_from_18_unless_it_says_otherwise(db):
    assert Role.objects.get(pk=RoleFactory().pk).minimum_age == 18
