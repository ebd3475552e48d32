"""One mailbox has one account, whichever way its address is written."""

import re
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.addresses import mailbox_of, normalised
from accounts.models import User
from notifications.models import Message
from tests.factories.accounts import UserFactory

SECRET = re.compile(r"/account/link/[^/]+/")
CODE = re.compile(r"^[A-Z]{4}-[A-Z]{4}$", re.MULTILINE)
TYPED, SENT = "zoe@münchen2.example", "zoe@xn--mnchen2-n2a.example"
LABELS = st.text("abcxyzäöüßéèñłčøåαβγдеж日本", min_size=1, max_size=12)


@pytest.mark.parametrize(
    "email",
    [
        TYPED,
        SENT,
        "Zoe@MÜNCHEN2.Example ",
        "zoe@XN--MNCHEN2-N2A.example",
        "zoe@mu\u0308nchen2.example",  # a letter of two code points
        "zoe@münchen2。example",  # the full stop of Chinese and Japanese keyboards
        "zoe＠münchen2.example",
    ],
)
def test_normalised_is_the_same_for_every_form_of_one_address(email):
    assert normalised(email) == SENT


def test_normalised_keeps_a_domain_that_older_rules_took_for_another():
    assert normalised("zoe@straße.example") == "zoe@xn--strae-oqa.example"


@pytest.mark.parametrize("email", ["a@i❤.example", "a@-ü.example", "a@ü..example", "zoë@example.com"])
def test_normalised_refuses_what_no_mail_can_reach(email):
    with pytest.raises(ValueError, match=r"codec|Codepoint|Label"):
        normalised(email)


@given(LABELS, LABELS)
@example("münchen2", "example")
def test_normalised_ends_in_one_form(first, last):
    once = normalised(f"zoe@{first}.{last}")

    assert once.isascii()
    assert normalised(once) == normalised(f" ZOE@{first}.{last} ") == once


@pytest.mark.parametrize(
    ("email", "mailbox"),
    [
        ("Asha+groups@Example.com", "asha@example.com"),
        ("asha+a+b@example.com", "asha@example.com"),
        ("+asha@example.com", "+asha@example.com"),
        ("a.sha@example.com", "a.sha@example.com"),
        ("A.S.ha+1@gmail.com", "asha@gmail.com"),
        ("asha@googlemail.com", "asha@gmail.com"),
        ("zoe+1@münchen2.example", SENT),
        ("nonsense", "nonsense"),
    ],
)
def test_mailbox_of_folds_what_one_mailbox_is_called(email, mailbox):
    assert mailbox_of(email) == mailbox


@pytest.mark.django_db
def test_registering_with_both_forms_of_a_domain_makes_one_person():
    for email in (TYPED, SENT):
        client = Client()
        client.post(reverse("volunteers:register"), {"email": email})
        client.post(SECRET.search(Message.objects.latest_first().first().body)[0])
        client.post(reverse("volunteers:start"))

    assert User.objects.get().email == SENT
    assert {mail.to for mail in Message.objects.all()} == {SENT}


@pytest.mark.django_db
def test_an_alias_is_an_account_of_its_own():
    assert UserFactory(email="asha+1@gmail.com") != UserFactory(email="asha@gmail.com")


@pytest.mark.django_db
def test_check_your_email_shows_the_address_as_it_was_typed(client):
    page = client.post(reverse("groups:register"), {"email": TYPED}, follow=True)

    assert TYPED in page.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("email", [TYPED, SENT, TYPED.upper()])
def test_whoever_signs_in_may_write_their_domain_either_way(email):
    person = User.objects.create_user(TYPED, "correct horse battery")

    signed_in = Client().post(reverse("account_login"), {"login": email, "password": "correct horse battery"})
    Client().post(reverse("account_request_login_code"), {"email": email})
    Client().post(reverse("account_reset_password"), {"email": email})

    assert signed_in.url == reverse("accounts:account")
    assert set(Message.objects.values_list("template", "to")) == {
        ("login_code", person.email),
        ("password_reset_key", person.email),
    }


@pytest.mark.django_db
def test_nobody_moves_to_the_other_form_of_somebodys_domain(client):
    zoe, eve = User.objects.create_user(SENT), User.objects.create_user("eve@example.com")
    client.force_login(eve)

    client.post(reverse("account_email"), {"email": TYPED, "action_add": ""})

    assert set(EmailAddress.objects.filter(email__startswith="zoe@").values_list("email", flat=True)) == {
        zoe.email
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("page", "field"),
    [("volunteers:register", "email"), ("account_login", "login"), ("account_request_login_code", "email")],
)
def test_a_domain_that_cannot_be_is_said_to_be_wrong(client, page, field):
    words = client.post(reverse(page), {field: "zoe@i❤.example", "password": "x"}).content.decode()

    assert "Enter an email address in the correct format" in words


class TestMigration:
    """Addresses that were stored before they had one form."""

    migration = import_module("accounts.migrations.0002_email_is_ascii")

    @pytest.fixture
    def before(self, db):
        """The database as it was. The end of the test's transaction restores PostgreSQL's constraint."""
        is_sqlite = connection.vendor == "sqlite"
        with connection.cursor() as cursor:
            cursor.execute(
                "PRAGMA ignore_check_constraints = ON"
                if is_sqlite
                else "ALTER TABLE accounts_user DROP CONSTRAINT email_is_ascii"
            )
        yield
        if is_sqlite:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA ignore_check_constraints = OFF")

    def test_writes_them_in_one_form(self, before):
        person = UserFactory(email=TYPED)
        EmailAddress.objects.create(user=person, email=TYPED, verified=True, primary=True)

        self.migration.write_in_one_form(apps, None)

        assert User.objects.get().email == EmailAddress.objects.get().email == SENT

    def test_stops_where_two_accounts_have_one_mailbox(self, before):
        UserFactory(email=TYPED)
        UserFactory(email=SENT)

        with pytest.raises(RuntimeError, match="one mailbox"):
            self.migration.write_in_one_form(apps, None)
