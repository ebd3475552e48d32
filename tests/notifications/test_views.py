import pytest

from notifications.models import Message
from tests.factories.notifications import MessageFactory
from tests.queries import assert_same_for_few_and_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def developing(settings):
    settings.DEBUG = True


def test_outbox_is_not_there_on_a_live_site(client, sam):
    MessageFactory()
    client.force_login(sam)

    assert client.get("/dev/outbox/").status_code == 404


def test_outbox_lists_mails_newest_first_with_links_to_follow(client, developing):
    MessageFactory(subject="The first mail")
    MessageFactory(subject="The second mail", body="Go to https://safer.example/account/link/abc/ <b>now</b>")

    page = client.get("/dev/outbox/").content.decode()

    assert page.index("The second mail") < page.index("The first mail")
    assert 'href="https://safer.example/account/link/abc/"' in page
    assert "&lt;b&gt;now" in page


def test_outbox_says_when_it_is_empty(client, developing):
    assert b"No emails yet" in client.get("/dev/outbox/").content


def test_outbox_has_pages(client, developing):
    MessageFactory.create_batch(40)

    page = client.get("/dev/outbox/?page=2").content.decode()

    assert page.count("<article") == 20


def test_outbox_asks_the_same_queries_for_few_and_many(client, developing):
    def add(number):
        Message.objects.bulk_create(MessageFactory.build_batch(number))

    assert_same_for_few_and_many({"outbox": lambda: client.get("/dev/outbox/")}, add, at_most=3)


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "9" * 400])
def test_outbox_has_no_page_of_nonsense(client, developing, number):
    assert client.get("/dev/outbox/", {"page": number}).status_code == 404
