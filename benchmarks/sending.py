"""Several processes send the same outbox to a mail server that misbehaves: for trust.py.

The server refuses for now, says nothing, breaks the connection at each step, and says yes late. The processes
send what is due again and again, five minutes later by their clock each time, until nothing waits.
"""

import multiprocessing
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.message import Message as Mail
from typing import Any, NamedTuple

from django.db import connection
from django.test.utils import override_settings

from notifications import smtp
from notifications.models import Message
from notifications.tasks import send_waiting
from tests.factories.notifications import MessageFactory
from tests.notifications.mail_server import GOODBYE, MailServer

SENDERS = 4
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
STEP, MOST_STEPS = timedelta(minutes=5), 24 * 12
PATIENCE_SECONDS, ANSWER_SECONDS = 0.4, 3.0  # for each step of the server's, and for its answer to a mail
LONGEST_SECONDS = 150
MISDEEDS = {
    "refused": ["450 later", "421 no", "text 451 later"],
    "hung": ["hang at EHLO", "hang at RCPT", "hang at DATA"],
    "dropped": ["close", "drop at EHLO", "drop at MAIL", "drop at RCPT", "drop at DATA", "drop after text"],
    "accepted late": ["late"],
    "garbled its goodbye": [GOODBYE],
}
MANY = multiprocessing.get_context("fork")


class Sending(NamedTuple):
    """What came of the mail."""

    queued: int
    delivered: int  # different messages that the server took
    twice: int  # that it took more than once
    noted: int  # that the outbox calls sent
    steps: int
    misdeeds: dict[str, int]  # how often the server did each


def script(number: int, chance: random.Random) -> list[str]:
    """Return what the server does, for two in five of so many messages; the rest it takes."""
    kinds = [chance.choice(acts) for acts in list(MISDEEDS.values()) * (number * 2 // 5 // len(MISDEEDS) + 1)]
    acts = [*kinds, *["accept"] * (number - len(kinds))]
    chance.shuffle(acts)
    return acts


def send_all(number: int, database: str, seed: int) -> Sending:
    """Queue messages in a database that processes share, and let them send all of it."""
    connection.settings_dict["NAME"] = database
    connection.close()  # under its new name, as Django never closes a database in memory
    wanted = {
        f"<{MessageFactory(not_before=NOON, give_up_at=NOON + timedelta(days=4)).pk}" for _ in range(number)
    }
    connection.close()
    server = MailServer()  # it listens; nobody answers before the processes have been split off
    server.script.extend(script(number, random.Random(seed)))
    options = {
        "EMAIL_BACKEND": "notifications.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": server.port,
        "EMAIL_TIMEOUT": PATIENCE_SECONDS,
    }
    steps = MANY.Value("i", 0)
    with override_settings(**options):
        processes = start_senders(steps)
    with server:
        for process in processes:
            process.join(LONGEST_SECONDS)
    if any(process.exitcode for process in processes):
        raise SystemExit("A process that sends mail died.")
    return outcome(wanted, server, steps.value)


def start_senders(steps: Any) -> list[Any]:
    """Split off the processes that send."""
    meeting = MANY.Barrier(SENDERS)
    processes = [MANY.Process(target=send_in_steps, args=(meeting, steps)) for _each in range(SENDERS)]
    for process in processes:
        process.start()
    return processes


def send_in_steps(meeting: Any, steps: Any) -> None:
    """Send what is due at each step, with the others, until nothing waits."""
    smtp.ANSWER_SECONDS = ANSWER_SECONDS
    for step in range(MOST_STEPS):
        meeting.wait(LONGEST_SECONDS)
        is_done = not Message.objects.waiting().exists()
        meeting.wait(LONGEST_SECONDS)  # nobody sends before all have looked
        if is_done:
            break
        send_waiting(NOON + step * STEP)
        steps.value = step + 1


def outcome(wanted: set[str], server: MailServer, steps: int) -> Sending:
    """Compare what was queued with what the server took."""
    taken = Counter(identity(mail) for mail in server.delivered)
    acts = Counter(server.acts)
    return Sending(
        queued=len(wanted),
        delivered=len(wanted & set(taken)),
        twice=sum(number > 1 for number in taken.values()),
        noted=Message.objects.filter(state=Message.State.SENT).count(),
        steps=steps,
        misdeeds={name: sum(acts[act] for act in kinds) for name, kinds in MISDEEDS.items()},
    )


def identity(mail: Mail) -> str:
    """Return what tells a message from any other: its own part of the Message-ID."""
    return mail["Message-ID"].partition("@")[0]
