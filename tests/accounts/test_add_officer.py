import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from notifications.models import Message

pytestmark = pytest.mark.django_db


def test_add_officer_makes_an_officer_and_says_so(capsys):
    call_command("add_officer", " Carol@Example.com", "--name", "Carol Officer")

    assert User.objects.get(email="carol@example.com").role == "officer"
    assert Message.objects.get().to == "carol@example.com"
    assert "Carol Officer (officer)" in capsys.readouterr().out


def test_add_officer_promotes_a_known_person(eve, capsys):
    call_command("add_officer", eve.email, "--name", "Eve Outsider", "--senior")

    eve.refresh_from_db()
    assert eve.is_senior_officer
    assert "senior officer" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("email", "name"), [("nonsense", "Carol"), ("a@-ü.example", "Carol"), ("carol@example.com", "x" * 121)]
)
def test_add_officer_refuses_what_is_no_address_or_name(email, name):
    with pytest.raises(CommandError):
        call_command("add_officer", email, "--name", name)

    assert not User.objects.exists()
