import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import EmailLink, User
from accounts.services import request_link, use_link
from core.models import AuditEvent
from core.registration.services import Incomplete
from matching.candidates import people_by_key
from matching.eligibility.answers import FAIL
from matching.eligibility.rules.person import dbs
from notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.facts import make_opening
from tests.factories.groups import GroupFactory, MembershipFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.volunteers import NO_QUESTION_LEFT, ScreeningCheckFactory, VolunteerFactory
from volunteers.ages import birthday
from volunteers.models import Volunteer
from volunteers.services import (
    AlreadyCorrected,
    IssuedInFuture,
    NotAllowed,
    OwnCheck,
    TooYoung,
    correct_screening,
    finish_registration,
    forget_draft_again,
    leave,
    pause,
    record_screening,
    refuse_too_young,
    resume,
    save_answer,
    start_profile,
)
from volunteers.steps import STEP_BY_SLUG, STEPS
from volunteers.tasks import refresh_checks

NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


def actions(subject):
    return list(AuditEvent.objects.about(subject).values_list("action", flat=True))


def save(volunteer, slug, **answers):
    return save_answer(
        volunteer=volunteer, step=STEP_BY_SLUG[slug], answers=answers, by=volunteer.user, now=NOW
    )


@pytest.fixture
def draft(eve):
    return start_profile(by=eve)


@pytest.fixture
def volunteer(dev):
    return dev.volunteer


def test_start_profile_begins_one_and_returns_it_again(eve):
    first, second = start_profile(by=eve), start_profile(by=eve)

    assert first == second
    assert first.state == "draft"
    assert first.reference.startswith("SWP-V-")
    assert actions(first) == ["volunteer.started"]


def test_start_profile_leaves_an_active_one_alone(volunteer):
    assert start_profile(by=volunteer.user).state == "active"


def test_start_profile_begins_again_for_who_left(volunteer):
    leave(volunteer=volunteer, by=volunteer.user, now=NOW)

    again = start_profile(by=volunteer.user)

    assert (again.pk, again.state, again.answered) == (volunteer.pk, "draft", [])


def test_save_answer_keeps_it_and_says_which_fields(draft):
    saved = save(draft, "name", name="Eve Outsider")

    assert (saved.name, saved.answered) == ("Eve Outsider", ["name"])
    event = AuditEvent.objects.about(draft).last()
    assert event.details == {"step": "name", "fields": ["name"]}


def test_save_answer_counts_a_question_as_answered_without_a_change(draft):
    assert save(draft, "phone", phone="").answered == ["phone"]


def test_save_answer_leaves_no_trace_when_nothing_changed(draft):
    save(draft, "phone", phone="")
    save(draft, "phone", phone="")

    assert actions(draft) == ["volunteer.started", "volunteer.answered"]


def test_save_answer_links_interests(draft):
    chosen = PriorityFactory()
    save(draft, "interests", interests=[chosen])

    saved = save(draft, "interests", interests=[])

    assert not saved.interests.exists()
    assert actions(draft).count("volunteer.answered") == 2


def test_save_answer_keeps_nothing_of_somebody_too_young(draft):
    with pytest.raises(TooYoung):
        save(draft, "age", born_on=date(2010, 6, 2), is_over_18=False)

    draft.refresh_from_db()
    assert (draft.born_on, draft.answered) == (None, [])


def test_refuse_too_young_keeps_nothing_at_all(db):
    link = request_link(email="kid@example.com", purpose="register_volunteer", now=NOW)
    secret = re.search(r"/account/link/([^/]+)/", Message.objects.get().body)[1]
    kid = use_link(secret=secret, now=NOW)
    draft = start_profile(by=kid)
    save(draft, "name", name="Kim Kid")
    save(draft, "interests", interests=[PriorityFactory()])

    refuse_too_young(volunteer=draft, by=kid, now=NOW)

    for model in (Volunteer, User, EmailAddress, EmailLink, Message, AuditEvent):
        assert not model.objects.exists(), model
    assert link.pk


def test_refuse_too_young_leaves_the_invitation_of_a_group(draft):
    request_link(
        email=draft.user.email,
        purpose="group_invitation",
        now=NOW,
        about={"group": GroupFactory(), "inviter": draft.user, "days": 7},
    )

    refuse_too_young(volunteer=draft, by=draft.user, now=NOW)

    assert EmailLink.objects.get().purpose == Message.objects.get().template == "group_invitation"


