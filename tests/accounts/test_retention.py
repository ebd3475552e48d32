from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.models import User
from accounts.retention import forget_unused_accounts
from core.models import AuditEvent
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.groups import CheckFactory, MembershipFactory
from tests.factories.volunteers import VolunteerFactory

NOON = datetime(2028, 6, 1, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=900)
pytestmark = pytest.mark.django_db


@pytest.fixture
def nobody_new(db):
    """Call it when everybody is made: then all were made long ago."""
    return lambda: User.objects.update(created_at=LONG_AGO)


def test_forget_unused_accounts_deletes_the_account_with_its_parts(nobody_new):
    person = UserFactory()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    nobody_new()

    assert forget_unused_accounts(now=NOON) == 1
    assert not User.objects.exists()
    assert not EmailAddress.objects.exists()
    assert not Authenticator.objects.exists()
    assert [event.action for event in AuditEvent.objects.about(person)] == ["user.forgotten"]


def test_forget_unused_accounts_keeps_a_new_one_that_never_signed_in(nobody_new):
    person = UserFactory()
    User.objects.filter(pk=person.pk).update(created_at=NOON - timedelta(days=30))

    assert forget_unused_accounts(now=NOON) == 0


def test_forget_unused_accounts_keeps_officers_volunteers_and_members(nobody_new):
    OfficerFactory()
    VolunteerFactory(state="left")
    MembershipFactory()
    nobody_new()

    assert forget_unused_accounts(now=NOON) == 0
    assert User.objects.count() == 3


def test_forget_unused_accounts_keeps_who_once_decided_something(nobody_new):
    officer = CheckFactory().checked_by
    User.objects.filter(pk=officer.pk).update(role="public")
    nobody_new()

    assert forget_unused_accounts(now=NOON) == 0
    assert User.objects.filter(pk=officer.pk).exists()
