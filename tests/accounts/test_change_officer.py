import pytest
from django.core.management import CommandError, call_command

from core.models import AuditEvent
from tests.factories.accounts import SeniorOfficerFactory

pytestmark = pytest.mark.django_db


def test_change_officer_closes_an_account(sam, carol, capsys):
    call_command("change_officer", " Carol@Example.com", "--close", "--reason", "Has left")

    carol.refresh_from_db()
    assert not carol.is_active
    assert "closed and signed out" in capsys.readouterr().out
    event = AuditEvent.objects.about(carol).get()
    assert (event.action, event.reason, event.actor_id) == ("user.closed", "Has left", None)


def test_change_officer_changes_a_role(sam, capsys):
    SeniorOfficerFactory()

    call_command("change_officer", sam.email, "--role", "officer", "--reason", "New job")

    sam.refresh_from_db()
    assert sam.role == "officer"
    assert "Sam Senior: officer." in capsys.readouterr().out


@pytest.mark.parametrize("what", [["--close"], ["--role", "officer"], ["--role", "public"]])
def test_change_officer_keeps_the_last_senior_officer(sam, what):
    with pytest.raises(CommandError, match="last senior officer"):
        call_command("change_officer", sam.email, *what, "--reason", "Has left")

    sam.refresh_from_db()
    assert sam.is_senior_officer


@pytest.mark.parametrize("address", ["nobody@example.com", "eve@example.com"])
def test_change_officer_knows_officers_alone(eve, address):
    with pytest.raises(CommandError, match="No officer"):
        call_command("change_officer", address, "--close", "--reason", "Has left")
