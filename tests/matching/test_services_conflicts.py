from datetime import UTC, datetime

import pytest

from core.models import AuditEvent
from initiatives.services import set_venue
from matching.models import Conflict
from matching.services import ConflictKnown, lift_conflict, record_conflict
from places.locating import Position
from tests.factories.initiatives import InitiativeFactory, VenueFactory
from tests.factories.volunteers import VolunteerFactory

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def volunteer(dev):
    return dev.volunteer


@pytest.fixture
def others(group):
    return {"other": VolunteerFactory(), "group": group, "venue": VenueFactory()}


def record(volunteer, by, **thing):
    return record_conflict(volunteer=volunteer, reason="They are kin", by=by, now=NOW, **thing)


@pytest.mark.parametrize("kind", ["other", "group", "venue"])
def test_record_conflict_keeps_whom_and_why_but_the_trail_does_not_say_why(volunteer, others, carol, kind):
    conflict = record(volunteer, carol, **{kind: others[kind]})

    assert getattr(conflict, kind) == others[kind]
    assert (conflict.reason, conflict.recorded_by, conflict.recorded_at) == ("They are kin", carol, NOW)
    event = AuditEvent.objects.about(conflict).get()
    assert (event.action, event.reason, event.details) == ("conflict.recorded", "", {})


@pytest.mark.parametrize("kind", ["other", "group", "venue"])
def test_record_conflict_refuses_what_is_known(volunteer, others, carol, kind):
    record(volunteer, carol, **{kind: others[kind]})

    with pytest.raises(ConflictKnown):
        record(volunteer, carol, **{kind: others[kind]})


def test_record_conflict_between_two_is_known_from_either_side(volunteer, others, carol):
    record(volunteer, carol, other=others["other"])

    with pytest.raises(ConflictKnown):
        record(others["other"], carol, other=volunteer)


def test_record_conflict_is_with_one_other_thing(volunteer, others, carol):
    for things in ({}, {"other": volunteer}, others):
        with pytest.raises(ValueError, match="one thing"):
            record(volunteer, carol, **things)


def test_record_conflict_wants_a_reason(volunteer, group, carol):
    with pytest.raises(ValueError, match="reason"):
        record_conflict(volunteer=volunteer, group=group, reason=" ", by=carol, now=NOW)


def test_lift_conflict_once(volunteer, others, carol, sam):
    conflict = record(volunteer, carol, other=others["other"])

    for officer in (sam, carol):
        lifted = lift_conflict(conflict=conflict, by=officer, now=NOW)

    assert (lifted.lifted_by, lifted.lifted_at) == (sam, NOW)
    assert not Conflict.objects.in_force().exists()
    assert AuditEvent.objects.about(conflict).count() == 2
    record(volunteer, carol, other=others["other"])


@pytest.mark.parametrize("is_protected", [False, True])
def test_a_group_that_saves_its_place_again_does_not_lift_a_conflict(
    volunteer, group, carol, asha, is_protected
):
    initiative = InitiativeFactory(group=group)
    conflict = record(volunteer, carol, venue=initiative.venue)

    place = {"name": "Town Hall", "address": "1 High Street", "is_protected": is_protected}
    position = Position("WV1 1RG", 52.587, -2.1296)
    saved = set_venue(initiative=initiative, position=position, by=asha, now=NOW, **place)

    assert Conflict.objects.in_force().get() == conflict
    assert saved.venue == conflict.venue
