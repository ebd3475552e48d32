from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.models import Message
from tests.factories.notifications import MessageFactory
from tests.factories.tasks import TaskFactory
from tests.queries import assert_same_for_few_and_many

pytestmark = pytest.mark.django_db
URL = reverse("desk:queues")


@pytest.fixture
def senior(client, sam):
    client.force_login(sam)
    return client


def again(message):
    return reverse("desk:send_again", args=[message.pk])


def text(response):
    return response.content.decode()


def test_queues_say_that_all_is_well(senior):
    page = text(senior.get(URL))

    assert "running normally" in page
    assert "There is no email to look at" in page


def test_queues_show_what_waits_what_is_wrong_and_what_did_not_arrive(senior):
    MessageFactory(subject="Still waiting", to="waiting@example.com")
    refused = MessageFactory(state="refused", last_error="SMTPRecipientsRefused: no such user")
    failed = MessageFactory(state="failed", subject="<b>Your offer</b>")
    TaskFactory(queue_name="people", enqueued=timezone.now() - timedelta(minutes=20))

    page = text(senior.get(URL))

    for words in ["What is wrong", "“people” has been waiting", "Refused by the mail server", "no such user"]:
        assert words in page
    assert "Given up after four days" in page
    assert "&lt;b&gt;Your offer" in page
    assert refused.to in page
    assert failed.to in page
    assert "waiting@example.com" not in page
    assert "Open this link" not in page


def test_queues_are_for_senior_officers(officer):
    assert officer.get(URL).status_code == 403
    assert officer.post(again(MessageFactory(state="failed"))).status_code == 403


def test_send_again_sends_it(senior, mailoutbox, django_capture_on_commit_callbacks):
    message = MessageFactory(state="failed")

    with django_capture_on_commit_callbacks(execute=True):
        page = text(senior.post(again(message), follow=True))

    assert "We will try to send the email again." in page
    assert [mail.to for mail in mailoutbox] == [[message.to]]


def test_send_again_does_it_once(senior, mailoutbox, django_capture_on_commit_callbacks):
    message = MessageFactory(state="failed")

    with django_capture_on_commit_callbacks(execute=True):
        pages = [text(senior.post(again(message), follow=True)) for _ in range(2)]

    assert "already sent or waiting" in pages[1]
    assert len(mailoutbox) == 1


def test_send_again_knows_no_message_that_is_gone(senior):
    assert senior.post(reverse("desk:send_again", args=[uuid4()])).status_code == 404


def test_home_counts_what_did_not_arrive_for_senior_officers(client, carol, sam):
    MessageFactory.create_batch(2, state="failed")
    pages = []
    for person in [carol, sam]:
        client.force_login(person)
        pages.append(text(client.get(reverse("desk:home"))))

    assert ["emails not delivered" in page for page in pages] == [False, True]


def test_queues_ask_the_same_queries_for_few_and_many(senior):
    def add(number):
        Message.objects.bulk_create(MessageFactory.build_batch(number, state="failed"))
        Message.objects.bulk_create(MessageFactory.build_batch(number))
        TaskFactory._meta.model.objects.bulk_create(TaskFactory.build_batch(number))

    assert_same_for_few_and_many({"queues": lambda: senior.get(URL)}, add, at_most=12)
