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
