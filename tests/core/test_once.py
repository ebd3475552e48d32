from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import EmailLink
from core.models import FormKey
from initiatives.models import Initiative

pytestmark = pytest.mark.django_db
SENT_BEFORE = "You have sent this form before, with other answers"


@pytest.fixture
def address(group):
    return f"/my-groups/{group.pk}/initiatives/new/"


def key_on(page):
    return page.content.decode().partition('name="form_key" value="')[2].partition('"')[0]


def test_a_page_has_a_new_key_each_time(owner, address):
    first, second = (key_on(owner.get(address)) for _twice in range(2))

    assert len(first) == 32
    assert first != second


def test_ten_times_the_same_make_one_and_land_on_one_page(owner, address):
    answers = {"title": "Boxing", "form_key": key_on(owner.get(address))}

    landed = {owner.post(address, answers).url for _time in range(10)}

    assert landed == {f"{address.removesuffix('new/')}{Initiative.objects.get().pk}/about/"}


def test_two_pages_with_the_same_answers_make_two(owner, address):
    for _twice in range(2):
        owner.post(address, {"title": "Boxing", "form_key": key_on(owner.get(address))})

    assert Initiative.objects.count() == 2


def test_other_answers_with_a_used_key_are_kept_and_asked_about(owner, address):
    key = key_on(owner.get(address))
    owner.post(address, {"title": "Boxing", "form_key": key})

    again = owner.post(address, {"title": "Chess & tea", "form_key": key})

    page = again.content.decode()
    assert SENT_BEFORE in page
    assert "Chess &amp; tea" in page
    owner.post(address, {"title": "Chess & tea", "form_key": key_on(again)})
    assert {each.title for each in Initiative.objects.all()} == {"Boxing", "Chess & tea"}


def test_a_mistake_uses_no_key(owner, address):
    key = key_on(owner.get(address))
    owner.post(address, {"title": "", "form_key": key})

    assert not FormKey.objects.exists()
    assert owner.post(address, {"title": "Boxing", "form_key": key}).status_code == 302


def test_what_could_not_be_made_may_be_sent_again(owner, address, group):
    drafts = Initiative.objects.bulk_create(Initiative(group=group, title=str(n)) for n in range(20))
    answers = {"title": "Boxing", "form_key": key_on(owner.get(address))}
    owner.post(address, answers)
    assert Initiative.objects.count() == 20
    drafts[0].delete()

    owner.post(address, answers)

    assert Initiative.objects.filter(title="Boxing").exists()


def test_a_key_is_its_persons_own(owner, address, client, ben):
    answers = {"title": "Boxing", "form_key": "guessed"}
    owner.post(address, answers)
    client.force_login(ben)

    client.post(address, answers)

    assert Initiative.objects.count() == 2


def test_a_key_of_one_page_does_not_work_on_another(owner, address):
    key = key_on(owner.get(address))
    owner.post(address, {"title": "Boxing", "form_key": key})

    page = owner.post("/register/group/start/", {"form_key": key}, follow=True).content.decode()

    assert SENT_BEFORE in page


def test_without_a_key_the_same_answers_count_once_for_ten_minutes(owner, address):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _time in range(10):
            owner.post(address, {"title": "Boxing"})
        assert Initiative.objects.count() == 1
        clock.shift(timedelta(minutes=10, seconds=1))
        owner.post(address, {"title": "Boxing"})

    assert Initiative.objects.count() == 2


def test_a_strangers_form_counts_once_by_its_key_only(client):
    with_key = {"email": "new@example.com", "form_key": key_on(client.get("/register/volunteer/"))}
    for _twice in range(2):
        assert client.post("/register/volunteer/", with_key).url == "/account/check-your-email/"
    assert EmailLink.objects.count() == 1

    for _twice in range(2):
        client.post("/register/volunteer/", {"email": "new@example.com"})
    assert EmailLink.objects.count() == 3


def test_another_file_is_another_answer(client, sam, uploads_dir):
    client.force_login(sam)
    address = "/desk/imports/new/population/"
    key = {"form_key": "one", "on_day": "1", "on_month": "6", "on_year": "2026"}

    def send(name):
        return client.post(address, {**key, "file": SimpleUploadedFile(name, b"a,b\n1,2\n")})

    assert send("one.csv").url == send("one.csv").url
    assert SENT_BEFORE in send("two.csv").content.decode()


def test_a_form_key_is_named_by_its_hash():
    assert str(FormKey(key="abc")) == "Form key abc"
