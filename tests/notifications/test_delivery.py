from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction

from notifications.delivery import FIRST_PAUSE, LEASE, LONGEST_PAUSE, forget_before, pause_after, send
from notifications.models import Message
from tests.factories.notifications import MessageFactory

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def message():
    return MessageFactory(not_before=NOON, give_up_at=NOON + timedelta(days=4))


@pytest.fixture
def server_is_down(monkeypatch):
    def refuse(mail):
        raise SMTPServerDisconnected("x" * 300)

    monkeypatch.setattr(EmailMessage, "send", refuse)


def test_send_sends_the_mail_as_it_was_written(message, mailoutbox):
    assert send(message_id=message.pk, now=NOON) == "sent"

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
    assert [send(message_id=message.pk, now=NOON) for _ in range(3)] == [
        "sent",
        "not_ours",
        "not_ours",
    ]
    assert len(mailoutbox) == 1


def test_send_leaves_a_message_alone_that_somebody_else_is_sending(message, mailoutbox, monkeypatch):
    """The other process reads the same row and changes it first."""
    found = Message.objects.get()
    Message.objects.update(attempts=1, not_before=NOON + LEASE)
    monkeypatch.setattr("django.db.models.query.QuerySet.first", lambda _: found)

    assert send(message_id=message.pk, now=NOON) == "not_ours"
    assert mailoutbox == []


def test_send_does_nothing_for_a_message_that_is_gone():
    assert send(message_id=uuid4(), now=NOON) == "not_ours"


def test_send_counts_a_refusal_and_waits(message, server_is_down):
    assert send(message_id=message.pk, now=NOON) == "no_server"

    message.refresh_from_db()
    assert (message.state, message.attempts, message.sent_at) == ("queued", 1, None)
    assert message.not_before == NOON + FIRST_PAUSE
    assert message.last_error.startswith("SMTPServerDisconnected: xxx")
    assert len(message.last_error) == 200
    assert message.body


def test_send_tries_for_four_days_with_growing_pauses_and_then_gives_up(message, server_is_down):
    pauses, now = [], NOON
    while message.state == "queued":
        send(message_id=message.pk, now=now)
        message.refresh_from_db()
        pauses.append(message.not_before - now)
        now = message.not_before

    assert message.state == "failed"
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[1], pauses[-1]) == (FIRST_PAUSE, 2 * FIRST_PAUSE, LONGEST_PAUSE)
    assert timedelta(days=4) < now - NOON < timedelta(days=4) + LONGEST_PAUSE


def test_send_survives_an_outage_of_eighty_minutes(message, mailoutbox, monkeypatch):
    """Before, it was given up for good after five attempts."""
    with monkeypatch.context() as down:
        down.setattr(EmailMessage, "send", lambda mail: (_ for _ in ()).throw(ConnectionRefusedError()))
        for minutes in range(0, 81, 5):
            send(message_id=message.pk, now=NOON + timedelta(minutes=minutes))

    assert send(message_id=message.pk, now=NOON + timedelta(hours=5)) == "sent"
    assert len(mailoutbox) == 1


def test_pause_after_any_number_of_attempts_is_bounded():
    assert pause_after(32_767) == LONGEST_PAUSE


def test_send_leaves_a_message_to_the_process_that_has_taken_it_over(message, monkeypatch):
    """This attempt was slower than its lease, and the next one has sent the message."""

    def be_overtaken(mail):
        Message.objects.update(state="sent", sent_at=NOON, attempts=2)
        raise TimeoutError

    monkeypatch.setattr(EmailMessage, "send", be_overtaken)

    send(message_id=message.pk, now=NOON)

    message.refresh_from_db()
    assert (message.state, message.last_error) == ("sent", "")


def test_send_is_not_repeated_while_an_attempt_lasts(message, monkeypatch):
    again = []

    def be_slow(mail):
        again.append(send(message_id=message.pk, now=NOON + LEASE - timedelta(seconds=1)))

    monkeypatch.setattr(EmailMessage, "send", be_slow)

    assert send(message_id=message.pk, now=NOON) == "sent"
    assert again == ["not_ours"]


def test_send_clears_the_last_error_when_it_goes_out(message, monkeypatch):
    Message.objects.update(attempts=1, last_error="SMTPServerDisconnected")

    assert send(message_id=message.pk, now=NOON) == "sent"
    message.refresh_from_db()
    assert message.last_error == ""


def test_send_refuses_an_address_that_would_add_a_header(mailoutbox):
    message = MessageFactory(to="a@example.com\nBcc: b@example.com", not_before=NOON)

    assert send(message_id=message.pk, now=NOON) == "not_sent"
    message.refresh_from_db()
    assert message.state == "refused"
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


def test_message_refuses_a_state_that_is_not_known():
    with pytest.raises(IntegrityError, match="message_state_is_known"), transaction.atomic():
        MessageFactory(state="lost")


@pytest.mark.parametrize(
    ("state", "is_undelivered"), [("queued", False), ("sent", False), ("failed", True), ("refused", True)]
)
def test_message_says_whether_nobody_tries_it_any_more(state, is_undelivered):
    assert MessageFactory.build(state=state).is_undelivered is is_undelivered
