from datetime import timedelta
from unittest.mock import Mock

import pytest

from core import audit, search
from core.models import AuditEvent
from core.registration.services import Incomplete
from groups.models import Group, Membership
from groups.services import (
    MOST_UNFINISHED,
    ChecksMissing,
    NotAllowed,
    StaleDecision,
    TooManyUnfinished,
    approve_group,
    record_check,
    refuse_group,
    reinstate_group,
    remove_member,
    remove_member_again,
    request_changes,
    save_answer,
    start_registration,
    submit_registration,
    suspend_group,
)
from groups.steps import STEP_BY_SLUG
from notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.groups import DraftGroupFactory, MembershipFactory
from tests.factories.places import WardFactory
from tests.groups.conftest import NOON, fill

ABOUT = STEP_BY_SLUG["about"]


def actions(group):
    return list(AuditEvent.objects.about(group).values_list("action", flat=True))


def mails():
    return sorted(Message.objects.values_list("template", "to"))


def found(words):
    return list(Group.objects.about(words))


def test_start_registration_makes_a_draft_of_its_owner(eve):
    group = start_registration(by=eve)

    assert group.state == "draft"
    assert group.reference.startswith("SWP-G-")
    assert group.memberships.get().user == eve
    assert group.memberships.get().role == "owner"
    assert actions(group) == ["group.started"]


def test_start_registration_refuses_many_unfinished(eve):
    for _ in range(MOST_UNFINISHED):
        start_registration(by=eve)

    with pytest.raises(TooManyUnfinished):
        start_registration(by=eve)

    assert Group.objects.of(eve).count() == MOST_UNFINISHED


def test_save_answer_keeps_fields_and_says_which_changed(draft, fay):
    answers = {"summary": "We box.", "audience": "", "name": "ignored"}

    saved = save_answer(group=draft, step=ABOUT, answers=answers, by=fay, now=NOON)

    draft.refresh_from_db()
    assert (saved.summary, draft.summary, draft.name) == ("We box.", "We box.", "")
    event = AuditEvent.objects.about(draft).get()
    assert (event.action, event.actor_name) == ("group.answered", str(fay))
    assert event.details == {"step": "about", "fields": ["summary"], "is_public": False}


def test_save_answer_keeps_links(draft, fay):
    wards = [WardFactory(), WardFactory()]

    save_answer(group=draft, step=STEP_BY_SLUG["wards"], answers={"wards": wards}, by=fay, now=NOON)
    save_answer(group=draft, step=STEP_BY_SLUG["wards"], answers={"wards": wards[:1]}, by=fay, now=NOON)

    assert list(draft.wards.all()) == wards[:1]
    assert actions(draft) == ["group.answered", "group.answered"]


def test_save_answer_leaves_no_trace_of_no_change(submitted, returned, gus):
    answers = {"summary": returned.summary, "audience": returned.audience}

    save_answer(group=returned, step=ABOUT, answers=answers, by=gus, now=NOON)

    assert actions(returned) == []
    assert returned.checks.current().count() == 4


def test_save_answer_supersedes_the_check_of_what_changed(returned, gus):
    answers = {"summary": "Something else.", "audience": ""}

    save_answer(group=returned, step=ABOUT, answers={**answers, "audience": "All"}, by=gus, now=NOON)

    assert [check.kind for check in returned.checks.exclude(superseded_at=None)] == ["activity"]
    assert returned.checks.get(kind="activity").superseded_at == NOON
    assert not returned.checks.get(kind="activity").is_settled


def test_save_answer_refuses_while_an_officer_reads(submitted, gus):
    with pytest.raises(NotAllowed):
        save_answer(group=submitted, step=ABOUT, answers={}, by=gus, now=NOON)


def test_save_answer_keeps_unapproved_texts_out_of_the_search(draft, fay):
    save_answer(
        group=draft, step=ABOUT, answers={"summary": "Trampolines", "audience": "All"}, by=fay, now=NOON
    )

    assert list(search.matching("group", "trampoline")) == []


def test_submit_registration_sends_a_complete_one(draft, fay):
    group = fill(draft)
    group.name, group.legal_form, group.summary, group.audience = "Friends", "residents", "Tea", "All"
    group.public_phone = "01902 555 000"
    group.contact_name, group.contact_email = "Fay", "fay@example.com"
    group.safeguarding_name, group.safeguarding_phone = "Sita", "01902 555 001"
    group.declared_at = NOON
    group.save()

    submit_registration(group=group, by=fay, now=NOON)

    group.refresh_from_db()
    assert (group.state, group.version, group.submitted_at, group.decided_at) == ("submitted", 1, NOON, None)
    assert actions(group) == ["group.submitted"]
    assert mails() == [("group_registered", "fay@example.com")]
    message = Message.objects.get()
    assert group.reference in message.body
    assert f"/my-groups/{group.pk}/" in message.body


