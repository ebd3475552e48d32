from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import AuditEvent
from notifications.models import Message
from tests.factories.places import PostcodeFactory, WardFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.volunteers import NO_QUESTION_LEFT, ScreeningCheckFactory
from volunteers.ages import birthday
from volunteers.models import Volunteer
from volunteers.services import leave, start_profile
from volunteers.steps import STEPS
from volunteers.yes_or_no import QUESTIONS

ANSWERS = {
    "name": {"name": "Eve Outsider"},
    "age": {"is_over_18": "on"},
    "home": {"postcode": "wv1 1rg"},
    "travel": {"travel_by": "bus", "travel_miles": "3"},
    "wards": {},
    "times": {"availability": ["0", "5"]},
    "skills": {"skills": ["0"]},
    "experience": {"skills_strong": ["0"]},
    "interests": {},
    "languages": {"languages": ["0"]},
    "limit": {"placement_limit": "2", "asks_limit": "-1"},
    "dbs": {"dbs_declared": "3"},
    **{question.slug: {question.field: "yes"} for question in QUESTIONS},
    "phone": {"phone": ""},
}
OWN_PAGES = ["details", "pause", "resume", "tasks", "check", "sent"]


def url(name, *args):
    return reverse(f"volunteers:{name}", args=args)


@pytest.fixture
def places(db):
    PostcodeFactory(code="WV1 1RG", ward=WardFactory(name="St Peter’s"))
    PriorityFactory(name="Knife crime")


@pytest.fixture
def signed_in(client, eve, places):
    client.force_login(eve)
    return client


@pytest.fixture
def drafting(signed_in, eve):
    return start_profile(by=eve)


@pytest.fixture
def as_dev(client, dev, places):
    client.force_login(dev)
    return client


def test_register_asks_for_an_address(client, db):
    assert "Volunteer in Wolverhampton" in client.get(url("register")).content.decode()


def test_start_says_what_is_asked_and_begins(signed_in, eve):
    page = signed_in.get(url("start")).content.decode()
    answer = signed_in.post(url("start"))

    assert "16 or older" in page
    assert answer.url == url("step", "name")
    assert Volunteer.objects.of(eve).get().state == "draft"


def test_start_goes_on_where_the_person_stopped(signed_in, drafting):
    drafting.answered = ["name"]
    drafting.save()

    assert signed_in.get(url("start")).url == url("tasks")
    assert signed_in.post(url("start")).url == url("step", "age")


def test_start_leads_a_complete_draft_to_its_first_question(signed_in, drafting):
    Volunteer.objects.update(**NO_QUESTION_LEFT)

    assert signed_in.post(url("start")).url == url("step", "name")


def test_start_leads_volunteers_to_their_page(as_dev):
    assert as_dev.get(url("start")).url == reverse("matching:my")
    assert as_dev.post(url("start")).url == reverse("matching:my")


def test_registration_from_the_first_question_to_the_number(signed_in, drafting):
    for step, later in zip(STEPS, [*STEPS[1:], None], strict=True):
        assert signed_in.get(url("step", step.slug)).status_code == 200
        answer = signed_in.post(url("step", step.slug), ANSWERS[step.slug])
        assert answer.url == (url("step", later.slug) if later else url("check"))
    check = signed_in.get(url("check")).content.decode()
    sent = signed_in.post(url("check"), follow=True).content.decode()

    assert "Eve Outsider" in check
    assert "Monday: morning" in check
    assert "18 or over" in check
    assert drafting.reference in sent
    assert Message.objects.filter(template="volunteer_registered").count() == 1


def test_a_question_that_makes_no_sense_is_not_there(signed_in, drafting):
    assert signed_in.get(url("step", "experience")).status_code == 404


def test_a_changed_answer_leads_back_to_the_check(signed_in, drafting):
    Volunteer.objects.update(**NO_QUESTION_LEFT)

    assert signed_in.post(url("step", "name"), ANSWERS["name"]).url == url("check")


def test_tasks_say_what_is_left(signed_in, drafting):
    asked = len(STEPS) - 1  # all but the experience in the skills that nobody has told yet
    signed_in.post(url("step", "name"), ANSWERS["name"])

    page = signed_in.get(url("tasks")).content.decode()

    assert f"{asked - 1} of {asked} questions left to answer" in page
    Volunteer.objects.update(**NO_QUESTION_LEFT)
    assert "Check and send" in signed_in.get(url("tasks")).content.decode()


def test_an_error_keeps_what_was_typed(signed_in, drafting):
    page = signed_in.post(url("step", "home"), {"postcode": "nonsense"}).content.decode()

    assert "<title>Error:" in page
    assert "There is a problem" in page
    assert "nonsense" in page


CHILD = {"born_on_day": "1", "born_on_month": "1", "born_on_year": "2020"}


def test_somebody_too_young_is_told_kindly_and_nothing_is_kept(signed_in, drafting):
    signed_in.post(url("step", "name"), ANSWERS["name"])

    page = signed_in.post(url("step", "age"), CHILD).content.decode()

    assert "You cannot volunteer with us yet" in page
    assert "We have kept nothing that you told us" in page
    assert reverse("initiatives:search") in page
    assert "Sign out" not in page
    assert not Volunteer.objects.exists()
    assert not User.objects.exists()
    assert not Session.objects.exists()
    assert not AuditEvent.objects.exists()


def test_who_registered_and_corrects_the_date_to_somebody_too_young_stays_as_they_are(as_dev, dev):
    page = as_dev.post(url("change", "age"), CHILD).content.decode()

    dev.volunteer.refresh_from_db()
    assert "We have not kept this date of birth. Everything else is as it was." in page
    assert url("change", "age") in page
    assert (dev.volunteer.born_on, dev.volunteer.state) == (None, "active")


