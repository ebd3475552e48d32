"""What somebody with the database's password could try. Each is told of, and an honest trail is not."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db.models import F, QuerySet

from core import audit
from core.evidence.check import Check
from core.models import AuditAnchor, AuditEvent, ForgottenEvent
from core.personal import CHAIN_LIFE
from core.retention import forget_old_events
from core.seals import seal
from tests.core.evidence.conftest import DAY, MONDAY

pytestmark = pytest.mark.django_db
WEDNESDAY = MONDAY + 2 * DAY


def rows(model, **facts):
    """Reach rows as somebody with the database's password could."""
    return QuerySet(model).filter(**facts)


def problems(*logs, now=WEDNESDAY):
    return list(Check(now, logs).problems())


def resealed(make, events):
    """Write seals anew for events that were changed, chain by chain, as `make` makes them."""
    last = {}
    for event in events:
        key = (event.subject_type, event.subject_id)
        event.previous_hash = last.get(key, "")
        event.hash = last[key] = make(audit._facts(event))
        rows(AuditEvent, pk=event.pk).update(
            reason=event.reason, previous_hash=event.previous_hash, hash=event.hash
        )


def plain(facts):
    return hashlib.sha256(json.dumps(facts[1:], sort_keys=True).encode()).hexdigest()


def test_an_honest_trail_has_no_problems(trail, log_file):
    assert problems(log_file) == []


def test_the_newest_event_of_a_chain_is_deleted(trail, log_file, asha):
    rows(AuditEvent, pk=trail[3].pk).delete()

    place = f"position 1 of accounts.user {asha.pk}"
    assert problems(log_file) == [
        "The anchor of 2026-06-02 states 2 events, and 1 are there.",
        f"Event {trail[3].pk} ({place}) is in audit.jsonl and not in the database.",
    ]


def test_an_event_that_is_not_anchored_yet_is_deleted(trail, log_file):
    rows(AuditEvent, pk=trail[4].pk).delete()

    assert problems() == []
    assert len(problems(log_file)) == 1


def test_an_event_is_deleted_from_the_middle(trail, eve):
    rows(AuditEvent, pk=trail[2].pk).delete()

    assert f"An event before position 2 of accounts.user {eve.pk} is missing." in problems()


def test_all_events_are_deleted(trail, log_file):
    rows(AuditEvent).delete()

    assert len(problems()) == 2
    assert len(problems(log_file)) == 2 + len(trail)


def test_a_whole_chain_is_deleted(trail, log_file, asha):
    rows(AuditEvent, subject_id=str(asha.pk)).delete()

    assert problems() == [
        "The anchor of 2026-06-01 states 2 events, and 1 are there.",
        "The anchor of 2026-06-02 states 2 events, and 1 are there.",
    ]
    assert len(problems(log_file)) == 4


def test_everything_is_deleted_with_its_anchors(trail, log_file):
    rows(AuditEvent).delete()
    rows(AuditAnchor).delete()

    assert len(problems(log_file)) == len(trail) + 2


@pytest.mark.parametrize("make", [plain, lambda facts: seal(*facts)])
def test_events_are_rewritten_with_seals_that_are_none(trail, log_file, settings, make):
    trail[0].reason = "Another reason"
    key, settings.AUDIT_KEYS = settings.AUDIT_KEYS, ["a wrong key"]
    resealed(make, trail)
    settings.AUDIT_KEYS = key

    found = problems(log_file)
    assert sum("its seal does not fit" in problem for problem in found) == len(trail)
    assert sum("states other events" in problem for problem in found) == 2
    assert sum("is another one in audit.jsonl" in problem for problem in found) == len(trail)


def test_two_events_change_places(trail, log_file):
    first, second = trail[0], trail[2]
    rows(AuditEvent, pk=first.pk).update(position=99)
    rows(AuditEvent, pk=second.pk).update(position=0)
    rows(AuditEvent, pk=first.pk).update(position=1)

    assert sum("its seal does not fit" in problem for problem in problems()) == 2


def test_two_events_change_numbers(trail, log_file):
    first, second = trail[0], trail[1]
    for old, new in ((first.pk, 10**9), (second.pk, first.pk), (10**9, second.pk)):
        rows(AuditEvent, pk=old).update(id=new)

    assert problems() == ["The anchor of 2026-06-01 states other events than those that are there."]
    assert len(problems(log_file)) == 3


def test_an_anchor_is_changed(trail, log_file):
    rows(AuditAnchor, day=MONDAY.date()).update(events=F("events") - 1)

    assert problems(log_file) == ["The anchor of 2026-06-01 was changed: its seal does not fit."]


def test_an_anchor_is_changed_and_sealed_with_a_wrong_key(trail, log_file):
    rows(AuditAnchor, day=MONDAY.date()).update(events=1, hash=plain(["anchor"]))

    assert problems(log_file) == [
        "The anchor of 2026-06-01 was changed: its seal does not fit.",
        "The anchor of 2026-06-02 does not follow the one before it: an anchor is missing or was changed.",
        "The anchor of 2026-06-01 in audit.jsonl is not in the database.",
    ]


def test_an_anchor_is_deleted(trail, log_file):
    rows(AuditAnchor, day=MONDAY.date()).delete()

    assert problems(log_file) == [
        "The anchor of 2026-06-02 does not follow the one before it: an anchor is missing or was changed.",
        "The anchor of 2026-06-01 in audit.jsonl is not in the database.",
    ]


@pytest.mark.parametrize(("kept", "words"), [(1, "since 2026-06-01"), (0, "at all")])
def test_the_last_anchors_are_deleted(trail, kept, words):
    rows(AuditAnchor, day__gte=MONDAY.date() + kept * DAY).delete()

    assert problems(now=WEDNESDAY + DAY) == [
        f"There is no anchor {words}, though there were events: one was deleted, or run_due failed."
    ]


def test_an_event_is_said_to_be_deleted_by_retention(trail, log_file):
    event = trail[3]
    rows(AuditEvent, pk=event.pk).delete()
    ForgottenEvent.objects.create(id=event.pk, hash=event.hash, forgotten_at=WEDNESDAY, seal="0" * 64)

    assert problems(log_file) == [
        f"Event {event.pk} is noted as deleted when its time was over: that note is forged."
    ]


def test_what_retention_deletes_is_not_told_of(trail, log_file, record, eve):
    years_later = MONDAY + 2 * DAY + timedelta(days=6 * 366)
    kept = record("four", eve, years_later - DAY)

    assert CHAIN_LIFE.before(years_later) > trail[-1].at
    assert forget_old_events(now=years_later) == 1
    assert set(AuditEvent.objects.values_list("pk", flat=True)) == {
        kept.pk,
        trail[0].pk,
        trail[2].pk,
        trail[4].pk,
    }
    assert ForgottenEvent.objects.count() == 2
    assert problems(log_file) == []


def test_a_note_of_retention_is_deleted(trail, log_file):
    forget_old_events(now=MONDAY + timedelta(days=7 * 366))
    rows(ForgottenEvent, pk=trail[0].pk).delete()

    assert len(problems(log_file)) == 2


def test_an_event_that_is_made_to_look_old_is_not_deleted(trail):
    rows(AuditEvent).update(at=MONDAY - timedelta(days=7 * 366))
    number = AuditEvent.objects.count()

    with pytest.raises(audit.BrokenChain, match="seal does not fit"):
        forget_old_events(MONDAY)

    assert AuditEvent.objects.count() == number
    assert problems()