def test_submit_registration_again_moves_to_the_end_of_the_queue(returned, gus):
    submit_registration(group=returned, by=gus, now=NOON)

    returned.refresh_from_db()
    assert (returned.state, returned.version, returned.submitted_at) == ("submitted", 3, NOON)


def test_submit_registration_names_what_is_missing(draft, fay):
    draft.name = "Friends"
    draft.save()

    with pytest.raises(Incomplete) as caught:
        submit_registration(group=draft, by=fay, now=NOON)

    assert [step.slug for step in caught.value.steps][:2] == ["kind", "about"]
    draft.refresh_from_db()
    assert draft.state == "draft"
    assert mails() == []


def test_submit_registration_refuses_a_second_time(submitted, gus):
    with pytest.raises(NotAllowed):
        submit_registration(group=submitted, by=gus, now=NOON)


def test_remove_member_takes_an_editor_out(group, asha, ben):
    remove_member(membership=group.memberships.get(user=ben), by=asha)

    assert list(group.memberships.values_list("user", flat=True)) == [asha.pk]
    assert actions(group) == ["group.member_removed"]


def test_remove_member_never_takes_an_owner_out(group, asha):
    with pytest.raises(NotAllowed):
        remove_member(membership=group.memberships.get(user=asha), by=asha)

    assert Membership.objects.filter(user=asha).exists()


def test_remove_member_again_takes_an_editor_out_once(group, ben):
    key = str(group.memberships.get(user=ben).pk)

    assert [remove_member_again(key, NOON) for _ in range(2)] == [True, False]

    assert not group.memberships.filter(user=ben).exists()
    assert actions(group) == ["group.member_removed"]


def test_record_check_takes_the_place_of_the_earlier_one(submitted, carol):
    check = record_check(
        group=submitted, kind="contact", outcome="failed", note="No answer", by=carol, now=NOON
    )

    assert list(submitted.checks.current().filter(kind="contact")) == [check]
    assert (check.note, check.checked_by, check.checked_at) == ("No answer", carol, NOON)
    assert submitted.checks.filter(kind="contact").count() == 2
    event = AuditEvent.objects.about(submitted).get()
    assert event.details == {"kind": "contact", "outcome": "failed"}


def test_record_check_refuses_a_draft(draft, carol):
    with pytest.raises(NotAllowed):
        record_check(group=draft, kind="contact", outcome="passed", note="", by=carol, now=NOON)


def test_request_changes_hands_the_registration_back(submitted, carol):
    request_changes(group=submitted, message="Which hall?", by=carol, now=NOON, expected_version=1)

    submitted.refresh_from_db()
    assert (submitted.state, submitted.version, submitted.decided_at) == ("changes_requested", 2, None)
    decision = submitted.decisions.get()
    assert (decision.state, decision.message, decision.decided_by) == (
        "changes_requested",
        "Which hall?",
        carol,
    )
    assert AuditEvent.objects.about(submitted).get().reason == "Which hall?"
    assert mails() == [("group_changes_requested", "gus@example.com")]
    assert "Which hall?" in Message.objects.get().body


def test_approve_group_makes_it_public(submitted, carol):
    approve_group(group=submitted, by=carol, now=NOON, expected_version=1)

    submitted.refresh_from_db()
    assert (submitted.state, submitted.version, submitted.decided_at) == ("approved", 2, NOON)
    assert list(Group.objects.listed()) == [submitted]
    assert found("whitmore") == [submitted]
    assert actions(submitted) == ["group.approved"]
    assert mails() == [("group_approved", "gus@example.com")]


def test_approve_group_names_the_checks_that_are_missing(submitted, carol):
    submitted.checks.filter(kind="contact").update(outcome="failed")
    submitted.checks.filter(kind="activity").delete()

    with pytest.raises(ChecksMissing) as caught:
        approve_group(group=submitted, by=carol, now=NOON, expected_version=1)

    assert caught.value.kinds == ["contact", "activity"]
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_refuse_group_says_why(submitted, carol):
    refuse_group(group=submitted, reason="Not in the city", by=carol, now=NOON, expected_version=1)

    submitted.refresh_from_db()
    assert (submitted.state, submitted.decided_at) == ("refused", NOON)
    assert submitted.decisions.get().message == "Not in the city"
    assert mails() == [("group_refused", "gus@example.com")]


