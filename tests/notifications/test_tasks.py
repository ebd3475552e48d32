from datetime import UTC, datetime, timedelta

import pytest

from notifications.models import Message
from notifications.tasks import MOST_IN_ONE_RUN, deliver, forget_old, send_waiting
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


def test_forget_old_keeps_messages_for_ninety_days():
    MessageFactory()
    Message.objects.update(created_at=NOON - timedelta(days=90, seconds=1))
    MessageFactory()

    assert forget_old(now=NOON) == 1
    assert Message.objects.count() == 1
