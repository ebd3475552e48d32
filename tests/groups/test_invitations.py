"""Invitations to a group: nobody is a member before they accept, and nobody is flooded."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import EmailLink, User
from core.models import AuditEvent
from groups import services
from groups.models import Group, Invitation
from groups.retention import forget_invitations
from groups.services import (
    INVITATION_DAYS,
    MOST_INVITATIONS_A_DAY,
    MOST_MEMBERS,
    AlreadyMember,
    InvitationEnded,
    NotAllowed,
    TooManyInvitations,
    TooManyMembers,
    accept_invitation,
    decline_invitation,
    withdraw_invitation,
)
from notifications.models import Message
from tests.factories.groups import GroupFactory, InvitationFactory, MembershipFactory
from tests.groups.conftest import NOON
from tests.queries import assert_same_for_few_and_many

pytestmark = pytest.mark.django_db
SECRET = re.compile(r"/account/link/[^/\s]+/")
MINE = reverse("groups:mine")
LATER = NOON + timedelta(days=INVITATION_DAYS)


def invite(group, email, by, *, now=NOON, is_mailed=True):
    return services.invite(group=group, email=email, by=by, now=now, is_mailed=is_mailed)


def actions(group):
    return list(AuditEvent.objects.about(group).values_list("action", flat=True))


def mails():
    return sorted(Message.objects.values_list("template", "to"))


def text(response):
    return response.content.decode()


def add(client, group, email):
    return client.post(reverse("groups:add_member", args=[group.pk]), {"email": email}, follow=True)


def page_of(invitation):
    return reverse("groups:invitation", args=[invitation.pk])


# Inviting


def test_invite_makes_nobody_a_member_and_no_account(group, asha):
    invitation = invite(group, " New@Example.com ", asha)

    assert (invitation.email, invitation.state) == ("new@example.com", "open")
    assert invitation.expires_at == NOON + timedelta(days=14)
    assert [member.user for member in group.memberships.all()] == [asha]
    assert not User.objects.filter(email="new@example.com").exists()
    assert actions(group) == ["group.invited"]
    assert mails() == [("group_invitation", "new@example.com")]


def test_invite_sends_a_link_that_makes_an_account_to_those_who_have_none_only(group, asha, eve):
    invite(group, eve.email, asha)
    invite(group, "new@example.com", asha)

    assert not SECRET.search(Message.objects.get(to=eve.email).body)
    assert MINE in Message.objects.get(to=eve.email).body
    assert SECRET.search(Message.objects.get(to="new@example.com").body)
    assert EmailLink.objects.get().expires_at == LATER


def test_invite_twice_is_one_invitation_and_one_mail(group, asha):
    assert invite(group, "new@example.com", asha) == invite(group, "NEW@example.com", asha)
    assert len(mails()) == 1


def test_invite_does_nothing_for_members(group, asha):
    with pytest.raises(AlreadyMember):
        invite(group, asha.email, asha)
    assert (actions(group), mails()) == ([], [])


def test_invite_again_after_its_time(group, asha):
    first = invite(group, "new@example.com", asha)

    second = invite(group, "new@example.com", asha, now=LATER)

    first.refresh_from_db()
    assert (first.state, second.state) == ("expired", "open")
    assert len(mails()) == 2


def test_invite_does_not_write_where_limits_on_mail_forbid_it(group, asha):
    assert invite(group, "new@example.com", asha, is_mailed=False).state == "open"
    assert mails() == []


def test_invite_writes_no_more_to_those_who_declined(group, asha, eve):
    decline_invitation(invitation=invite(group, eve.email, asha), by=eve, now=NOON)

    assert invite(group, eve.email, asha).state == "open"
    assert len(mails()) == 1


def test_invite_refuses_a_group_that_nobody_has_approved(submitted, gus):
    with pytest.raises(NotAllowed):
        invite(submitted, "victim@example.com", gus)


def test_invite_counts_members_and_invitations_as_people(group, asha):
    MembershipFactory.create_batch(MOST_MEMBERS - 2, group=group, role="editor")
    invite(group, "last@example.com", asha)

    with pytest.raises(TooManyMembers):
        invite(group, "one.more@example.com", asha)


def test_invite_only_so_many_a_day_for_a_group(group, asha):
    for number in range(MOST_INVITATIONS_A_DAY):
        withdraw_invitation(invitation=invite(group, f"person{number}@example.com", asha), by=asha)
    other = MembershipFactory(group=group).user

    for owner in (asha, other):
        with pytest.raises(TooManyInvitations):
            invite(group, "one.more@example.com", owner)
    assert invite(group, "one.more@example.com", asha, now=NOON + timedelta(days=1, seconds=1))


def test_invite_only_so_many_a_day_for_a_person(group, asha):
    groups = [membership.group for membership in MembershipFactory.create_batch(5, user=asha)]
    for number in range(MOST_INVITATIONS_A_DAY):
        invite(groups[number % 5], f"person{number}@example.com", asha)

    with pytest.raises(TooManyInvitations):
        invite(group, "one.more@example.com", asha)


# Answering


def test_accept_makes_a_member(group, asha, eve):
    membership = accept_invitation(invitation=invite(group, eve.email, asha), by=eve, now=NOON)

    assert (membership.group, membership.user, membership.role) == (group, eve, "editor")
    assert Invitation.objects.get().state == "accepted"
    assert actions(group) == ["group.invited", "group.member_added"]


def test_accept_leaves_a_member_as_they_are(group, asha):
    invitation = InvitationFactory(group=group, email=asha.email, invited_at=NOON)

    assert accept_invitation(invitation=invitation, by=asha, now=NOON).role == "owner"


def test_decline_makes_nobody_a_member(group, asha, eve):
    decline_invitation(invitation=invite(group, eve.email, asha), by=eve, now=NOON)

    assert Invitation.objects.get().state == "declined"
    assert group.memberships.count() == 1
    assert actions(group) == ["group.invited", "group.invitation_declined"]


@pytest.mark.parametrize("answer", [accept_invitation, decline_invitation])
@pytest.mark.parametrize("how", ["too late", "answered", "withdrawn", "not theirs", "group suspended"])
def test_invitation_that_has_ended_is_not_answered(group, asha, eve, dev, answer, how):
    invitation, by, now = invite(group, eve.email, asha), eve, NOON
    if how == "too late":
        now = LATER
    elif how == "answered":
        decline_invitation(invitation=invitation, by=eve, now=NOON)
    elif how == "withdrawn":
        withdraw_invitation(invitation=invitation, by=asha)
    elif how == "not theirs":
        by = dev
    else:
        Group.objects.filter(pk=group.pk).update(state="suspended")

    with pytest.raises(InvitationEnded):
        answer(invitation=invitation, by=by, now=now)
    assert group.memberships.count() == 1


def test_accept_refuses_one_too_many(group, asha, eve):
    invitation = invite(group, eve.email, asha)
    MembershipFactory.create_batch(MOST_MEMBERS - 1, group=group, role="editor")

    with pytest.raises(TooManyMembers):
        accept_invitation(invitation=invitation, by=eve, now=NOON)


def test_withdraw_leaves_an_answer_as_it_is(group, asha, eve):
    invitation = invite(group, eve.email, asha)
    accept_invitation(invitation=invitation, by=eve, now=NOON)

    withdraw_invitation(invitation=invitation, by=asha)

    assert Invitation.objects.get().state == "accepted"
    assert group.memberships.filter(user=eve).exists()


# Pages


@pytest.fixture
def owner(client, asha):
    client.force_login(asha)
    return client


@pytest.fixture
def invited(eve):
    client = Client()
    client.force_login(eve)
    return client


def test_owner_invites_and_withdraws(owner, group):
    page = text(add(owner, group, "new@example.com"))
    assert "Invitation made" in page
    assert "Can accept until" in page
    withdraw = reverse("groups:withdraw_invitation", args=[group.pk, Invitation.objects.get().pk])
    assert withdraw in page

    assert "Withdraw the invitation of new@example.com to Low Hill Boxing Club?" in text(owner.get(withdraw))
    page = text(owner.post(withdraw, follow=True))

    assert "This invitation can no longer be accepted." in page
    assert "Can accept until" not in page


def test_editor_does_not_see_who_is_invited(client, group, ben):
    InvitationFactory(group=group, email="new@example.com")
    client.force_login(ben)

    assert "new@example.com" not in text(client.get(reverse("groups:manage", args=[group.pk])))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NotAllowed, "You cannot invite anyone to your group at the moment"),
        (TooManyMembers, "already has the most people allowed"),
        (TooManyInvitations, "the most people allowed in a day"),
    ],
)
def test_page_says_why_nobody_is_invited_and_keeps_the_address(owner, group, monkeypatch, error, words):
    def refuse(**_kwargs):
        raise error

    monkeypatch.setattr("groups.views.manage.invite", refuse)

    page = text(add(owner, group, "new@example.com"))

    assert words in page
    assert 'value="new@example.com"' in page


def test_stranger_with_an_invitation_opens_the_link_and_accepts(owner, group):
    add(owner, group, "new@example.com")
    browser = Client()
    link = SECRET.search(Message.objects.get().body)[0]
    assert "Answer an invitation to a group" in text(browser.get(link))

    page = text(browser.post(link, follow=True))
    invitation = page_of(Invitation.objects.get())
    assert invitation in page
    assert not group.memberships.filter(user__email="new@example.com").exists()
    assert "Asha Owner has invited you" in " ".join(text(browser.get(invitation)).split())
    page = text(browser.post(invitation, {"answer": "accept"}, follow=True))

    assert "You can now change this group’s pages." in page
    assert group.memberships.filter(user__email="new@example.com", role="editor").exists()


def test_person_declines(invited, group, eve):
    invitation = InvitationFactory(group=group, email=eve.email)

    page = text(invited.post(page_of(invitation), {"answer": "decline"}, follow=True))

    assert "You have declined the invitation." in page
    assert page_of(invitation) not in page
    assert "This invitation has ended" in text(invited.get(page_of(invitation)))


def test_answer_that_comes_too_late_is_told(invited, group, eve):
    invitation = InvitationFactory(group=group, email=eve.email, expires_at=timezone.now())

    page = text(invited.post(page_of(invitation), {"answer": "accept"}, follow=True))

    assert "This invitation has ended. Ask the group" in page
    assert not group.memberships.filter(user=eve).exists()


def test_invitation_of_a_suspended_group_has_ended(invited, group, eve):
    invitation = InvitationFactory(group=group, email=eve.email)
    Group.objects.filter(pk=group.pk).update(state="suspended")

    assert "This invitation has ended" in text(invited.get(page_of(invitation)))


def test_invitation_does_not_exist_for_others(client, owner, group, asha, dev):
    invitation = InvitationFactory(group=group)
    for person in (asha, dev):
        client.force_login(person)
        assert client.get(page_of(invitation)).status_code == 404
        assert client.post(page_of(invitation), {"answer": "accept"}).status_code == 404
    client.logout()
    assert client.get(page_of(invitation)).status_code == 302
    assert Invitation.objects.get().state == "open"


def test_pages_say_the_same_and_write_no_more_where_a_mailbox_has_had_enough(owner, group, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.RATE_LIMITS
    cache.clear()
    pages = {
        re.sub(r"victim\+\d", "", message_of(add(owner, group, f"victim+{n}@example.com"))) for n in range(5)
    }
    cache.clear()

    assert len(pages) == 1
    assert Invitation.objects.count() == 5
    assert Message.objects.count() == 3


def message_of(response):
    return text(response).partition("Invitation made")[2].partition("</div>")[0]


def test_pages_ask_the_same_of_the_database_for_many_invitations(invited, owner, group, asha, eve):
    acts = {
        "mine": lambda: invited.get(MINE),
        "manage": lambda: owner.get(reverse("groups:manage", args=[group.pk])),
    }

    def more(rows):
        InvitationFactory.create_batch(rows, group=group, invited_by=asha)
        for group_of_many in GroupFactory.create_batch(rows):
            InvitationFactory(group=group_of_many, email=eve.email, invited_by=asha)

    assert_same_for_few_and_many(acts, more, at_most=14)


def test_forget_invitations_deletes_them_a_month_after_their_time(group):
    now = timezone.now()
    old = InvitationFactory(group=group, invited_at=now - timedelta(days=45))
    InvitationFactory(group=group, invited_at=now - timedelta(days=43))

    assert forget_invitations(now) == 1
    assert not Invitation.objects.filter(pk=old.pk).exists()
    assert Invitation.objects.count() == 1
