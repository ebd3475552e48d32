import logging
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db.models import QuerySet

from core.evidence import check as checking
from core.evidence import nightly
from core.models import AuditAnchor, AuditEvent, Heartbeat
from notifications.monitoring import state_of_queues
from tests.core.evidence.conftest import DAY, MONDAY

pytestmark = pytest.mark.django_db
WEDNESDAY = MONDAY + 2 * DAY


def break_event(event):
    QuerySet(AuditEvent).filter(pk=event.pk).update(reason="Another reason")


def test_check_daily_finds_nothing_wrong(trail, caplog):
    assert nightly.check_daily(WEDNESDAY) == 0
    assert set(Heartbeat.objects.values_list("name", "at")) == {
        ("audit_check_begun", WEDNESDAY),
        ("audit_checked", WEDNESDAY),
        ("audit_sound", WEDNESDAY),
    }
    assert caplog.records == []
    assert nightly.trouble(WEDNESDAY) == []


def test_check_daily_logs_what_is_wrong_and_officers_are_told(trail, caplog):
    nightly.check_daily(WEDNESDAY - DAY)
    break_event(trail[0])

    assert nightly.check_daily(WEDNESDAY) == 1
    (line,) = caplog.records
    assert line.levelno == logging.ERROR
    assert "its seal does not fit" in line.getMessage()
    assert state_of_queues(WEDNESDAY).problems == [
        "The audit trail may have been changed. Run check_audit to see where."
    ]


def test_check_daily_checks_once_a_day(trail):
    nightly.check_daily(WEDNESDAY)
    break_event(trail[0])

    assert nightly.check_daily(WEDNESDAY + timedelta(hours=1)) == 0
    assert nightly.check_daily(WEDNESDAY + DAY) == 1


def test_check_daily_leaves_it_to_a_process_that_is_at_it(trail):
    Heartbeat.objects.beat(nightly.BEGUN, WEDNESDAY)
    break_event(trail[0])

    assert nightly.check_daily(WEDNESDAY + nightly.LONGEST_CHECK - timedelta(seconds=1)) == 0
    assert nightly.check_daily(WEDNESDAY + nightly.LONGEST_CHECK) == 1


def test_check_daily_reads_the_audit_log_and_its_former_files(trail, log_file, settings, caplog):
    settings.AUDIT_LOG = str(log_file)
    log_file.rename(log_file.with_name("audit.jsonl.1"))
    log_file.touch()
    QuerySet(AuditEvent).filter(pk=trail[4].pk).delete()

    assert [path.name for path in nightly.own_logs()] == ["audit.jsonl", "audit.jsonl.1"]
    assert nightly.check_daily(WEDNESDAY) == 1


def test_check_names_a_few_problems_and_counts_the_rest(trail, monkeypatch):
    monkeypatch.setattr(nightly, "NAMED", 2)
    for event in trail:
        break_event(event)
    told = []

    assert nightly.check(WEDNESDAY, (), tell=told.append, warn=told.append) == len(trail)
    assert len(told) == 3
    assert told[-1] == "There are 3 more problems with the audit trail."


def test_trouble_before_the_first_check_and_long_after_the_last(trail):
    assert nightly.trouble(WEDNESDAY) == []
    nightly.check_daily(WEDNESDAY)

    assert nightly.trouble(WEDNESDAY + 2 * DAY) == []
    assert nightly.trouble(WEDNESDAY + 2 * DAY + timedelta(seconds=1)) == [
        "The audit trail has not been checked for two days. Check run_due."
    ]


def test_check_audit_says_that_all_is_well(trail, log_file, capsys, monkeypatch):
    monkeypatch.setattr(checking, "REPORT_EVERY", 2)

    with time_machine.travel(WEDNESDAY):
        call_command("check_audit", "--log", str(log_file))

    assert capsys.readouterr().out.splitlines() == [
        "2 events checked …",
        "4 events checked …",
        "Reading audit.jsonl …",
        "The audit trail is as it was written.",
    ]


def test_check_audit_says_what_no_log_means(capsys):
    call_command("check_audit")

    assert "No log is read" in capsys.readouterr().out


def test_check_audit_fails_with_what_is_wrong(trail, log_file, capsys):
    QuerySet(AuditAnchor).delete()

    with (
        time_machine.travel(WEDNESDAY),
        pytest.raises(CommandError, match=r"The audit trail is not as it was written\. Problems: 3\."),
    ):
        call_command("check_audit", log=[log_file])
    assert "is not in the database" in capsys.readouterr().err


def test_check_audit_refuses_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="There is no file"):
        call_command("check_audit", log=[tmp_path / "none"])
