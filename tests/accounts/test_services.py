from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import EmailLink, User
from accounts.services import (
    LastSenior,
    LinkUnusable,
    NotSenior,
    OwnAccount,
    change_name,
    change_role,
    close_officer,
    close_officer_again,
    end_all_sign_ins,
    forget_links_before,
    forget_newcomer,
    make_officer,
    read_link,
    request_link,
    use_link,
)
from core import audit
from core.models import AuditEvent
from notifications.models import Message
from tests.factories.accounts import EmailLinkFactory, OfficerFactory, SeniorOfficerFactory, UserFactory

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def ask(email="asha@example.com", purpose="register_group", now=NOON):
    """Ask for a link and read its secret out of the mail, as its reader would."""
    link = request_link(email=email, purpose=purpose, now=now)
    body = Message.objects.latest_first().first().body
    return link, body.split("/account/link/")[1].split("/")[0]


def test_request_link_mails_a_secret_of_which_only_a_hash_is_stored():
    link, secret = ask("Asha@Example.com ")

    assert link.email == Message.objects.get().to == "asha@example.com"
    assert len(secret) > 40
    assert not any(secret in str(value) for value in EmailLink.objects.values().get().values())
    assert link.expires_at == NOON + timedelta(hours=24)


@pytest.mark.parametrize("purpose", EmailLink.Purpose.values)
def test_request_link_has_a_mail_for_every_purpose(purpose):
    request_link(email="asha@example.com", purpose=purpose, now=NOON)

    assert Message.objects.get().template == purpose


def test_request_link_is_audited_without_the_address():
    link, _ = ask()

    event = AuditEvent.objects.about(link).get()
    assert (event.action, event.details) == ("email_link.requested", {"purpose": "register_group"})
    assert "asha" not in str(AuditEvent.objects.values().get())


def test_request_link_writes_the_same_mail_to_known_and_unknown_addresses(asha):
    _, known = ask(asha.email)
    _, unknown = ask("nobody@example.com")

    first, second = Message.objects.order_by("created_at")
    assert first.subject == second.subject
    assert first.body.replace(known, "") == second.body.replace(unknown, "")


def test_request_link_ends_earlier_links_of_the_same_address_and_purpose():
    _, earlier = ask()
    _, other_purpose = ask(purpose="register_volunteer")
    _, other_address = ask("ben@example.com")
    _, latest = ask()

    with pytest.raises(LinkUnusable) as refusal:
        read_link(secret=earlier, now=NOON)
    assert refusal.value.reason == "expired"
    for secret in (other_purpose, other_address, latest):
        assert read_link(secret=secret, now=NOON)


def test_read_link_returns_it_as_often_as_it_is_asked():
    link, secret = ask()

    assert read_link(secret=secret, now=NOON) == read_link(secret=secret, now=NOON) == link


def test_read_link_refuses_an_unknown_secret():
    with pytest.raises(LinkUnusable, match="unknown"):
        read_link(secret="made up", now=NOON)


def test_read_link_refuses_from_the_moment_it_expires():
    link, secret = ask()

    assert read_link(secret=secret, now=link.expires_at - timedelta(seconds=1))
    with pytest.raises(LinkUnusable, match="expired"):
        read_link(secret=secret, now=link.expires_at)


def test_use_link_makes_the_person_of_a_new_address():
    link, secret = ask()

    user = use_link(secret=secret, now=NOON)

    assert (user.email, user.role, user.has_usable_password()) == ("asha@example.com", "public", False)
    assert EmailAddress.objects.filter(user=user, email=user.email, verified=True, primary=True).exists()
    assert [event.action for event in AuditEvent.objects.about(user)] == ["user.created"]
    assert AuditEvent.objects.about(link).last().action == "email_link.used"
    assert audit.is_intact(link)


def test_use_link_finds_the_person_of_a_known_address(asha):
    _, secret = ask(asha.email)

    assert use_link(secret=secret, now=NOON) == asha
    assert not AuditEvent.objects.about(asha).exists()


def test_use_link_keeps_which_address_is_the_main_one(asha):
    EmailAddress.objects.create(user=asha, email=asha.email, verified=False, primary=False)
    _, secret = ask(asha.email)

    use_link(secret=secret, now=NOON)

    address = EmailAddress.objects.get()
    assert (address.verified, address.primary) == (True, False)


def test_use_link_works_once():
    _, secret = ask()
    use_link(secret=secret, now=NOON)

    with pytest.raises(LinkUnusable, match="used"):
        use_link(secret=secret, now=NOON)
    assert User.objects.count() == 1


def test_use_link_refuses_the_loser_of_a_race(monkeypatch):
    link, secret = ask()
    EmailLink.objects.filter(pk=link.pk).update(used_at=NOON)
    # The loser read the link before the winner's change was there to be seen.
    monkeypatch.setattr("accounts.services.read_link", lambda **_: link)

    with pytest.raises(LinkUnusable, match="used"):
        use_link(secret=secret, now=NOON)
    assert not User.objects.exists()


def test_change_name_is_audited(asha):
    change_name(user=asha, name="Asha Newname", by=asha)

    asha.refresh_from_db()
    assert asha.name == "Asha Newname"
    event = AuditEvent.objects.about(asha).get()
    assert (event.action, event.actor_id) == ("user.renamed", asha.pk)


def test_make_officer_makes_a_new_person():
    user = make_officer(email="New@Example.com", name="Nia New", is_senior=False, by=None)

    assert (user.email, user.name, user.role) == ("new@example.com", "Nia New", "officer")
    mail = Message.objects.get()
    assert (mail.to, mail.template) == ("new@example.com", "officer_added")
    assert "/account/login/code/" in mail.body
    assert AuditEvent.objects.about(user).last().details == {"role": "officer"}