def test_register_and_start_say_from_which_age_on(client, signed_in, db):
    start = signed_in.get(url("start")).content.decode()
    signed_in.logout()
    register = client.get(url("register")).content.decode()

    assert "to be 16 or older" in register
    assert "You need to be 16 or older" in start
    assert "we cannot offer you a role before your 18th birthday" in start


def test_an_unknown_question_is_not_found(signed_in, drafting):
    assert signed_in.get(url("step", "shoe-size")).status_code == 404


def test_check_names_what_is_missing(signed_in, drafting):
    page = signed_in.get(url("check")).content.decode()
    answer = signed_in.post(url("check"))

    assert "You still need to answer" in page
    assert answer.url == url("check")


def test_check_does_not_send_for_somebody_too_young(signed_in, drafting):
    Volunteer.objects.update(**NO_QUESTION_LEFT, born_on="2020-01-01")

    page = signed_in.post(url("check")).content.decode()

    assert "You cannot volunteer with us yet" in page
    assert not Volunteer.objects.exists()


def test_sent_says_to_somebody_of_17_what_happens_when(as_dev, dev):
    born_on = timezone.localdate() - timedelta(days=17 * 365 + 30)
    Volunteer.objects.filter(user=dev).update(born_on=born_on, is_over_18=False)

    page = as_dev.get(url("sent")).content.decode()

    assert "You are under 18" in page
    assert f"From {birthday(born_on, 18):%-d %B %Y}" in page
    assert "which roles suit you, and why" not in page


def test_check_sent_twice_leads_to_the_number(signed_in, drafting, finished_meanwhile):
    assert signed_in.post(url("check")).url == url("sent")


@pytest.fixture
def finished_meanwhile(monkeypatch):
    """Someone was quicker: a second click of the same person."""
    from volunteers import services
    from volunteers.views import registration

    def already_done(**_facts):
        raise services.NotAllowed

    monkeypatch.setattr(registration, "finish_registration", already_done)


def test_an_answer_after_leaving_leads_to_the_start(as_dev, dev, monkeypatch):
    from volunteers import services
    from volunteers.views import registration

    def gone(**_facts):
        raise services.NotAllowed

    monkeypatch.setattr(registration, "save_answer", gone)

    assert as_dev.post(url("change", "name"), ANSWERS["name"]).url == url("start")


@pytest.mark.parametrize("page", OWN_PAGES)
def test_own_pages_do_not_exist_for_others(signed_in, page):
    assert signed_in.get(url(page)).status_code == 404


@pytest.mark.parametrize("page", OWN_PAGES)
def test_own_pages_ask_to_sign_in(client, db, page):
    assert reverse("account_login") in client.get(url(page)).url


@pytest.mark.parametrize("page", OWN_PAGES)
def test_own_pages_lead_who_left_to_the_start(as_dev, dev, page):
    leave(volunteer=dev.volunteer, by=dev, now=dev.created_at)

    assert as_dev.get(url(page)).url == url("start")
    assert "Register as a volunteer" in as_dev.get(url("start")).content.decode()


@pytest.mark.parametrize("page", ["details", "pause", "sent"])
def test_pages_of_volunteers_lead_drafts_to_their_questions(signed_in, drafting, page):
    assert signed_in.get(url(page)).url == url("tasks")


@pytest.mark.parametrize("page", ["tasks", "check"])
def test_pages_of_drafts_lead_volunteers_to_their_page(as_dev, page):
    assert as_dev.get(url(page)).url == reverse("matching:my")


def test_details_show_answers_and_checks(as_dev, dev):
    ScreeningCheckFactory(volunteer=dev.volunteer)
    ScreeningCheckFactory(volunteer=dev.volunteer, is_accepted=False)

    page = as_dev.get(url("details")).content.decode()

    assert "Dev Volunteer" in page
    assert "valid until 5 January 2029" in page
    assert "not accepted" in page
    assert url("change", "name") in page


def test_details_say_what_was_never_told(as_dev, dev):
    Volunteer.objects.update(availability=None, born_on="1990-05-03", is_over_18=False)

    page = as_dev.get(url("details")).content.decode()

    assert "I have not said: ask me" in page
    assert "3 May 1990" in page
    assert "None yet" in page


def test_change_saves_and_leads_back(as_dev, dev):
    assert as_dev.get(url("change", "name")).status_code == 200

    assert as_dev.post(url("change", "name"), {"name": "Dev Singh"}).url == url("details")
    assert Volunteer.objects.get().name == "Dev Singh"


def test_pause_and_resume(as_dev, dev):
    assert as_dev.get(url("pause")).status_code == 200
    as_dev.post(url("pause"))
    assert Volunteer.objects.get().state == "paused"
    assert url("resume") in as_dev.get(url("details")).content.decode()
    assert as_dev.get(url("resume")).status_code == 200

    as_dev.post(url("resume"))

    assert Volunteer.objects.get().state == "active"


def test_registration_is_not_lost_to_a_postcode_that_is_newer_than_the_list(signed_in, drafting):
    for step in STEPS:
        answers = {"postcode": "wv1 9zz"} if step.slug == "home" else ANSWERS[step.slug]
        signed_in.post(url("step", step.slug), answers)

    page = signed_in.get(url("check")).content.decode()
    assert "We are still finding where this is." in page
    signed_in.post(url("check"), {"agrees": "on"})

    volunteer = Volunteer.objects.get()
    assert (volunteer.state, volunteer.postcode, volunteer.latitude) == ("active", "WV1 9ZZ", None)
