"""DBS checks come to their end while people hold or are offered a place."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import AuditEvent
from matching.models import Offer
from matching.services import remind_of_check
from matching.tasks import remind_of_checks
from notifications.models import Message
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import OfferFactory, PlacementFactory
from tests.factories.volunteers import VolunteerFactory
from volunteers.catalogues import REMINDER_DAYS
from volunteers.models import Volunteer

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
TODAY = NOW.date()

pytestmark = pytest.mark.django_db


def placed(ends_in, *, level=3, needed=3, factory=PlacementFactory):
    """Return someone with a place in a role, or an offer of one, whose check ends in so many days."""
    ends_on = TODAY + timedelta(days=ends_in)
    person = VolunteerFactory(dbs_level=level, dbs_valid_until=ends_on if level else None)
    role = RoleFactory(dbs_level=needed)
    if factory is PlacementFactory:
        PlacementFactory(offer__role=role, offer__volunteer=person)
    else:
        factory(role=role, volunteer=person)
    return person


def reminders():
    return Message.objects.filter(template="check_ending")


@pytest.mark.parametrize("factory", [PlacementFactory, OfferFactory])
def test_reminders_go_out_once_each(factory):
    person = placed(100, factory=factory)

    sent = [remind_of_checks(NOW + timedelta(days=day)) for day in range(105)]

    assert [day for day, number in enumerate(sent) if number] == [10, 40, 70]
    assert reminders().count() == 3
    assert set(reminders().values_list("to", flat=True)) == {person.email}
    assert [event.details["days"] for event in AuditEvent.objects.about(person)] == list(REMINDER_DAYS)


def test_a_reminder_says_until_when_the_check_counts():
    placed(20)

    remind_of_checks(NOW)

    mail = reminders().get()
    assert mail.subject == "Your DBS check counts until 21 June 2026"
    assert "(Enhanced) until Sunday 21 June 2026" in mail.body


def test_who_is_placed_late_gets_only_the_last_reminder():
    placed(20)

    assert (remind_of_checks(NOW), remind_of_checks(NOW), reminders().count()) == (1, 0, 1)


def test_a_renewed_check_has_reminders_of_its_own():
    person = placed(20)
    remind_of_checks(NOW)
    Volunteer.objects.filter(pk=person.pk).update(
        dbs_valid_until=TODAY + timedelta(days=30), dbs_reminded_days=None
    )

    assert remind_of_checks(NOW) == 1
    assert reminders().count() == 2


def test_nobody_else_is_reminded():
    placed(20, needed=0)
    placed(20, level=1, needed=3)
    placed(20, level=0)
    placed(91)
    placed(-1)
    VolunteerFactory(dbs_level=3, dbs_valid_until=TODAY)
    ended = placed(20, factory=OfferFactory)
    Offer.objects.filter(volunteer=ended).update(state="withdrawn", place_number=None, answered_at=NOW)

    assert remind_of_checks(NOW) == 0
    assert not any(remind_of_check(volunteer=person, now=NOW) for person in Volunteer.objects.all())


def test_a_reminder_is_for_a_check_that_was_seen():
    with pytest.raises(IntegrityError), transaction.atomic():
        VolunteerFactory(dbs_reminded_days=30)
    with pytest.raises(IntegrityError), transaction.atomic():
        VolunteerFactory(dbs_level=1, dbs_valid_until=TODAY, dbs_reminded_days=45)


def test_officers_see_to_places_from_the_day_on_which_the_check_ends():
    tomorrow, today = placed(1), placed(0)
    ended, missing = placed(-1), placed(900, level=1)
    placed(900)
    placed(-1, needed=0)

    seen_to = Offer.objects.to_see_to(TODAY)

    assert [offer.volunteer for offer in seen_to] == [missing, ended, today]
    assert [offer.counts_until for offer in seen_to] == [None, TODAY - timedelta(days=1), TODAY]
    soon = Offer.objects.with_check_ending(by=TODAY + timedelta(days=90))
    assert [offer.volunteer for offer in soon] == [missing, ended, today, tomorrow]
    assert Offer.objects.filter(volunteer=ended).get().placement.ended_on is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 120), min_size=1, max_size=6))
def test_no_order_of_days_sends_a_reminder_twice(days):
    with transaction.atomic():
        placed(100)
        before = reminders().count()
        sent = sum(remind_of_checks(NOW + timedelta(days=day)) for day in days)

        assert sent == reminders().count() - before <= len(REMINDER_DAYS)
        transaction.set_rollback(True)
