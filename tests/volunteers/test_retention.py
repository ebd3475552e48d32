from datetime import UTC, date, datetime, timedelta

import pytest

from core import audit
from core.models import AuditEvent
from tests.factories.matching import OfferFactory, PlacementFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.volunteers import ScreeningCheckFactory, VolunteerFactory
from volunteers.models import Volunteer
from volunteers.retention import forget_certificates, forget_left, forget_unfinished

NOON = datetime(2028, 6, 1, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=5 * 366)
pytestmark = pytest.mark.django_db


def untouched(**facts):
    volunteer = VolunteerFactory(**facts)
    Volunteer.objects.filter(pk=volunteer.pk).update(updated_at=LONG_AGO)
    return volunteer


def actions(volunteer):
    return [event.action for event in AuditEvent.objects.about(volunteer)]


def test_forget_unfinished_deletes_a_profile_that_was_never_finished():
    volunteer = untouched(state="draft", registered_at=None)
    volunteer.interests.add(PriorityFactory())
    ScreeningCheckFactory(volunteer=volunteer)

    assert forget_unfinished(now=NOON) == 1
    assert not Volunteer.objects.exists()
    assert actions(volunteer) == ["volunteer.forgotten"]


def test_forget_unfinished_lets_go_again_who_came_back_and_did_not_go_on():
    volunteer = untouched(state="draft", phone="01632 960 003", answered=["name"], dbs_declared=2)
    volunteer.interests.add(PriorityFactory())
    offer = OfferFactory(volunteer=volunteer, state="declined", place_number=None, answered_at=NOON)

    assert forget_unfinished(now=NOON) == 1

    volunteer.refresh_from_db()
    assert (volunteer.state, volunteer.user_id is None, volunteer.updated_at) == ("left", False, NOON)
    told = (volunteer.name, volunteer.phone, volunteer.postcode, volunteer.latitude, volunteer.availability)
    assert told == ("", "", "", None, None)
    assert (volunteer.is_over_18, volunteer.answered, volunteer.dbs_declared) == (False, [], 0)
    assert not volunteer.interests.exists()
    assert volunteer.offers.get() == offer
    assert actions(volunteer) == ["volunteer.left"]
    assert forget_unfinished(now=NOON) == 0


@pytest.mark.parametrize("state", ["active", "paused"])
def test_forgetting_leaves_those_who_volunteer(state):
    volunteer = untouched(state=state)

    assert forget_unfinished(now=NOON) + forget_left(now=NOON) == 0
    assert Volunteer.objects.get().name == volunteer.name


def test_forget_left_parts_the_person_from_what_they_did():
    volunteer = untouched(state="left", name="")
    user, reference = volunteer.user, volunteer.reference
    placement = PlacementFactory(offer__volunteer=volunteer, ended_on=date(2026, 12, 2), end_reason="left")
    ScreeningCheckFactory(volunteer=volunteer)

    assert forget_left(now=NOON) == 1

    volunteer.refresh_from_db()
    assert (volunteer.user, volunteer.email, volunteer.registered_at) == (None, "", None)
    assert volunteer.reference != reference
    assert not volunteer.screening_checks.exists()
    assert volunteer.placements.get() == placement
    assert actions(volunteer) == ["volunteer.forgotten"]
    assert audit.is_intact(volunteer)
    user.delete()  # nothing holds the account back any more


def test_forget_left_parts_many_at_once():
    people = [untouched(state="left") for _ in range(3)]

    assert forget_left(now=NOON) == 3
    assert Volunteer.objects.filter(user=None).count() == len(people)
    assert Volunteer.objects.values("reference").distinct().count() == len(people)


def test_forget_certificates_keeps_level_decision_who_and_when():
    check = ScreeningCheckFactory(checked_at=LONG_AGO, note="Seen in the office")
    other = ScreeningCheckFactory(volunteer=check.volunteer, checked_at=LONG_AGO, is_accepted=False)

    assert forget_certificates(now=NOON) == 2

    level, officer = check.level, check.checked_by
    check.refresh_from_db()
    other.refresh_from_db()
    assert (check.issued_on, check.note) == (None, "")
    assert (other.issued_on, other.is_accepted) == (None, False)
    assert (check.level, check.is_accepted, check.checked_by, check.checked_at) == (
        level,
        True,
        officer,
        LONG_AGO,
    )
    assert check.valid_until == date(2029, 1, 5)
    assert actions(check.volunteer) == ["volunteer.certificate_forgotten"]


def test_forget_certificates_forgets_a_note_that_stands_alone():
    check = ScreeningCheckFactory(checked_at=LONG_AGO, issued_on=None, note="Written later")

    assert forget_certificates(now=NOON) == 1
    check.refresh_from_db()
    assert check.note == ""
