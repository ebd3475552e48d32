from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.template import TemplateDoesNotExist

from core.models import AuditEvent
from notifications import outbox
from notifications.models import Message
from notifications.tasks import deliver
from tests.factories.notifications import MessageFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LINK = {"secret": "abc", "hours": 24}


def queue(**changes):
    return outbox.queue("register_group", **{"to": "asha@example.com", "context": LINK, **changes})


def test_queue_stores_the_words_with_absolute_links(settings):
    settings.SITE = {**settings.SITE, "base_url": "https://safer.example"}

    message = queue()

    assert (message.to, message.template, message.state) == ("asha@example.com", "register_group", "queued")
    assert message.subject == "Register your group with Safer Wolverhampton"
    assert "https://safer.example/account/link/abc/" in message.body
    assert "\n\n\n" not in message.body


def test_queue_escapes_nothing_because_it_writes_plain_text():
    officer = SimpleNamespace(name="O'Neill & <Sons>", email="o@example.com")

    message = outbox.queue("officer_added", to="o@example.com", context={"officer": officer})

    assert "Hello O'Neill & <Sons>," in message.body


def test_queue_text_keeps_a_hostile_subject_on_one_short_line():
    subject = "Your group\r\nBcc: everybody@example.com" + "x" * 300

    message = outbox.queue_text("any", to="asha@example.com", subject=subject, body="Hello")

    assert message.subject.startswith("Your group Bcc: everybody@example.com")
    assert len(message.subject) == 200


def test_queue_refuses_a_template_that_is_not_there():
    with pytest.raises(TemplateDoesNotExist):
        outbox.queue("no_such_mail", to="asha@example.com", context={})


def test_queue_with_a_once_key_writes_once(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        first, again = queue(once_key="welcome-1"), queue(once_key="welcome-1", to="other@example.com")

    assert first == again
    assert (Message.objects.count(), len(callbacks)) == (1, 1)


def test_queue_without_a_once_key_writes_each_time():
    queue()
    queue()

    assert Message.objects.count() == 2


def test_queue_sends_after_the_transaction(django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        message = queue()
        assert mailoutbox == []

    assert [mail.to for mail in mailoutbox] == [["asha@example.com"]]
    message.refresh_from_db()
    assert message.state == "sent"


@pytest.mark.django_db(transaction=True)
def test_queue_sends_nothing_when_the_change_is_undone(mailoutbox):
    with transaction.atomic():
        queue()
        transaction.set_rollback(True)

    assert mailoutbox == []
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_queue_survives_a_task_queue_that_is_out_of_order(monkeypatch, mailoutbox, caplog):
    def fail(*_):
        raise ConnectionError("no queue")

    monkeypatch.setattr(deliver.get_backend(), "enqueue", fail)

    message = queue()

    assert mailoutbox == []
    message.refresh_from_db()
    assert message.state == "queued"
    assert "no queue" in caplog.text


@pytest.fixture
def tasks(monkeypatch):
    """The queue and priority of each task that is left to a worker."""
    found = []
    monkeypatch.setattr(
        deliver.get_backend(), "enqueue", lambda task, *_: found.append((task.queue_name, task.priority))
    )
    return found


@pytest.mark.parametrize(("is_urgent", "way"), [(True, ("people", 50)), (False, ("mail", 0))])
def test_queue_lets_nobody_who_waits_stand_behind_other_mail(
    tasks, django_capture_on_commit_callbacks, is_urgent, way
):
    with django_capture_on_commit_callbacks(execute=True):
        message = queue(is_urgent=is_urgent)

    assert tasks == [way]
    assert message.is_urgent is is_urgent


@pytest.mark.parametrize("state", ["failed", "refused"])
def test_queue_again_sends_what_was_given_up(state, sam, mailoutbox, django_capture_on_commit_callbacks):
    message = MessageFactory(state=state, attempts=30, last_error="TimeoutError", give_up_at=NOON)

    with django_capture_on_commit_callbacks(execute=True):
        assert outbox.queue_again(message_id=message.pk, by=sam, now=NOON)
        message.refresh_from_db()
        assert (message.state, message.attempts, message.last_error) == ("queued", 0, "")
        assert message.give_up_at == NOON + timedelta(days=4)

    assert [mail.to for mail in mailoutbox] == [[message.to]]
    event = AuditEvent.objects.get(action="message.queued_again")
    assert (event.actor_id, event.subject_id) == (sam.pk, str(message.pk))


@pytest.mark.parametrize(("state", "sent_at"), [("queued", None), ("sent", NOON)])
def test_queue_again_leaves_alone_what_is_on_its_way(state, sent_at, sam, django_capture_on_commit_callbacks):
    message = MessageFactory(state=state, sent_at=sent_at)

    with django_capture_on_commit_callbacks() as callbacks:
        assert not outbox.queue_again(message_id=message.pk, by=sam, now=NOON)

    assert callbacks == []
    assert not AuditEvent.objects.filter(action="message.queued_again").exists()


def test_queue_again_knows_no_message_that_is_gone(sam):
    with pytest.raises(ObjectDoesNotExist):
        outbox.queue_again(message_id=uuid4(), by=sam, now=NOON)
