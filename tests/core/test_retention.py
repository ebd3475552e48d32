from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from core import audit, batches
from core.models import AuditEvent, RequestCount
from core.retention import forget_old_events, forget_request_counts

NOON = datetime(2032, 6, 1, 12, tzinfo=UTC)
SIX_YEARS_AGO = datetime(2026, 6, 1, 12, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.django_db


def record(at, subject):
    with time_machine.travel(at, tick=False):
        return audit.record("something.done", subject=subject, by=None)


def test_forget_old_events_takes_a_chain_whose_end_is_over_six_years_old(eve):
    record(SIX_YEARS_AGO - 2 * A_SECOND, eve)
    record(SIX_YEARS_AGO - A_SECOND, eve)

    assert forget_old_events(now=NOON) == 1
    assert not AuditEvent.objects.exists()
    assert forget_old_events(now=NOON) == 0


def test_forget_old_events_keeps_all_of_a_chain_that_goes_on(eve):
    record(datetime(2000, 1, 1, tzinfo=UTC), eve)
    record(SIX_YEARS_AGO, eve)

    assert forget_old_events(now=NOON) == 0
    assert AuditEvent.objects.about(eve).count() == 2
    assert audit.is_intact(eve)


def test_forget_old_events_leaves_other_records_of_the_same_and_of_another_kind(eve, asha, group):
    for subject in (eve, group):
        record(SIX_YEARS_AGO - A_SECOND, subject)
    kept = record(NOON, asha)

    assert forget_old_events(now=NOON) == 2
    assert list(AuditEvent.objects.all()) == [kept]


def test_forget_old_events_goes_on_until_none_is_left(eve, asha, ben, monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 1)
    for subject in (eve, asha, ben):
        record(SIX_YEARS_AGO - A_SECOND, subject)

    assert forget_old_events(now=NOON) == 3
    assert not AuditEvent.objects.exists()


def test_a_forgotten_chain_begins_anew(eve):
    record(SIX_YEARS_AGO - A_SECOND, eve)
    forget_old_events(now=NOON)

    assert record(NOON, eve).position == 0
    assert audit.is_intact(eve)


def test_record_many_goes_on_with_each_chain(eve, asha, django_assert_num_queries):
    first = audit.record("user.renamed", subject=eve, by=asha)

    with django_assert_num_queries(4):  # a savepoint around both
        audit.record_many("user.forgotten", model=type(eve), keys=[eve.pk, asha.pk, eve.pk])

    assert [event.action for event in AuditEvent.objects.about(eve)] == ["user.renamed", "user.forgotten"]
    last = AuditEvent.objects.about(eve).last()
    assert (last.previous_hash, last.actor_id, last.actor_name) == (first.hash, None, "")
    assert AuditEvent.objects.about(asha).get().position == 0
    assert audit.is_intact(eve)
    assert audit.is_intact(asha)


def test_forget_request_counts_takes_those_that_are_a_day_old():
    a_day_ago = NOON - timedelta(days=1)
    for key, moment in (("old", a_day_ago - A_SECOND), ("new", a_day_ago)):
        RequestCount.objects.create(key=key, since=moment.timestamp(), number=1)

    assert forget_request_counts(now=NOON) == 1
    assert RequestCount.objects.get().key == "new"
    assert str(RequestCount.objects.get()) == "1 requests"