def test_forget_draft_again_forgets_whom_a_backup_brought_back(draft):
    assert forget_draft_again(str(draft.pk), NOW)
    assert not forget_draft_again(str(draft.pk), NOW)
    assert not User.objects.exists()


def test_refuse_too_young_leaves_an_account_that_is_used_for_something_else(draft):
    MembershipFactory(user=draft.user)
    save(draft, "name", name="Kim Kid")

    refuse_too_young(volunteer=draft, by=draft.user, now=NOW)

    assert not Volunteer.objects.exists()
    assert not actions(draft)
    assert User.objects.filter(pk=draft.user.pk).exists()


def test_refuse_too_young_lets_who_came_back_leave_again(volunteer):
    leave(volunteer=volunteer, by=volunteer.user, now=NOW)
    again = start_profile(by=volunteer.user)
    save(again, "name", name="Kim Kid")

    refuse_too_young(volunteer=again, by=volunteer.user, now=NOW)

    again.refresh_from_db()
    assert (again.state, again.name, again.answered) == ("left", "", [])


def test_refuse_too_young_is_for_who_is_registering(volunteer):
    with pytest.raises(NotAllowed):
        refuse_too_young(volunteer=volunteer, by=volunteer.user, now=NOW)


def test_save_answer_refuses_who_left(volunteer):
    leave(volunteer=volunteer, by=volunteer.user, now=NOW)

    with pytest.raises(NotAllowed):
        save(volunteer, "name", name="Somebody")


def test_finish_registration_lets_the_person_be_found_and_writes_to_them(draft):
    Volunteer.objects.filter(pk=draft.pk).update(
        name="Eve", latitude=52.5, longitude=-2.1, is_over_18=True, **NO_QUESTION_LEFT
    )

    done = finish_registration(volunteer=draft, by=draft.user, now=NOW)

    assert (done.state, done.registered_at) == ("active", NOW)
    message = Message.objects.get(template="volunteer_registered")
    assert message.to == draft.user.email
    assert draft.reference in message.subject


def test_finish_registration_takes_somebody_of_17_and_says_from_when_they_see_roles(draft):
    born_on = timezone.localdate() - timedelta(days=17 * 365 + 30)
    Volunteer.objects.filter(pk=draft.pk).update(
        name="Eve", latitude=52.5, longitude=-2.1, born_on=born_on, **NO_QUESTION_LEFT
    )

    assert finish_registration(volunteer=draft, by=draft.user, now=timezone.now()).state == "active"

    body = Message.objects.get(template="volunteer_registered").body
    assert "You are under 18. A parent or guardian must agree" in body
    assert f"From {birthday(born_on, 18):%-d %B %Y} you will see which roles suit you" in body
    assert "an officer will offer it" not in body


def test_finish_registration_counts_a_check_that_was_seen_before(draft):
    ScreeningCheckFactory(volunteer=draft, level=3, valid_until=date(2029, 1, 5))
    Volunteer.objects.filter(pk=draft.pk).update(
        name="Eve", latitude=52.5, longitude=-2.1, is_over_18=True, **NO_QUESTION_LEFT
    )

    done = finish_registration(volunteer=draft, by=draft.user, now=NOW)

    assert (done.dbs_level, done.dbs_valid_until) == (3, date(2029, 1, 5))


def test_finish_registration_names_the_open_questions(draft):
    save(draft, "name", name="Eve")

    with pytest.raises(Incomplete, match="age") as caught:
        finish_registration(volunteer=draft, by=draft.user, now=NOW)

    asked = [step.slug for step in STEPS if step.slug not in {"name", "experience"}]
    assert [step.slug for step in caught.value.steps] == asked


def test_finish_registration_happens_once(volunteer):
    with pytest.raises(NotAllowed):
        finish_registration(volunteer=volunteer, by=volunteer.user, now=NOW)


def test_finish_registration_refuses_somebody_too_young(draft):
    Volunteer.objects.filter(pk=draft.pk).update(born_on=date(2012, 1, 1), **NO_QUESTION_LEFT)

    with pytest.raises(TooYoung):
        finish_registration(volunteer=draft, by=draft.user, now=NOW)


