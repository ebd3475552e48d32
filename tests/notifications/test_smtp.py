"""The outbox against a real mail server that misbehaves, over real connections."""

from datetime import UTC, datetime, timedelta

import pytest

from notifications import smtp
from notifications.delivery import LEASE, send
from notifications.models import Message
from notifications.tasks import send_waiting
from tests.factories.notifications import MessageFactory
from tests.notifications.mail_server import GOODBYE, MailServer

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "notifications.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.4
    with MailServer() as server:
        settings.EMAIL_PORT = server.port
        yield server


def write(**facts):
    return MessageFactory(not_before=NOON, give_up_at=NOON + timedelta(days=4), **facts)


def test_a_server_that_answers_late_gets_the_message_once(server):
    """It takes longer than every other step may, as virus checkers do."""
    server.script.extend(["late"])
    message = write()

    assert send(message_id=message.pk, now=NOON) == "sent"
    assert send(message_id=message.pk, now=NOON + LEASE) == "not_ours"
    assert len(server.delivered) == 1


def test_a_server_that_never_answers_is_left(server, monkeypatch):
    monkeypatch.setattr(smtp, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(server, "LATE_SECONDS", 1.0)
    server.script.extend(["late"])
    message = write()

    assert send(message_id=message.pk, now=NOON) == "no_server"
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("queued", 1)


def test_a_message_keeps_its_id_however_often_it_is_tried(server, settings):
    """So that a mailbox can tell a second copy, where a connection broke before the answer."""
    settings.SITE = {**settings.SITE, "base_url": "https://safer.example:8443/x"}
    message = write()
    server.script.extend(["drop after text"])

    outcomes = [send(message_id=message.pk, now=NOON + step * LEASE) for step in range(2)]

    assert outcomes == ["no_server", "sent"]
    assert [mail["Message-ID"] for mail in server.delivered] == [f"<{message.pk}@safer.example>"]


@pytest.mark.parametrize("base", ["https://bücher.example", "nonsense"])
def test_a_message_id_is_plain_whatever_the_site_is_called(server, settings, base):
    settings.SITE = {**settings.SITE, "base_url": base}
    message = write()

    send(message_id=message.pk, now=NOON)

    host = "xn--bcher-kva.example" if "example" in base else "localhost"
    assert server.delivered[0]["Message-ID"] == f"<{message.pk}@{host}>"


def test_a_garbled_goodbye_undoes_nothing(server):
    server.script.extend([GOODBYE])
    message = write()

    assert send(message_id=message.pk, now=NOON) == "sent"
    assert len(server.delivered) == 1


@pytest.mark.parametrize(
    ("act", "state"),
    [
        ("550 5.1.1 No such user", "refused"),
        ("450 4.2.0 Come back later", "queued"),
        ("554 5.7.1 Relay access denied", "queued"),
        ("text 554 5.6.0 Not like this", "refused"),
        ("text 451 4.3.0 Later", "queued"),
        ("text 421 4.3.0 Shutting down", "queued"),
    ],
)
def test_what_the_server_says_decides_whether_to_try_again(server, act, state):
    server.script.extend([act])
    message = write()

    assert send(message_id=message.pk, now=NOON) == "not_sent"
    message.refresh_from_db()
    assert message.state == state
    assert message.last_error.startswith("SMTP")
    assert message.body


@pytest.mark.slow
def test_all_that_was_queued_arrives_once_from_a_server_that_misbehaves(server, monkeypatch):
    """Closed and dropped connections, silence at each step, refusals for now, and late answers."""
    bad = [
        "close",
        "drop at EHLO",
        "drop at MAIL",
        "drop at RCPT",
        "drop at DATA",
        "hang at EHLO",
        "hang at RCPT",
    ]
    bad += [
        "hang at DATA",
        "450 later",
        "text 451 later",
        "late",
        "drop after text",
        "421 no",
        GOODBYE,
        "late",
    ]
    server.script.extend(bad)
    monkeypatch.setattr(smtp, "ANSWER_SECONDS", 2)
    wanted = sorted(write().to for _ in range(12))

    now = NOON
    while Message.objects.waiting().exists() and now < NOON + timedelta(days=1):
        send_waiting(now)
        now += timedelta(minutes=5)

    assert sorted(mail["To"] for mail in server.delivered) == wanted
    assert Message.objects.filter(state="sent").count() == len(wanted)
    assert server.acts[: len(bad)] == bad
