import re

import pytest
from django.urls import reverse

from groups.forms.steps import FORMS
from groups.models import Group
from groups.services import MOST_UNFINISHED, request_changes, start_registration
from groups.steps import STEPS
from notifications.models import Message
from tests.factories.places import PostcodeFactory
from tests.factories.strategy import PriorityFactory
from tests.groups.conftest import NOON
from tests.groups.hostile import NASTIEST

START = reverse("groups:start")
ANSWERS = {
    "name": {"name": "Low Hill Choir"},
    "kind": {"legal_form": "charity", "charity": "1234567"},
    "about": {"summary": "We sing.", "audience": "Everybody"},
    "priorities": {"priorities": ["sing"]},
    "wards": {"wards": ["all"]},
    "base": {"postcode": "wv1 1rg"},
    "public": {"public_email": "hello@choir.example"},
    "contact": {"contact_name": "Fay", "contact_email": "fay@example.com"},
    "safeguarding": {"safeguarding_name": "Sita", "safeguarding_phone": "01902 555 002"},
    "declaration": {"is_true": "on"},
}


def text(response):
    return " ".join(response.content.decode().split())


def step_url(group, slug):
    return reverse("groups:step", args=[group.pk, slug])


def url(name, group):
    return reverse(f"groups:{name}", args=[group.pk])


def test_register_asks_for_an_address(client, db):
    page = text(client.get(reverse("groups:register")))

    assert "Register your group" in page
    assert "What you need" in page
    assert "Email address" in page


def test_register_sends_a_link(client, db):
    response = client.post(reverse("groups:register"), {"email": "new@example.com"})

    assert response.status_code == 302
    assert Message.objects.get().template == "register_group"


def test_register_leads_those_who_are_signed_in_on(client, eve):
    client.force_login(eve)

    assert client.get(reverse("groups:register")).url == START


def test_start_says_what_will_be_asked_and_changes_nothing(client, eve):
    client.force_login(eve)

    page = text(client.get(START))

    assert "Safeguarding lead" in page
    assert not Group.objects.exists()


def test_start_begins_a_registration(client, eve):
    client.force_login(eve)

    response = client.post(START)

    group = Group.objects.of(eve).get()
    assert response.url == step_url(group, "name")


def test_start_lists_what_is_unfinished(client, draft, fay, returned, gus):
    client.force_login(fay)

    page = text(client.get(START))

    assert url("tasks", draft) in page
    assert "Group with no name yet" in page
    assert url("tasks", returned) not in page


def test_start_names_what_is_unfinished(client, returned, gus):
    client.force_login(gus)

    assert "Whitmore Friends" in text(client.get(START))


def test_start_refuses_too_many_drafts(client, eve):
    for _ in range(MOST_UNFINISHED):
        start_registration(by=eve)
    client.force_login(eve)

    response = client.post(START, follow=True)

    assert "Continue one of your unfinished registrations first. You have 5." in text(response)
    assert Group.objects.count() == MOST_UNFINISHED


def test_the_whole_registration_from_first_question_to_reference(client, draft, fay, postcode):
    PriorityFactory(slug="sing")
    client.force_login(fay)

    address = step_url(draft, "name")
    for step in STEPS:
        assert address == step_url(draft, step.slug)
        assert client.get(address).status_code == 200
        address = client.post(address, ANSWERS[step.slug]).url

    assert address == url("check", draft)
    page = text(client.get(address))
    for fact in [
        "Low Hill Choir",
        "Registered charity",
        "1234567",
        "We sing.",
        "WV1 1RG",
        "St Peter’s",
        "Sita",
    ]:
        assert fact in page
    response = client.post(address, follow=True)
    draft.refresh_from_db()
    assert draft.state == "submitted"
    assert draft.reference in text(response)
    assert "Registration sent" in text(response)
    assert Message.objects.get().template == "group_registered"


def test_tasks_say_what_is_done_and_what_is_left(client, draft, fay):
    client.force_login(fay)
    client.post(step_url(draft, "name"), ANSWERS["name"])

    page = text(client.get(url("tasks", draft)))

    assert "9 of 10 questions left to answer" in page
    assert page.count("To do") == 9
    assert "Register Low Hill Choir" in page


def test_tasks_lead_to_the_check_when_all_is_done(client, returned, gus):
    client.force_login(gus)

    assert "Check and send" in text(client.get(url("tasks", returned)))


def test_step_keeps_what_was_typed_and_says_what_is_wrong(client, draft, fay):
    client.force_login(fay)

    response = client.post(step_url(draft, "kind"), {"legal_form": "charity", "charity": "12<3"})

    page = text(response)
    assert response.status_code == 200
    assert "<title>Error: What type of group are you?" in page
    assert 'href="#id_charity"' in page
    assert 'id="id_charity"' in page
    assert 'value="12&lt;3"' in page
    assert re.search(r'value="charity" checked data-reveals="conditional-charity"', page)
    draft.refresh_from_db()
    assert draft.legal_form == ""


def test_step_opens_the_number_of_the_chosen_kind_only(client, draft, fay):
    Group.objects.filter(pk=draft.pk).update(legal_form="cic", register_number="01234567")
    client.force_login(fay)

    page = text(client.get(step_url(draft, "kind")))

    assert '<div class="govuk-radios__conditional" id="conditional-cic">' in page
    assert page.count("govuk-radios__conditional--hidden") == 4
    assert 'value="01234567"' in page


def test_step_goes_to_the_next_open_question(client, draft, fay):
    client.force_login(fay)
    client.post(step_url(draft, "kind"), {"legal_form": "other"})

    assert client.post(step_url(draft, "name"), ANSWERS["name"]).url == step_url(draft, "about")