def test_pause_and_resume_set_the_state_and_never_toggle_it(volunteer):
    pause(volunteer=volunteer, by=volunteer.user)
    assert pause(volunteer=volunteer, by=volunteer.user).state == "paused"

    resume(volunteer=volunteer, by=volunteer.user)
    assert resume(volunteer=volunteer, by=volunteer.user).state == "active"
    assert actions(volunteer) == ["volunteer.paused", "volunteer.resumed"]


def test_pause_refuses_a_draft(draft):
    with pytest.raises(NotAllowed):
        pause(volunteer=draft, by=draft.user)


def test_leave_forgets_what_was_told_and_keeps_what_was_seen(volunteer):
    volunteer.interests.set([PriorityFactory()])
    ScreeningCheckFactory(volunteer=volunteer, note="Ring first")
    Volunteer.objects.filter(pk=volunteer.pk).update(phone="01902 555 000", skills=3, dbs_declared=2)

    left = leave(volunteer=volunteer, by=volunteer.user, now=NOW)

    left.refresh_from_db()
    assert (left.state, left.name, left.phone, left.postcode, left.latitude) == ("left", "", "", "", None)
    assert (left.availability, left.skills, left.languages, left.dbs_declared) == (None, 0, 0, 0)
    assert not left.interests.exists()
    assert left.screening_checks.get().note == ""
    assert left.reference == volunteer.reference
    assert Message.objects.filter(template="volunteer_left").count() == 1


def test_leave_happens_once(volunteer):
    leave(volunteer=volunteer, by=volunteer.user, now=NOW)
    leave(volunteer=volunteer, by=volunteer.user, now=NOW)

    assert actions(volunteer) == ["volunteer.left"]


def screen(volunteer, officer, **facts):
    usual = {"level": 3, "issued_on": date(2026, 1, 5), "is_accepted": True}
    return record_screening(volunteer=volunteer, by=officer, now=NOW, **usual | facts)


def test_record_screening_counts_an_accepted_check(volunteer, carol):
    check = screen(volunteer, carol, note="Seen in person")

    volunteer.refresh_from_db()
    assert check.valid_until == date(2029, 1, 5)
    assert (volunteer.dbs_level, volunteer.dbs_valid_until) == (3, date(2029, 1, 5))
    event = AuditEvent.objects.about(volunteer).last()
    assert event.actor_id == carol.pk
    assert "note" not in event.details


def test_record_screening_keeps_the_best_one(volunteer, carol):
    screen(volunteer, carol, level=4)
    screen(volunteer, carol, level=1)

    volunteer.refresh_from_db()
    assert volunteer.dbs_level == 4


def test_record_screening_does_not_count_a_refused_check(volunteer, carol):
    screen(volunteer, carol, is_accepted=False)

    volunteer.refresh_from_db()
    assert (volunteer.dbs_level, volunteer.dbs_valid_until) == (0, None)


def test_record_screening_of_an_old_certificate_counts_for_nothing(volunteer, carol):
    check = screen(volunteer, carol, issued_on=date(2003, 5, 1))

    volunteer.refresh_from_db()
    assert check.valid_until == volunteer.dbs_valid_until == date(2006, 5, 1)
    candidate = people_by_key([volunteer.pk], uuid4(), on=NOW.date())[volunteer.pk].candidate
    assert dbs(candidate, make_opening(dbs_level=1, starts_on=NOW.date())).outcome is FAIL


def test_record_screening_of_an_old_certificate_takes_nothing_away(volunteer, carol):
    screen(volunteer, carol, level=1)
    screen(volunteer, carol, level=4, issued_on=date(2003, 5, 1))

    volunteer.refresh_from_db()
    assert (volunteer.dbs_level, volunteer.dbs_valid_until) == (1, date(2029, 1, 5))


def test_record_screening_of_a_new_check_begins_its_reminders_anew(volunteer, carol):
    screen(volunteer, carol, issued_on=date(2023, 7, 1))
    Volunteer.objects.update(dbs_reminded_days=30)
    screen(volunteer, carol, is_accepted=False)
    volunteer.refresh_from_db()
    assert volunteer.dbs_reminded_days == 30

    screen(volunteer, carol)

    volunteer.refresh_from_db()
    assert volunteer.dbs_reminded_days is None


