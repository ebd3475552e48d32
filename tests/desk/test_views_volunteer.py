from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from tests.factories.accounts import UserFactory
from tests.factories.matching import OfferFactory, WaitingFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.volunteers import ScreeningCheckFactory, VolunteerFactory
from tests.groups.hostile import NASTIEST
from volunteers.models import Volunteer
from volunteers.services import AlreadyCorrected


def text(response):
    return response.content.decode()


def url(volunteer):
    return reverse("desk:volunteer", args=[volunteer.pk])


@pytest.fixture
def volunteer(dev):
    return dev.volunteer


def seen(days_ago=30, **changes):
    day = timezone.localdate() - timedelta(days=days_ago)
    return {
        "level": "3",
        "issued_on_day": day.day,
        "issued_on_month": day.month,
        "issued_on_year": day.year,
        "is_accepted": "yes",
        "note": "",
        **changes,
    }


def test_page_shows_what_they_wait_for(officer, volunteer):
    assert "On waiting lists for" not in text(officer.get(url(volunteer)))

    entry = WaitingFactory(volunteer=volunteer)
    over = WaitingFactory(volunteer=volunteer, state="removed", closed_at=timezone.now())

    page = text(officer.get(url(volunteer)))
    assert "On waiting lists for" in page
    assert reverse("matching:role", args=[entry.role_id]) in page
    assert "since 1 Jun 2026" in page
    assert reverse("matching:role", args=[over.role_id]) not in page


def test_page_shows_what_officers_need(officer, volunteer):
    Volunteer.objects.filter(pk=volunteer.pk).update(skills=0b11, availability=0b1, dbs_declared=2)
    volunteer.interests.add(PriorityFactory(name="Prevent violence"))
    offer = OfferFactory(volunteer=volunteer)
    ScreeningCheckFactory(volunteer=volunteer, is_accepted=False, note="Out of date")

    page = text(officer.get(url(volunteer)))

    for fact in [
        "Dev Volunteer",
        "dev@example.com",
        "They say they are over 18",
        "WV1 1RG",
        "Up to 5 miles",
        "Monday morning",
        "Mentoring, Listening and befriending",
        "English",
        "Prevent violence",
        "They say: Standard",
        "Not checked",
        offer.role.title,
        "Not accepted",
        "Out of date",
    ]:
        assert fact in page


def test_page_of_somebody_who_said_little(officer, volunteer):
    Volunteer.objects.filter(pk=volunteer.pk).update(
        availability=None, born_on=timezone.localdate().replace(year=1990, day=1)
    )

    page = text(officer.get(url(volunteer)))

    assert "1990" in page
    assert "No offers yet" in page
    assert "No officer has seen one yet" in page


def test_screening_is_recorded(officer, volunteer, carol):
    response = officer.post(url(volunteer), seen(), follow=True)

    check = volunteer.screening_checks.get()
    assert (check.level, check.is_accepted, check.checked_by) == (3, True, carol)
    assert "Check recorded" in text(response)
    assert "Enhanced, until" in text(response)
    assert AuditEvent.objects.about(volunteer).last().action == "volunteer.screened"


def test_screening_of_a_certificate_of_2003_is_recorded_as_ended(officer, volunteer):
    page = text(officer.post(url(volunteer), seen(issued_on_year=2003), follow=True))

    assert "Accepted" not in page
    assert "Ended" in page
    assert volunteer.screening_checks.get().valid_until.year == 2006


def corrected(check):
    return reverse("desk:correct_check", args=[check.volunteer_id, check.pk])


def test_check_is_corrected_and_the_old_one_stays(officer, volunteer):
    check = ScreeningCheckFactory(volunteer=volunteer, level=4, note="Seen <here>")
    form = text(officer.get(corrected(check)))
    assert corrected(check) in text(officer.get(url(volunteer)))
    assert "Seen &lt;here&gt;" in form
    assert 'value="2026"' in form

    page = text(officer.post(corrected(check), seen(level="1", reason="Wrong <level>"), follow=True))

    assert "Check corrected" in page
    assert "Wrong &lt;level&gt;" in page
    assert "Basic, until" in page
    assert "Corrected" in page
    assert corrected(check) not in page


def test_correction_asks_for_a_reason_and_keeps_what_was_typed(officer, volunteer):
    check = ScreeningCheckFactory(volunteer=volunteer, is_accepted=False)

    page = text(officer.post(corrected(check), seen(note="Typed <again>")))

    assert "<title>Error: Correct a DBS check" in page
    assert "Enter why you correct it" in page
    assert "Typed &lt;again&gt;" in page
    assert not check.is_replaced


