import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import audit
from core.evidence import log
from core.logs import scrub
from core.models import AuditEvent
from tests.core.evidence.conftest import MONDAY

pytestmark = pytest.mark.django_db


def test_each_committed_event_is_logged_without_what_it_says(log_file, record, eve):
    event = record("user.renamed", eve, MONDAY)

    assert json.loads(log_file.read_text(encoding="utf-8")) == {
        "event": "audit_event",
        "id": event.pk,
        "subject_type": "accounts.user",
        "subject_id": str(eve.pk),
        "position": 0,
        "hash": event.hash,
    }


def test_many_events_are_logged_together(log_file, eve, asha, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        audit.record_many("user.forgotten", model=type(eve), keys=[eve.pk, asha.pk])

    assert len(callbacks) == 1
    found = {entry["id"]: entry["hash"] for entry in log.entries(log_file, log.EVENT)}
    assert found == dict(AuditEvent.objects.values_list("pk", "hash"))


def test_what_is_taken_back_is_not_logged(log_file, eve, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks():
        audit.record("user.renamed", subject=eve, by=None)

    assert log_file.read_text(encoding="utf-8") == ""


def test_the_anchor_of_a_day_is_logged(log_file, anchor):
    anchor(MONDAY)

    (entry,) = log.entries(log_file, log.ANCHOR)
    assert (entry["day"], entry["events"]) == ("2026-05-31", 0)


@given(subject=st.uuids(), mark=st.binary(min_size=32, max_size=32))
def test_nothing_of_an_entry_looks_personal_to_the_site_s_log(subject, mark):
    entry = {"subject_type": "accounts.user", "subject_id": str(subject), "position": 0, "hash": mark.hex()}

    assert scrub(None, "info", entry) == entry


@pytest.mark.parametrize("opened", [open, gzip.open])
def test_entries_reads_what_is_an_entry_and_passes_over_the_rest(tmp_path, opened):
    path = tmp_path / ("log.gz" if opened is gzip.open else "log")
    text = """
{"event": "audit_event", "id": 1}
Jun 01 12:00:00 host gunicorn[7]: {"event": "audit_event", "id": 2}
{"event": "audit_event", "id": 3
audit_event without anything
{"event": "somebody wrote audit_event", "id": 4}
{"event": "audit_anchor", "id": 5}
"""
    with opened(path, "wt", encoding="utf-8") as file:
        file.write(text)

    assert [entry["id"] for entry in log.entries(path, log.EVENT)] == [1, 2]