def test_make_officer_promotes_and_brings_back_a_known_person():
    person = UserFactory(is_active=False)

    make_officer(email=person.email, name="Nia New", is_senior=True, by=None)

    person.refresh_from_db()
    assert person.is_senior_officer


def test_make_officer_never_demotes():
    senior = SeniorOfficerFactory()

    assert make_officer(email=senior.email, name="Same", is_senior=False, by=None).is_senior_officer


def test_forget_newcomer_deletes_the_account_with_every_trace():
    _link, secret = ask()
    user = use_link(secret=secret, now=NOON)
    change_name(user=user, name="Kim", by=user)

    assert forget_newcomer(user=user, now=NOON)

    for model in (User, EmailAddress, EmailLink, AuditEvent):
        assert not model.objects.exists(), model


def test_forget_newcomer_leaves_whoever_was_an_officer():
    officer, senior = OfficerFactory(), SeniorOfficerFactory()
    change_role(user=officer, role="public", reason="Moved", by=senior)

    assert not forget_newcomer(user=officer, now=NOON)
    assert not forget_newcomer(user=senior, now=NOON)
    assert User.objects.count() == 2


def test_forget_links_before_deletes_only_what_ended_before():
    EmailLinkFactory(expires_at=NOON - timedelta(seconds=1))
    kept = EmailLinkFactory(expires_at=NOON)

    assert forget_links_before(NOON) == 1
    assert EmailLink.objects.get() == kept


def test_change_role_promotes_demotes_and_says_so_in_the_audit_trail(sam, carol):
    for role in ("senior_officer", "officer", "public"):
        assert change_role(user=carol, role=role, reason="New job", by=sam).role == role

    events = AuditEvent.objects.about(carol).filter(action="user.role_changed")
    assert [event.details["to"] for event in events] == ["senior_officer", "officer", "public"]
    assert {(event.reason, event.actor_id) for event in events} == {("New job", sam.pk)}


def test_change_role_to_the_same_role_changes_nothing(sam, carol):
    change_role(user=carol, role="officer", reason="None", by=sam)

    assert not AuditEvent.objects.about(carol).exists()


def close(user, by):
    return close_officer(user=user, reason="Has left", by=by, now=timezone.now())


def demote(user, by):
    return change_role(user=user, role="officer", reason="New job", by=by)


@pytest.mark.parametrize("change", [close, demote])
def test_officers_are_changed_by_senior_officers_alone(change, sam, carol, eve):
    for person in (carol, eve, SeniorOfficerFactory(is_active=False)):
        with pytest.raises(NotSenior):
            change(sam, by=person)

    assert User.objects.get(pk=sam.pk).is_senior_officer


@pytest.mark.parametrize("change", [close, demote])
def test_a_senior_officer_who_was_just_demoted_changes_nobody(change, sam):
    other = SeniorOfficerFactory()
    change(sam, by=other)

    with pytest.raises(NotSenior):
        change(other, by=sam)


@pytest.mark.parametrize("change", [close, demote])
def test_nobody_changes_their_own_account(change, sam):
    SeniorOfficerFactory()

    with pytest.raises(OwnAccount):
        change(sam, by=sam)


@pytest.mark.parametrize("change", [close, demote])
def test_the_last_senior_officer_stays(change, sam):
    SeniorOfficerFactory(is_active=False)

    with pytest.raises(LastSenior):
        change(sam, by=None)


def test_the_last_senior_officer_may_be_told_to_stay_one(sam):
    assert change_role(user=sam, role="senior_officer", reason="", by=None).is_senior_officer


@pytest.mark.parametrize("change", [close, demote])
def test_only_officers_are_changed(change, sam, eve):
    for person in (eve, OfficerFactory(is_active=False)):
        with pytest.raises(User.DoesNotExist):
            change(person, by=sam)


@pytest.mark.parametrize("change", [close, demote])
def test_an_officer_is_changed_and_audited(change, sam):
    other = SeniorOfficerFactory()

    change(other, by=sam)

    assert not User.objects.get(pk=other.pk).is_senior_officer
    assert AuditEvent.objects.about(other).get().actor_id == sam.pk


@given(
    st.lists(
        st.tuples(st.sampled_from(["close", *User.Role.values]), *[st.integers(0, 3)] * 2),
        max_size=12,
    )
)
def test_there_is_always_a_senior_officer(acts):
    User.objects.all().delete()
    people = [SeniorOfficerFactory() for _each in range(2)] + [OfficerFactory() for _each in range(2)]
    for act, who, whom in acts:
        with suppress(NotSenior, OwnAccount, LastSenior, User.DoesNotExist):
            if act == "close":
                close(people[whom], by=people[who])
            else:
                change_role(user=people[whom], role=act, reason="", by=people[who])

        assert User.objects.senior_officers().exists()


def test_close_officer_again_closes_once_even_the_last_senior_officer(sam):
    assert [close_officer_again(str(sam.pk), NOON) for _ in range(2)] == [True, False]

    sam.refresh_from_db()
    assert not sam.is_active
    assert not sam.has_usable_password()
    event = AuditEvent.objects.about(sam).last()
    assert (event.action, event.actor_id) == ("user.closed", None)


def test_end_all_sign_ins_ends_sessions_and_links_that_could_be_used(client, eve):
    client.force_login(eve)
    EmailLinkFactory(expires_at=NOON + timedelta(hours=1))
    EmailLinkFactory(expires_at=NOON - timedelta(hours=1))

    assert [end_all_sign_ins(NOON) for _ in range(2)] == [2, 0]

    assert not client.get("/account/").wsgi_request.user.is_authenticated
    assert not EmailLink.objects.usable(NOON).exists()