def test_correction_refuses_what_recording_refuses(officer, volunteer, carol):
    check = ScreeningCheckFactory(volunteer=volunteer)

    assert "must be today or in the past" in text(
        officer.post(corrected(check), seen(days_ago=-1, reason="Slip"))
    )
    Volunteer.objects.filter(pk=volunteer.pk).update(user=carol)
    assert "This is your own check" in text(officer.post(corrected(check), seen(reason="Slip")))
    Volunteer.objects.filter(pk=volunteer.pk).update(state="left", user=UserFactory())
    assert "This person has left" in text(officer.post(corrected(check), seen(reason="Slip")))


def test_correction_that_comes_too_late_says_so(officer, volunteer, monkeypatch):
    check = ScreeningCheckFactory(volunteer=volunteer)
    monkeypatch.setattr("desk.views.volunteer.correct_screening", overtaken)

    assert "already corrected this" in text(officer.post(corrected(check), seen(reason="Slip")))


def overtaken(**_facts):
    raise AlreadyCorrected


def test_correction_of_anything_else_is_unknown(officer, volunteer):
    check = ScreeningCheckFactory(volunteer=volunteer)
    other = reverse("desk:correct_check", args=[VolunteerFactory().pk, check.pk])
    ScreeningCheckFactory(volunteer=volunteer, replaces=check)

    assert officer.get(other).status_code == 404
    assert officer.get(corrected(check)).status_code == 404
    unfinished = Volunteer.objects.create(user=UserFactory(), reference="SWP-V-U")
    assert officer.get(corrected(ScreeningCheckFactory(volunteer=unfinished))).status_code == 404


def test_correction_is_closed_to_outsiders(client, volunteer, dev, asha, eve):
    check = ScreeningCheckFactory(volunteer=volunteer)
    for person in [dev, asha, eve]:
        client.force_login(person)
        assert client.get(corrected(check)).status_code == 403
        assert client.post(corrected(check), seen(reason="Mine")).status_code == 403


def test_screening_sent_again_with_another_answer_keeps_it_and_asks(officer, volunteer):
    officer.post(url(volunteer), seen(form_key="one"))

    response = officer.post(url(volunteer), seen(form_key="one", note="Seen <again>"))

    assert "You have sent this form before" in text(response)
    assert "Seen &lt;again&gt;" in text(response)
    assert volunteer.screening_checks.count() == 1


def test_screening_asks_for_the_facts_and_keeps_the_note(officer, volunteer):
    response = officer.post(url(volunteer), {"note": "Seen <today>"})

    page = text(response)
    assert "<title>Error: Dev Volunteer" in page
    assert "Select the level" in page
    assert "Seen &lt;today&gt;" in page
    assert not volunteer.screening_checks.exists()


def test_screening_refuses_a_certificate_of_tomorrow(officer, volunteer):
    page = text(officer.post(url(volunteer), seen(days_ago=-1)))

    assert "The date of issue must be today or in the past" in page


def test_screening_refuses_somebody_who_has_left(officer, volunteer):
    Volunteer.objects.filter(pk=volunteer.pk).update(state="left")

    page = text(officer.post(url(volunteer), seen()))

    assert "This person has left" in page
    assert "Record a DBS check" not in page


def test_screening_leaves_an_officers_own_check_to_another(officer, volunteer, carol):
    Volunteer.objects.filter(pk=volunteer.pk).update(user=carol)

    page = text(officer.post(url(volunteer), seen()))

    assert "This is your own check" in page
    assert not volunteer.screening_checks.exists()


def test_page_is_closed_to_outsiders(client, volunteer, dev, asha, eve):
    for person in [dev, asha, eve]:
        client.force_login(person)
        assert client.get(url(volunteer)).status_code == 403
        assert client.post(url(volunteer), seen()).status_code == 403


def test_page_of_an_unfinished_registration_is_unknown(officer):
    unfinished = Volunteer.objects.create(user=UserFactory(), reference="SWP-V-U")

    assert officer.get(url(unfinished)).status_code == 404
    assert officer.post(url(unfinished), seen()).status_code == 404


@pytest.mark.parametrize("key", ["level", "issued_on_day", "issued_on_year", "is_accepted", "note"])
@pytest.mark.parametrize("value", NASTIEST)
def test_form_survives_hostile_text(officer, volunteer, key, value):
    response = officer.post(url(volunteer), seen(**{key: value}), follow=True)

    assert response.status_code == 200
    assert "<script>alert" not in text(response)


def test_page_shows_a_check_of_which_the_day_of_issue_has_gone(officer, volunteer):
    ScreeningCheckFactory(volunteer=volunteer, issued_on=None)

    page = text(officer.get(url(volunteer)))

    assert "seen by" in page
    assert "issued on" not in page


def test_page_shows_a_profile_that_is_nobodys(officer, volunteer):
    Volunteer.objects.filter(pk=volunteer.pk).update(state="left", user=None)

    assert officer.get(url(volunteer)).status_code == 200
