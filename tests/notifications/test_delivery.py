from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from notifications.delivery import FIRST_WAIT, MOST_ATTEMPTS, forget_before, send
from notifications.models import Message
from tests.factories.notifications import MessageFactory

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def message():
    return MessageFactory(not_before=NOON)


@pytest.fixture
def server_is_down(monkeypatch):
    def refuse(mail):
        raise SMTPServerDisconnected("x" * 300)

    monkeypatch.setattr(EmailMessage, "send", refuse)


def test_send_sends_the_mail_as_it_was_written(message, mailoutbox):
    assert send(message_id=message.pk, now=NOON)

    mail = mailoutbox[0]
    assert (mail.subject, mail.body, mail.to) == (message.subject, message.body, [message.to])
    assert mail.extra_headers["Auto-Submitted"] == "auto-generated"
    message.refresh_from_db()
    assert (message.state, message.sent_at, message.attempts) == ("sent", NOON, 1)


@pytest.mark.parametrize("keeps", [True, False])
def test_send_empties_the_body_unless_the_settings_keep_it(message, settings, keeps):
    settings.OUTBOX_KEEPS_BODIES = keeps

    send(message_id=message.pk, now=NOON)

    message.refresh_from_db()
    assert bool(message.body) is keeps


def test_send_sends_once(message, mailoutbox):
    assert [send(message_id=message.pk, now=NOON) for _ in range(3)] == [True, False, False]
    assert len(mailoutbox) == 1


def test_send_leaves_a_message_alone_that_somebody_else_is_sending(message, mailoutbox, monkeypatch):
    """The other process reads the same row and changes it first."""
    found = Message.objects.get()
    Message.objects.update(attempts=1, not_before=NOON + FIRST_WAIT)
    monkeypatch.setattr("django.db.models.query.QuerySet.first", lambda _: found)

    assert not send(message_id=message.pk, now=NOON)
    assert mailoutbox == []


def test_send_does_nothing_for_a_message_that_is_gone():
    assert not send(message_id=uuid4(), now=NOON)


def test_send_counts_a_refusal_and_waits(message, server_is_down):
    assert not send(message_id=message.pk, now=NOON)

    message.refresh_from_db()
    assert (message.state, message.attempts, message.sent_at) == ("queued", 1, None)
    assert message.not_before == NOON + FIRST_WAIT
    assert message.last_error.startswith("SMTPServerDisconnected: xxx")
    assert len(message.last_error) == 200
    assert message.body


def test_send_tries_again_after_longer_and_longer_waits_and_then_gives_up(message, server_is_down):
    waits, now = [], NOON
    while message.state == "queued":
        send(message_id=message.pk, now=now)
        message.refresh_from_db()
        waits.append((message.not_before - now) / FIRST_WAIT)
        now = message.not_before

    assert (message.state, message.attempts) == ("failed", MOST_ATTEMPTS)
    assert waits == [1, 2, 4, 8, 16]


def test_send_clears_the_last_error_when_it_goes_out(message, monkeypatch):
    Message.objects.update(attempts=1, last_error="SMTPServerDisconnected")

    assert send(message_id=message.pk, now=NOON)
    message.refresh_from_db()
    assert message.last_error == ""


def test_send_refuses_an_address_that_would_add_a_header(mailoutbox):
    message = MessageFactory(to="a@example.com\nBcc: b@example.com", not_before=NOON)

    assert not send(message_id=message.pk, now=NOON)
    message.refresh_from_db()
    assert message.last_error.startswith("BadHeaderError")
    assert mailoutbox == []


def test_forget_before_deletes_only_what_is_older():
    old, new = MessageFactory.create_batch(2)
    Message.objects.filter(pk=old.pk).update(created_at=NOON - timedelta(seconds=1))
    Message.objects.filter(pk=new.pk).update(created_at=NOON)

    assert forget_before(NOON) == 1
    assert Message.objects.get() == new


@pytest.mark.parametrize(("state", "sent_at"), [("sent", None), ("queued", NOON)])
def test_message_refuses_a_state_that_disagrees_with_its_time(state, sent_at):
    with pytest.raises(IntegrityError, match="a_sent_message_says_when"), transaction.atomic():
        MessageFactory(state=state, sent_at=sent_at)


def test_message_names_itself_without_its_reader(message):
    assert str(message) == "register_group queued"
