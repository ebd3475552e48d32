"""What an approved group changes about itself is read before it takes effect."""

from datetime import timedelta

import pytest

from core import search
from core.models import AuditEvent
from groups.models import Group, GroupChange
from groups.retention import forget_suspended
from groups.services import (
    ChangeDecided,
    NotAllowed,
    OwnAffair,
    StaleChange,
    publish_change,
    save_answer,
    send_back_change,
    withdraw_change,
)
from groups.steps import STEP_BY_SLUG
from notifications.models import Message
from tests.factories.groups import MembershipFactory
from tests.factories.places import WardFactory
from tests.groups.conftest import NOON

ABOUT, PUBLIC = STEP_BY_SLUG["about"], STEP_BY_SLUG["public"]
TRAMPOLINES = {"summary": "Trampolines", "audience": "All"}


def answer(group, by, step=ABOUT, **answers):
    return save_answer(group=group, step=step, answers={**TRAMPOLINES, **answers}, by=by, now=NOON)


def only():
    return GroupChange.objects.with_subject().get()


def let(change, by):
    publish_change(change=change, by=by, now=NOON, expected_version=change.version)


def actions(group):
    return list(AuditEvent.objects.about(group).values_list("action", flat=True))


def test_a_new_purpose_waits_while_the_public_sees_the_one_from_before(client, group, asha, carol):
    before = group.summary

    answer(group, asha)

    group.refresh_from_db()
    assert group.summary == before
    assert "Trampolines" not in client.get(group.get_absolute_url()).content.decode()
    assert list(search.matching("group", "trampoline")) == []
    let(only(), carol)
    group.refresh_from_db()
    assert (group.summary, group.audience) == ("Trampolines", "All")
    assert list(Group.objects.about("trampoline")) == [group]
    assert actions(group) == ["group.change_sent", "group.answered", "group.change_published"]
    assert Message.objects.filter(template="group_change_published").exists()


@pytest.mark.parametrize("slug", ["about", "public", "contact", "safeguarding"])
def test_each_answer_that_others_rely_on_waits(group, asha, slug):
    step = STEP_BY_SLUG[slug]
    answers = dict.fromkeys(step.fields, "new@example.org")

    save_answer(group=group, step=step, answers=answers, by=asha, now=NOON)

    assert only().answers == answers
    before = {name: getattr(group, name) for name in step.fields}
    group.refresh_from_db()
    assert {name: getattr(group, name) for name in step.fields} == before


def test_other_answers_take_effect_at_once(group, asha):
    ward = WardFactory()

    save_answer(group=group, step=STEP_BY_SLUG["wards"], answers={"wards": [ward]}, by=asha, now=NOON)

    assert list(group.wards.all()) == [ward]
    event = AuditEvent.objects.about(group).get()
    assert event.details == {"step": "wards", "fields": ["wards"], "is_public": True}


def test_answers_to_several_questions_wait_together(group, asha, carol):
    answer(group, asha)
    public = {"public_email": "new@example.org", "public_phone": "", "website": ""}
    save_answer(group=group, step=PUBLIC, answers=public, by=asha, now=NOON)

    let(only(), carol)

    group.refresh_from_db()
    assert (group.summary, group.public_email) == ("Trampolines", "new@example.org")


def test_an_answer_that_is_changed_back_waits_no_longer(group, asha):
    answer(group, asha)
    answer(group, asha, summary=group.summary, audience=group.audience)

    assert not GroupChange.objects.exists()
    assert actions(group) == ["group.change_sent", "group.change_withdrawn"]


def test_the_same_answer_twice_is_sent_once(group, asha):
    answer(group, asha)
    answer(group, asha)

    assert actions(group) == ["group.change_sent"]


def test_a_change_is_sent_back_and_sent_again(group, asha, carol):
    answer(group, asha)
    change = only()

    send_back_change(change=change, message="Where?", by=carol, expected_version=change.version)

    assert (only().officer_message, only().is_waiting) == ("Where?", False)
    assert "Where?" in Message.objects.get(template="group_change_sent_back").body
    with pytest.raises(StaleChange):
        let(only(), carol)
    answer(group, asha, audience="Everyone")
    assert list(GroupChange.objects.waiting()) == [only()]


def test_an_officer_decides_on_what_they_saw(group, asha, carol):
    answer(group, asha)
    seen = only()
    answer(group, asha, summary="Casino")

    with pytest.raises(StaleChange, match="version 2") as caught:
        let(seen, carol)

    assert caught.value.subject.answers["summary"] == "Casino"


def test_a_change_is_decided_once(group, asha, carol):
    answer(group, asha)
    change = only()
    withdraw_change(change=change, by=asha)

    for act in (lambda: let(change, carol), lambda: withdraw_change(change=change, by=asha)):
        with pytest.raises(ChangeDecided):
            act()


def test_nothing_takes_effect_in_a_suspended_group(group, asha, carol):
    answer(group, asha)
    Group.objects.update(state="suspended")

    with pytest.raises(NotAllowed):
        let(only(), carol)


def test_officers_leave_changes_of_their_own_group_to_others(group, asha, carol):
    MembershipFactory(group=group, user=carol)
    answer(group, asha)

    with pytest.raises(OwnAffair):
        let(only(), carol)


def test_a_contact_that_waits_is_forgotten_with_the_group(group, asha):
    answer(group, asha)
    Group.objects.update(state="suspended", decided_at=NOON, updated_at=NOON)

    assert forget_suspended(now=NOON + timedelta(days=7 * 366)) == 1
    assert not GroupChange.objects.exists()


def test_the_words_of_a_change(group, asha):
    answer(group, asha)

    assert str(only()) == f"Change of {group}"
    assert only().subject == group
