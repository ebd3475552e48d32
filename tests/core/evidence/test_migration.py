"""Events from before there were seals are sealed once; what was changed before stays as it is."""

import hashlib
import json
from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import QuerySet

from core import audit
from core.models import AuditEvent

migration = import_module("core.migrations.0004_evidence")
pytestmark = pytest.mark.django_db


@pytest.fixture
def plain(eve, asha, monkeypatch):
    """Two chains as they were made before: each event with a hash that anybody can work out."""
    monkeypatch.setattr(
        audit,
        "seal",
        lambda _kind, *facts: hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest(),
    )
    events = [
        audit.record(action, subject=subject, by=asha, details={"b": 1, "a": [0.5, "ü"]})
        for action in ("one", "two", "three")
        for subject in (eve, asha)
    ]
    monkeypatch.undo()
    # Models have no managers of their own in a migration.
    monkeypatch.setattr(AuditEvent, "objects", QuerySet(AuditEvent))
    return events


@pytest.mark.parametrize("batch", [1, 1000])
def test_events_are_sealed(plain, eve, asha, monkeypatch, batch):
    monkeypatch.setattr(migration, "BATCH", batch)

    migration.seal_events(apps, None)

    monkeypatch.undo()
    assert audit.is_intact(eve)
    assert audit.is_intact(asha)


def test_an_event_that_was_changed_before_is_told_of_after(plain, eve, asha, monkeypatch):
    QuerySet(AuditEvent).filter(pk=plain[2].pk).update(reason="Another reason")

    migration.seal_events(apps, None)

    monkeypatch.undo()
    assert audit.is_intact(asha)
    place = f"position 1 of accounts.user {eve.pk}"
    assert list(audit.chain_problems(AuditEvent.objects.about(eve))) == [
        f"The event at {place} does not follow the one before it: one of them was changed.",
        f"The event at {place} was changed: its seal does not fit.",
    ]