def test_step_that_does_not_exist_is_unknown(client, draft, fay):
    client.force_login(fay)

    assert client.get(step_url(draft, "shoe-size")).status_code == 404


def test_step_of_a_sent_registration_leads_to_its_page(client, submitted, gus):
    client.force_login(gus)

    response = client.post(step_url(submitted, "name"), {"name": "Other"}, follow=True)

    assert "You cannot change this now" in text(response)
    submitted.refresh_from_db()
    assert submitted.name == "Whitmore Friends"


def test_step_says_when_the_registration_was_sent_meanwhile(client, draft, fay, monkeypatch):
    client.force_login(fay)
    monkeypatch.setattr("groups.services.may_answer", lambda *_: False)

    response = client.post(step_url(draft, "name"), ANSWERS["name"], follow=True)

    assert "Your answer was not saved because your registration has just changed" in text(response)


def test_step_of_an_approved_group_saves_and_goes_back(client, group, asha):
    client.force_login(asha)

    PostcodeFactory(code="WV1 1AA")

    response = client.post(step_url(group, "base"), {"postcode": "WV1 1AA"}, follow=True)

    assert response.redirect_chain[-1][0] == url("manage", group)
    assert "Saved. Public changes are on the website now." in text(response)


def test_step_of_an_approved_group_is_read_first_and_shows_what_waits(client, group, asha):
    client.force_login(asha)

    assert "An officer will check what you change." in text(client.get(step_url(group, "about")))
    response = client.post(step_url(group, "about"), {"summary": "New words", "audience": "All"}, follow=True)

    assert "Anything you changed is with an officer." in text(response)
    assert "a change is with an officer" in text(response)
    assert "New words" not in text(response)
    assert "New words" in text(client.get(step_url(group, "about")))
    assert "An officer will check" not in text(client.get(step_url(group, "wards")))


def test_a_change_of_a_group_is_withdrawn_once(client, group, asha, eve):
    withdraw = url("withdraw_change", group)
    client.force_login(asha)
    client.post(step_url(group, "about"), {"summary": "New words", "audience": "All"})

    assert "Your change is withdrawn." in text(client.post(withdraw, follow=True))
    assert "New words" not in text(client.get(step_url(group, "about")))
    assert "You cannot do this now." in text(client.post(withdraw, follow=True))
    client.force_login(eve)
    assert client.post(withdraw).status_code == 404


def test_step_of_an_approved_group_has_a_save_button(client, group, asha):
    client.force_login(asha)

    page = text(client.get(step_url(group, "about")))

    assert "Step 3 of 10" not in page
    assert "Back to your group" in page


def test_step_of_an_approved_group_keeps_its_name(client, group, asha):
    client.force_login(asha)

    assert client.post(step_url(group, "name"), {"name": "Other"}).url == url("manage", group)
    group.refresh_from_db()
    assert group.name == "Low Hill Boxing Club"


def test_check_names_what_is_missing_and_does_not_send(client, draft, fay):
    client.force_login(fay)

    page = text(client.get(url("check", draft)))
    response = client.post(url("check", draft), follow=True)

    assert "You still need to answer" in page
    assert "Send registration" not in page
    assert "Answer the missing questions, then send your registration" in text(response)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_check_sends_once_however_often_it_is_clicked(client, returned, gus, monkeypatch):
    client.force_login(gus)
    client.post(url("check", returned))
    monkeypatch.setattr("groups.views.registration.may_move", lambda *_: True)

    response = client.post(url("check", returned))

    assert response.url == url("sent", returned)
    assert Message.objects.count() == 1


def test_sent_stands_only_while_an_officer_reads(client, draft, fay):
    client.force_login(fay)

    assert client.get(url("sent", draft)).url == url("manage", draft)


@pytest.mark.parametrize("name", ["tasks", "check", "step"])
def test_pages_show_what_the_officer_asks_for(client, submitted, gus, carol, name):
    request_changes(group=submitted, message="Which <b>hall</b>?", by=carol, now=NOON, expected_version=1)
    client.force_login(gus)
    address = step_url(submitted, "about") if name == "step" else url(name, submitted)

    assert "Which &lt;b&gt;hall&lt;/b&gt;?" in text(client.get(address))


@pytest.mark.parametrize("slug", FORMS)
@pytest.mark.parametrize("value", NASTIEST)
def test_step_survives_hostile_text(client, draft, fay, slug, value):
    client.force_login(fay)

    response = client.post(
        step_url(draft, slug), dict.fromkeys([*ANSWERS[slug], "charity", "website"], value)
    )

    assert response.status_code in {200, 302}
    assert "<script>alert" not in text(response)


@pytest.mark.parametrize("name", ["tasks", "check", "sent", "manage"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_of_others_are_unknown(client, draft, eve, carol, name, method):
    for person in [eve, carol]:
        client.force_login(person)

        assert getattr(client, method)(url(name, draft)).status_code == 404


@pytest.mark.parametrize("slug", FORMS)
def test_steps_of_others_are_unknown(client, draft, eve, slug):
    client.force_login(eve)

    assert client.get(step_url(draft, slug)).status_code == 404
    assert client.post(step_url(draft, slug), ANSWERS[slug]).status_code == 404


@pytest.mark.parametrize("name", ["tasks", "check", "sent", "manage"])
def test_pages_ask_strangers_to_sign_in(client, draft, name):
    assert client.get(url(name, draft)).url.startswith("/account/login/")
