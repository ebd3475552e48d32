from datetime import UTC, date, datetime

import pytest

from core.evidence.anchors import CHUNK, digest, is_genuine, last_day, make_anchor
from core.models import AuditAnchor, AuditEvent, ForgottenEvent
from core.querysets import AppendOnly
from tests.core.evidence.conftest import DAY, MONDAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 6, 2, 5, 0, tzinfo=UTC), date(2026, 6, 1)),  # six in the morning in Wolverhampton
        (datetime(2026, 6, 2, 4, 59, tzinfo=UTC), date(2026, 5, 31)),
        (datetime(2026, 12, 2, 6, 0, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_last_day_is_over_and_its_work_has_ended(now, day):
    assert last_day(now) == day


def test_make_anchor_states_the_events_of_its_day(trail):
    monday, tuesday = AuditAnchor.objects.all()

    assert (monday.events, monday.last_event, monday.previous_hash) == (2, trail[1].pk, "")
    assert (tuesday.events, tuesday.last_event, tuesday.previous_hash) == (2, trail[3].pk, monday.hash)
    assert is_genuine(monday)
    assert is_genuine(tuesday)
    assert str(monday) == "Anchor of 2026-06-01"


def test_make_anchor_makes_one_a_day_with_or_without_events(trail, anchor):
    assert [anchor(MONDAY + days * DAY) for days in (2, 3, 3, 5)] == [0, 1, 0, 1]
    assert list(AuditAnchor.objects.values_list("events", flat=True)) == [2, 2, 1, 0]


def test_make_anchor_begins_with_an_empty_trail():
    assert make_anchor(MONDAY) == 1
    assert (AuditAnchor.objects.get().events, AuditAnchor.objects.get().last_event) == (0, 0)


def test_make_anchor_covers_an_event_of_an_earlier_time_that_was_written_later(trail, record, anchor, ben):
    record("late", ben, MONDAY)
    anchor(MONDAY + 3 * DAY)
    record("later", ben, MONDAY + 3 * DAY)
    anchor(MONDAY + 4 * DAY)

    assert sum(AuditAnchor.objects.values_list("events", flat=True)) == AuditEvent.objects.count()


def test_make_anchor_leaves_it_to_another_process_that_was_first(trail, monkeypatch):
    monkeypatch.setattr("core.evidence.anchors._statement", lambda day, last: _made_by_another(day))

    assert make_anchor(MONDAY + 3 * DAY) == 0


def _made_by_another(day):
    AuditAnchor.objects.create(day=day, last_event=0, events=0, digest="", hash="theirs")
    return {"last_event": 0, "events": 0, "digest": "", "hash": "ours"}


def test_digest_counts_an_event_once_that_is_deleted_meanwhile(trail):
    before = digest(0, trail[-1].pk)
    first = trail[0]
    ForgottenEvent.objects.create(id=first.pk, hash=first.hash, forgotten_at=MONDAY, seal="")

    assert digest(0, trail[-1].pk) == before
    assert before[0] == len(trail) < CHUNK


def test_anchors_and_notes_are_never_changed_or_deleted(trail):
    anchor = AuditAnchor.objects.first()
    note = ForgottenEvent.objects.create(id=1, hash="", forgotten_at=MONDAY, seal="")

    assert str(note) == "Forgotten event 1"
    for row in (anchor, note):
        for change in (row.save, row.delete, type(row).objects.update, type(row).objects.all().delete):
            with pytest.raises(AppendOnly):
                change()