def test_suspend_group_hides_it(submitted, carol, sam):
    approve_group(group=submitted, by=carol, now=NOON, expected_version=1)

    suspend_group(group=submitted, reason="Safeguarding", by=sam, now=NOON, expected_version=2)

    submitted.refresh_from_db()
    assert submitted.state == "suspended"
    assert not Group.objects.listed().exists()
    assert list(search.matching("group", "whitmore")) == []
    assert ("group_suspended", "gus@example.com") in mails()


def test_reinstate_group_shows_it_again(submitted, carol, sam):
    approve_group(group=submitted, by=carol, now=NOON, expected_version=1)
    suspend_group(group=submitted, reason="Safeguarding", by=sam, now=NOON, expected_version=2)

    reinstate_group(group=submitted, by=sam, now=NOON + timedelta(days=1), expected_version=3)

    submitted.refresh_from_db()
    assert (submitted.state, submitted.version) == ("approved", 4)
    assert found("whitmore") == [submitted]
    assert ("group_reinstated", "gus@example.com") in mails()
    assert audit.is_intact(submitted)


@pytest.mark.parametrize("again", [approve_group, refuse_group, request_changes])
def test_a_second_decision_is_stale_and_says_whose_came_first(submitted, carol, sam, again):
    approve_group(group=submitted, by=sam, now=NOON, expected_version=1)
    words = {refuse_group: {"reason": "No"}, request_changes: {"message": "No"}}.get(again, {})

    with pytest.raises(StaleDecision) as caught:
        again(group=submitted, by=carol, now=NOON, expected_version=1, **words)

    assert caught.value.decision.decided_by == sam
    assert caught.value.decision.state == "approved"
    submitted.refresh_from_db()
    assert (submitted.state, submitted.version) == ("approved", 2)
    assert submitted.decisions.count() == 1


def test_a_decision_on_what_was_sent_again_is_stale(submitted, gus, carol, sam):
    request_changes(group=submitted, message="More", by=sam, now=NOON, expected_version=1)
    submit_registration(group=submitted, by=gus, now=NOON)

    with pytest.raises(StaleDecision, match="is submitted by now") as caught:
        approve_group(group=submitted, by=carol, now=NOON, expected_version=1)

    assert caught.value.decision is None
    assert caught.value.group.version == 3


def test_a_decision_that_does_not_fit_the_state_is_refused(submitted, carol):
    with pytest.raises(NotAllowed):
        suspend_group(group=submitted, reason="No", by=carol, now=NOON, expected_version=1)

    with pytest.raises(NotAllowed):
        reinstate_group(group=submitted, by=carol, now=NOON, expected_version=1)


def test_services_leave_nothing_behind_when_they_fail(submitted, carol, monkeypatch):
    monkeypatch.setattr("groups.services._write_to_members", Mock(side_effect=RuntimeError))

    with pytest.raises(RuntimeError):
        approve_group(group=submitted, by=carol, now=NOON, expected_version=1)

    submitted.refresh_from_db()
    assert submitted.state == "submitted"
    assert actions(submitted) == []
    assert not submitted.decisions.exists()


def test_every_member_gets_the_mail_once(submitted, carol):
    MembershipFactory(group=submitted, user=UserFactory(email="hana@example.com"), role="editor")

    approve_group(group=submitted, by=carol, now=NOON, expected_version=1)

    assert mails() == [("group_approved", "gus@example.com"), ("group_approved", "hana@example.com")]


def test_mail_keeps_a_hostile_name_in_one_subject_line(carol):
    group = DraftGroupFactory(name="A\r\nBcc: all@example.com <script>")
    MembershipFactory(group=group)
    fill(group)

    group.state, group.legal_form, group.summary = "submitted", "other", "x"
    group.submitted_at = group.declared_at = NOON
    group.save()
    refuse_group(group=group, reason="=cmd()", by=carol, now=NOON, expected_version=0)

    assert "\n" not in Message.objects.get().subject


def test_submit_registration_takes_a_base_that_is_still_looked_for(submitted, gus, carol):
    request_changes(group=submitted, message="Where?", by=carol, now=NOON, expected_version=submitted.version)
    Group.objects.update(postcode="WV1 9ZZ", latitude=None, longitude=None, ward=None)

    assert submit_registration(group=submitted, by=gus, now=NOON).state == "submitted"
