from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from core import audit
from core.models import AuditEvent
from core.querysets import AppendOnly
from core.seals import seal

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(eve, carol):
    """Three events of one record."""
    return [
        audit.record(action, subject=eve, by=carol, reason=f"Reason of {action}", details={"step": step})
        for step, action in enumerate(("one", "two", "three"))
    ]


def behind_the_back(event):
    """Reach an event as someone with the database's password could."""
    return QuerySet(AuditEvent).filter(pk=event.pk)


def test_record_writes_who_what_when_and_why(eve, carol):
    event = audit.record("user.renamed", subject=eve, by=carol, reason="A slip", details={"from": "Eva"})

    event.refresh_from_db()
    assert (event.action, event.reason, event.details) == ("user.renamed", "A slip", {"from": "Eva"})
    assert (event.actor_id, event.actor_name) == (carol.pk, "Carol Officer")
    assert (event.subject_type, event.subject_id) == ("accounts.user", str(eve.pk))
    assert str(event) == f"user.renamed accounts.user {eve.pk}"


def test_record_by_the_system_names_nobody(eve):
    event = audit.record("user.forgotten", subject=eve, by=None)

    assert (event.actor_id, event.actor_name, event.details) == (None, "", {})


def test_events_of_a_record_form_a_chain(chain, eve):
    assert [event.position for event in chain] == [0, 1, 2]
    assert [event.previous_hash for event in chain] == ["", chain[0].hash, chain[1].hash]
    assert audit.is_intact(eve)


def test_chains_of_two_records_are_apart(chain, eve, asha):
    audit.record("one", subject=asha, by=None)

    assert [event.position for event in AuditEvent.objects.about(asha)] == [0]
    assert AuditEvent.objects.about(eve).count() == 3


def test_is_intact_for_a_record_without_events(asha):
    assert audit.is_intact(asha)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("reason", "Another reason"),
        ("action", "other"),
        ("actor_name", "Nobody"),
        ("at", datetime(2020, 1, 1, tzinfo=UTC)),
        ("details", {"step": 9}),
    ],
)
def test_is_intact_shows_an_event_that_was_altered(chain, eve, column, value):
    behind_the_back(chain[1]).update(**{column: value})

    assert not audit.is_intact(eve)


@pytest.mark.parametrize("missing", [0, 1])
def test_is_intact_shows_an_event_that_was_taken_out(chain, eve, missing):
    behind_the_back(chain[missing]).delete()

    assert not audit.is_intact(eve)


def test_is_intact_shows_an_event_that_was_altered_and_sealed_by_itself(chain, eve):
    event = chain[1]
    event.reason = "Another reason"
    behind_the_back(event).update(reason=event.reason, hash=seal(*audit._facts(event)))

    assert not audit.is_intact(eve)


def test_the_database_refuses_a_chain_that_forks(chain, eve):
    twin = AuditEvent.objects.get(pk=chain[2].pk)
    twin.pk, twin._state.adding = None, True

    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_a_list_of_events_is_never_changed_or_deleted(chain):
    with pytest.raises(AppendOnly):
        AuditEvent.objects.update(reason="")
    with pytest.raises(AppendOnly):
        AuditEvent.objects.all().delete()
    assert AuditEvent.objects.count() == 3


def test_one_event_is_never_changed_or_deleted(chain):
    chain[0].reason = "Another reason"
    with pytest.raises(AppendOnly):
        chain[0].save()
    with pytest.raises(AppendOnly):
        chain[0].delete()
    assert AuditEvent.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_record_stands_or_falls_with_the_change(eve):
    with transaction.atomic():
        audit.record("one", subject=eve, by=None)
        transaction.set_rollback(True)

    assert not AuditEvent.objects.exists()
