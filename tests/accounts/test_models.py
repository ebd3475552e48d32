import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.rules import is_officer, is_senior_officer
from tests.factories.accounts import EmailLinkFactory, OfficerFactory, SeniorOfficerFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_create_user_stores_the_address_in_lower_case():
    user = User.objects.create_user(" Asha@Example.COM ", name="Asha")

    assert user.email == "asha@example.com"
    assert not user.has_usable_password()
    assert user.emailaddress_set.get(email="asha@example.com", verified=True).primary


def test_create_superuser_makes_a_senior_officer():
    user = User.objects.create_superuser("sam@example.com", "correct horse battery")

    assert user.is_senior_officer
    assert user.check_password("correct horse battery")


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"email": "Asha@example.com"}, "email_is_in_lower_case"),
        ({"email": ""}, "email_is_given"),
        ({"email": "zoe@münchen.example"}, "email_is_ascii"),
        ({"role": "king"}, "user_role_is_known"),
    ],
)
def test_user_refuses_what_its_constraints_forbid(facts, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        UserFactory(**facts)


def test_user_is_called_by_name_or_else_by_address():
    assert str(UserFactory(name="Asha")) == "Asha"
    assert str(UserFactory(name="", email="asha@example.com")) == "asha@example.com"


def test_officers_are_those_who_still_work_for_the_partnership(carol, sam, eve):
    OfficerFactory(is_active=False)

    assert set(User.objects.officers()) == {carol, sam}


@pytest.mark.parametrize(
    ("factory", "facts", "officer", "senior"),
    [
        (UserFactory, {}, False, False),
        (OfficerFactory, {}, True, False),
        (SeniorOfficerFactory, {}, True, True),
        (SeniorOfficerFactory, {"is_active": False}, False, False),
    ],
)
def test_rules_follow_the_role(factory, facts, officer, senior):
    user = factory(**facts)

    assert (is_officer(user), is_senior_officer(user)) == (officer, senior)


def test_email_link_names_itself_without_its_reader():
    link = EmailLinkFactory()

    assert str(link) == f"register_group {link.pk}"
