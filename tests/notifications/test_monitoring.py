from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from notifications.models import Message
from notifications.monitoring import state_of_queues
from tests.factories.notifications import MessageFactory
from tests.factories.tasks import TaskFactory

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def write(*, ago, **facts):
    """Write a message some time before noon."""
    message = MessageFactory(**{"not_before": NOON, **facts})
    Message.objects.filter(pk=message.pk).update(created_at=NOON - ago, updated_at=NOON - ago)
    return message


def test_state_says_that_nothing_waits():
    state = state_of_queues(NOON)

    assert (state.mail.waiting, state.mail.oldest, state.mail.undelivered) == (0, None, 0)
    assert [(work.waiting, work.running) for work in state.queues] == [(0, 0)] * 3
    assert state.problems == []


def test_state_finds_nothing_wrong_with_what_has_just_come():
    write(ago=timedelta(minutes=5))
    write(ago=timedelta(days=2), state="failed")
    write(ago=timedelta(minutes=1), state="refused")
    for queue in ("people", "mail", "default"):
        TaskFactory(queue_name=queue, enqueued=NOON - timedelta(minutes=4))
        TaskFactory(queue_name=queue, status="RUNNING", started_at=NOON - timedelta(minutes=4))
        TaskFactory(queue_name=queue, status="SUCCESSFUL", started_at=NOON - timedelta(days=4))
    TaskFactory(queue_name="old", enqueued=NOON - timedelta(days=4))

    state = state_of_queues(NOON)

    assert (state.mail.waiting, state.mail.undelivered) == (1, 2)
    assert state.mail.oldest == NOON - timedelta(minutes=5)
    assert [(work.waiting, work.running) for work in state.queues] == [(1, 1)] * 3
    assert state.problems == []


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (
            lambda: write(ago=timedelta(minutes=16), not_before=NOON - timedelta(minutes=16)),
            "Emails that are late: 1.",
        ),
        (lambda: write(ago=timedelta(minutes=61)), "Check the mail server."),
        (lambda: write(ago=timedelta(hours=23), state="failed"), "in the last day: 1."),
        (
            lambda: TaskFactory(queue_name="people", enqueued=NOON - timedelta(minutes=6)),
            "“people” has been waiting for 6\xa0minutes",
        ),
        (
            lambda: TaskFactory(status="RUNNING", started_at=NOON - timedelta(hours=7)),
            "“default” has been running for 7\xa0hours",
        ),
    ],
)
def test_state_says_what_is_wrong(make, problem):
    make()

    (found,) = state_of_queues(NOON).problems

    assert problem in found


def test_queues_prints_what_waits(capsys):
    call_command("queues")

    assert capsys.readouterr().out.splitlines() == [
        "email: 0 waiting, 0 not delivered",
        "people: 0 waiting, 0 running",
        "mail: 0 waiting, 0 running",
        "default: 0 waiting, 0 running",
    ]


def test_queues_fails_for_a_monitor_where_something_is_wrong(capsys):
    TaskFactory(enqueued=NOON)
    write(ago=timedelta(days=1))

    with pytest.raises(CommandError, match="Check the mail server") as failure:
        call_command("queues")

    assert failure.value.returncode == 1
    out = capsys.readouterr().out
    assert "email: 1 waiting since 2026-05-31 12:00 UTC, 0 not delivered" in out
    assert "default: 1 waiting since 2026-06-01 12:00 UTC" in out
