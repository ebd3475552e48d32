from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMessage

from notifications.models import Message
from notifications.tasks import LONGEST_RUN, MOST_IN_ONE_RUN, deliver, forget_old, send_waiting
from tests.factories.notifications import MessageFactory

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_deliver_sends_one_message(mailoutbox):
    message = MessageFactory(not_before=NOON - timedelta(days=365 * 5))

    assert deliver.call(str(message.pk))
    assert len(mailoutbox) == 1


def test_send_waiting_sends_what_is_due_oldest_first(mailoutbox):
    first, second = MessageFactory.create_batch(2, not_before=NOON)
    MessageFactory(not_before=NOON + timedelta(seconds=1))
    MessageFactory(state="failed", not_before=NOON)
    MessageFactory(state="sent", sent_at=NOON, not_before=NOON)

    assert send_waiting(now=NOON) == 2
    assert [mail.to for mail in mailoutbox] == [[first.to], [second.to]]
    assert send_waiting(now=NOON) == 0


def test_send_waiting_leaves_the_rest_of_a_long_queue_for_the_next_run():
    MessageFactory.create_batch(MOST_IN_ONE_RUN + 1, not_before=NOON)

    assert send_waiting(now=NOON) == MOST_IN_ONE_RUN
    assert send_waiting(now=NOON) == 1


def test_send_waiting_sends_first_what_somebody_waits_for(mailoutbox):
    MessageFactory(not_before=NOON)
    code = MessageFactory(not_before=NOON, is_urgent=True)

    send_waiting(now=NOON)

    assert mailoutbox[0].to == [code.to]


def test_send_waiting_stops_when_no_server_answers(monkeypatch):
    """The others keep their places and their attempts, and the rest of `run_due` is not held up."""
    MessageFactory.create_batch(5, not_before=NOON)
    monkeypatch.setattr(EmailMessage, "send", lambda mail: (_ for _ in ()).throw(TimeoutError()))

    assert send_waiting(now=NOON) == 0
    assert sorted(Message.objects.values_list("attempts", flat=True)) == [0, 0, 1, 1, 1]


def test_send_waiting_goes_on_after_a_message_that_is_refused(monkeypatch, mailoutbox):
    bad = [MessageFactory(not_before=NOON, to="a@example.com\nBcc: b@example.com") for _ in range(4)]
    good = MessageFactory(not_before=NOON)

    assert send_waiting(now=NOON) == 1
    assert Message.objects.filter(state="refused").count() == len(bad)
    assert mailoutbox[0].to == [good.to]


def test_send_waiting_leaves_the_rest_when_its_time_is_over(monkeypatch):
    MessageFactory.create_batch(3, not_before=NOON)
    clock = iter([0, 1, LONGEST_RUN.total_seconds() + 1])
    monkeypatch.setattr("notifications.tasks.monotonic", lambda: next(clock))

    assert send_waiting(now=NOON) == 1


def test_forget_old_keeps_messages_for_ninety_days():
    MessageFactory()
    Message.objects.update(created_at=NOON - timedelta(days=90, seconds=1))
    MessageFactory()

    assert forget_old(now=NOON) == 1
    assert Message.objects.count() == 1
