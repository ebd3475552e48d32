"""Who is written to about a change of an officer, and what it says."""

import pytest
from django.utils import timezone

from accounts.services import AlreadyOfficer, NotSenior, change_role, close_officer, make_officer
from notifications.models import Message
from tests.factories.accounts import OfficerFactory, SeniorOfficerFactory

pytestmark = pytest.mark.django_db


def told(person):
    """What one person was written, and nothing else."""
    mail = Message.objects.get(to=person.email)
    return f"{mail.subject}\n{' '.join(mail.body.split())}"


@pytest.mark.parametrize(
    ("before", "role", "to_them", "to_seniors"),
    [
        (OfficerFactory, "senior_officer", "You are now a senior officer.", "is now a senior officer."),
        (
            SeniorOfficerFactory,
            "officer",
            "You are now an officer. You are no longer a",
            "is now an officer.",
        ),
        (OfficerFactory, "public", "You are no longer an officer.", "is no longer an officer."),
    ],
)
def test_a_new_role_is_told_to_the_person_and_to_all_senior_officers(sam, before, role, to_them, to_seniors):
    officer, other = before(name="Nia New"), SeniorOfficerFactory()

    change_role(user=officer, role=role, reason="Secret", by=sam)

    assert "Your role on Safer Wolverhampton has changed" in told(officer)
    assert f"Hello Nia New, {to_them}" in told(officer)
    assert "Sam Senior made this change." in told(officer)
    for senior in (sam, other):
        assert "An officer’s account on Safer Wolverhampton has changed" in told(senior)
        assert f"Nia New ({officer.email}) {to_seniors} Sam Senior made this change." in told(senior)
        assert "http://127.0.0.1:8000/desk/officers/" in told(senior)
    assert not any("Secret" in mail.body for mail in Message.objects.all())


def test_a_closed_account_is_told_to_the_person_and_to_all_senior_officers(sam, carol):
    close_officer(user=carol, reason="Secret", by=sam, now=timezone.now())

    assert "Your account on Safer Wolverhampton has been closed" in told(carol)
    assert "Sam Senior made this change." in told(carol)
    assert "The account of Carol Officer (carol@example.com) has been closed." in told(sam)


def test_what_was_done_on_the_server_is_told_as_well(sam, carol):
    close_officer(user=carol, reason="Has left", by=None, now=timezone.now())

    assert "made this change" not in told(carol)
    assert "The person who runs the website’s server made this change." in told(sam)


def test_an_invitation_is_told_to_the_senior_officers(sam):
    new = make_officer(email="nia@example.com", name="Nia New", is_senior=True, by=sam)

    assert "You can now use the officers’ desk." in told(new)
    assert "Nia New (nia@example.com) is now a senior officer." in told(sam)


def test_only_senior_officers_invite(carol, eve):
    for person in (carol, eve):
        with pytest.raises(NotSenior):
            make_officer(email="nia@example.com", name="Nia New", is_senior=False, by=person)

    assert not Message.objects.exists()


def test_an_officer_is_not_invited(sam, carol):
    for officer in (sam, carol):
        with pytest.raises(AlreadyOfficer):
            make_officer(email=officer.email, name="Other", is_senior=True, by=sam)

    carol.refresh_from_db()
    assert (carol.name, carol.role) == ("Carol Officer", "officer")
