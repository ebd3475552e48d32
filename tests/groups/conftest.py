from datetime import UTC, datetime

import pytest

from groups.models import Check, Group
from tests.factories.accounts import UserFactory
from tests.factories.groups import CheckFactory, DraftGroupFactory, MembershipFactory, SubmittedGroupFactory
from tests.factories.places import PostcodeFactory, WardFactory
from tests.factories.strategy import PriorityFactory

NOON = datetime(2026, 6, 2, 12, 0, tzinfo=UTC)


def fill(group):
    """Give a group the answers that the factories leave out: a base, wards and priorities."""
    group.postcode, group.latitude, group.longitude = "WV1 1RG", 52.5870, -2.1296
    group.ward = WardFactory(name="St Peter’s")
    group.save()
    group.wards.add(group.ward)
    group.priorities.add(PriorityFactory(name="Prevent violence"))
    return group


def pass_checks(group):
    """Record every check that an approval needs."""
    for kind in Check.Kind:
        CheckFactory(group=group, kind=kind)
    return group


@pytest.fixture
def draft(db):
    """Fay's registration, which holds nothing yet."""
    return MembershipFactory(group=DraftGroupFactory(), user__email="fay@example.com").group


@pytest.fixture
def fay(draft):
    return draft.memberships.get().user


@pytest.fixture
def submitted(db):
    """Gus's complete registration, which waits for an officer and has every check."""
    group = pass_checks(fill(SubmittedGroupFactory(name="Whitmore Friends", version=1)))
    MembershipFactory(group=group, user=UserFactory(email="gus@example.com"))
    return group


@pytest.fixture
def gus(submitted):
    return submitted.memberships.get().user


@pytest.fixture
def returned(submitted):
    """The same registration, handed back by an officer."""
    Group.objects.filter(pk=submitted.pk).update(state="changes_requested", version=2)
    submitted.refresh_from_db()
    return submitted


@pytest.fixture
def postcode(db):
    return PostcodeFactory(code="WV1 1RG", ward__name="St Peter’s")
