from datetime import UTC, date, datetime

import pytest

from core import audit
from core.models import AuditEvent
from initiatives.models import Role
from initiatives.tasks import close_roles
from tests.factories.initiatives import RoleFactory

LAST_DAY = date(2026, 12, 31)
DURING_IT = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
AFTER_IT = datetime(2027, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_close_roles_closes_what_is_over():
    role = RoleFactory(ends_on=LAST_DAY)

    assert close_roles(AFTER_IT) == 1

    role.refresh_from_db()
    assert role.state == Role.State.CLOSED
    assert [event.action for event in AuditEvent.objects.about(role)] == ["role.closed"]
    assert audit.is_intact(role)


def test_close_roles_leaves_a_role_on_its_last_day():
    RoleFactory(ends_on=LAST_DAY)

    assert close_roles(DURING_IT) == 0


@pytest.mark.parametrize("facts", [{"ends_on": None}, {"ends_on": LAST_DAY, "state": "draft"}])
def test_close_roles_leaves_what_goes_on_and_what_nobody_sees(facts):
    role = RoleFactory(**facts)

    assert close_roles(AFTER_IT) == 0

    role.refresh_from_db()
    assert role.state == facts.get("state", "open")
