from types import SimpleNamespace

import pytest
from django.db import transaction
from django.template import TemplateDoesNotExist

from notifications import outbox
from notifications.models import Message

pytestmark = pytest.mark.django_db
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

    monkeypatch.setattr("notifications.outbox.deliver", SimpleNamespace(enqueue=fail))

    message = queue()

    assert mailoutbox == []
    message.refresh_from_db()
    assert message.state == "queued"
    assert "no queue" in caplog.text