def correct(check, officer, **facts):
    usual = {"level": 1, "issued_on": date(2025, 1, 5), "is_accepted": True, "reason": "The year was wrong"}
    return correct_screening(check=check, by=officer, now=NOW, **usual | facts)


def test_correct_screening_keeps_the_old_values_and_counts_the_new(volunteer, carol, sam):
    wrong = screen(volunteer, carol)

    right = correct(wrong, sam)

    wrong.refresh_from_db()
    volunteer.refresh_from_db()
    assert (wrong.level, wrong.issued_on, wrong.replacement) == (3, date(2026, 1, 5), right)
    assert (right.checked_by, right.checked_at) == (carol, NOW)
    assert (volunteer.dbs_level, volunteer.dbs_valid_until) == (1, date(2028, 1, 5))
    assert not refresh_checks(NOW)
    event = AuditEvent.objects.about(volunteer).last()
    assert (event.action, event.actor_id) == ("volunteer.screening_corrected", sam.pk)
    assert event.reason == "The year was wrong"
    assert event.details == {
        "before": {"level": 3, "is_accepted": True},
        "after": {"level": 1, "is_accepted": True},
    }


def test_correct_screening_to_an_old_certificate_counts_for_nothing(volunteer, carol):
    correct(screen(volunteer, carol), carol, issued_on=date(2003, 5, 1))

    volunteer.refresh_from_db()
    assert volunteer.dbs_valid_until == date(2006, 5, 1)


def test_correct_screening_corrects_a_check_once_and_its_correction_again(volunteer, carol):
    wrong = screen(volunteer, carol)
    right = correct(wrong, carol)

    with pytest.raises(AlreadyCorrected):
        correct(wrong, carol)
    correct(right, carol, level=2)

    volunteer.refresh_from_db()
    assert volunteer.dbs_level == 2
    assert volunteer.screening_checks.not_replaced().count() == 1


def test_a_check_is_corrected_once_by_the_database(volunteer, carol):
    wrong = ScreeningCheckFactory(volunteer=volunteer)
    ScreeningCheckFactory(volunteer=volunteer, replaces=wrong)

    with pytest.raises(IntegrityError):
        ScreeningCheckFactory(volunteer=volunteer, replaces=wrong)


def test_correct_screening_refuses_what_recording_refuses(volunteer, carol):
    check = screen(volunteer, carol)

    with pytest.raises(IssuedInFuture):
        correct(check, carol, issued_on=date(2026, 6, 2))
    with pytest.raises(OwnCheck):
        correct(check, volunteer.user)
    leave(volunteer=volunteer, by=volunteer.user, now=NOW)
    with pytest.raises(NotAllowed):
        correct(check, carol)


def test_a_corrected_check_is_not_taken_up_again(volunteer, carol):
    wrong = screen(volunteer, carol, level=4)
    correct(wrong, carol, level=1, issued_on=date(2023, 7, 1))

    assert refresh_checks(datetime(2026, 7, 2, 9, 0, tzinfo=UTC)) == 0


def test_record_screening_refuses_a_certificate_from_the_future(volunteer, carol):
    with pytest.raises(IssuedInFuture):
        screen(volunteer, carol, issued_on=date(2026, 6, 2))


def test_record_screening_refuses_who_left(volunteer, carol):
    leave(volunteer=volunteer, by=volunteer.user, now=NOW)

    with pytest.raises(NotAllowed):
        screen(volunteer, carol)


def test_refresh_checks_counts_another_check_once_the_best_has_ended(volunteer, carol):
    screen(volunteer, carol, level=4, issued_on=date(2023, 7, 1))
    screen(volunteer, carol, level=1, issued_on=date(2026, 1, 1))
    later = datetime(2026, 7, 2, 9, 0, tzinfo=UTC)

    assert refresh_checks(NOW) == 0
    assert refresh_checks(later) == 1
    assert refresh_checks(later) == 0

    volunteer.refresh_from_db()
    assert volunteer.dbs_level == 1


def test_active_registered_and_own_profiles_are_told_apart(volunteer, draft):
    paused = VolunteerFactory(state="paused")

    assert set(Volunteer.objects.active()) == {volunteer}
    assert set(Volunteer.objects.registered()) == {volunteer, paused}
    assert Volunteer.objects.of(UserFactory()).count() == 0
