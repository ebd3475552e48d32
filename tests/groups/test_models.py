import pytest
from django.db import IntegrityError

from core import search
from groups.models import Group
from groups.querysets import SEARCH_KIND
from groups.services import rebuild_index
from tests.factories.groups import (
    CheckFactory,
    DecisionFactory,
    DraftGroupFactory,
    GroupFactory,
    InvitationFactory,
    MembershipFactory,
    SubmittedGroupFactory,
)
from tests.groups.conftest import NOON


def test_records_say_what_they_are(db):
    assert str(GroupFactory(name="Friends")) == "Friends"
    assert str(DraftGroupFactory(reference="SWP-G-1")) == "SWP-G-1"
    assert str(MembershipFactory(user__name="Asha")) == "Asha Owner"
    assert str(InvitationFactory(email="a@b.example")) == "a@b.example Waiting for an answer"
    assert str(CheckFactory()) == "Contact replied and is who they say they are: Passed"
    assert str(DecisionFactory(group__name="Friends")) == "Friends Approved"


@pytest.mark.parametrize(
    ("outcome", "superseded", "settled"),
    [("passed", None, True), ("not_needed", None, True), ("failed", None, False), ("passed", NOON, False)],
)
def test_check_is_settled_while_it_counts_and_did_not_fail(db, outcome, superseded, settled):
    assert CheckFactory(outcome=outcome, superseded_at=superseded).is_settled is settled


def test_database_keeps_one_open_invitation_of_an_address(db):
    invitation = InvitationFactory()
    InvitationFactory(group=invitation.group, email=invitation.email, state="declined")
    InvitationFactory(email=invitation.email)

    with pytest.raises(IntegrityError):
        InvitationFactory(group=invitation.group, email=invitation.email)


@pytest.mark.parametrize("wrong", [{"state": "lost"}, {"email": "zoe@m\xfcnchen.example"}])
def test_database_keeps_only_known_invitations(db, wrong):
    with pytest.raises(IntegrityError):
        InvitationFactory(**wrong)


def test_database_keeps_one_check_of_a_kind(db):
    check = CheckFactory()

    with pytest.raises(IntegrityError):
        CheckFactory(group=check.group, kind=check.kind)


@pytest.mark.parametrize("state", ["changes_requested", "refused", "suspended"])
def test_database_asks_for_words_with_a_decision_against(db, state):
    with pytest.raises(IntegrityError):
        DecisionFactory(state=state, message="")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "famous"},
        {"state": "submitted", "name": ""},
        {"state": "submitted", "submitted_at": None},
        {"state": "approved", "decided_at": None},
        {"state": "submitted", "decided_at": NOON},
    ],
)
def test_database_keeps_states_and_facts_together(db, fields):
    with pytest.raises(IntegrityError):
        GroupFactory(**fields)


def test_database_keeps_one_membership_per_person(db):
    membership = MembershipFactory()

    with pytest.raises(IntegrityError):
        MembershipFactory(group=membership.group, user=membership.user)


def test_memberships_know_their_owners(group, asha, ben):
    assert [membership.user for membership in group.memberships.owners()] == [asha]
    assert [membership.user for membership in group.memberships.editors()] == [ben]


def test_resembling_finds_the_same_name_or_number(db):
    group = GroupFactory(name="Friends", register_number="1234567")
    same_name, same_number = GroupFactory(name="FRIENDS"), GroupFactory(register_number="1234567")
    DraftGroupFactory(name="Friends")
    GroupFactory(register_number="")

    assert set(Group.objects.resembling(group)) == {same_name, same_number}


def test_resembling_does_not_take_no_number_for_the_same(db):
    group, _other = GroupFactory.create_batch(2, register_number="")

    assert not Group.objects.resembling(group).exists()


def test_rebuild_index_holds_listed_groups_only(db):
    GroupFactory(name="Boxing")
    gone = SubmittedGroupFactory(name="Boxing too")
    search.index(SEARCH_KIND, gone.pk, title="Boxing", body="")

    assert rebuild_index() == 1
    assert len(search.matching(SEARCH_KIND, "boxing")) == 1
