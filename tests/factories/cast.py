"""The whole cast at once, for towns that are built once for many tests."""

from accounts.models import User
from groups.models import Group
from tests.factories.accounts import OfficerFactory, SeniorOfficerFactory, UserFactory
from tests.factories.groups import GroupFactory, MembershipFactory
from tests.factories.volunteers import VolunteerFactory


def make_cast() -> tuple[Group, dict[str, User]]:
    """Return Asha's group and everybody by name."""
    group = GroupFactory(name="Low Hill Boxing Club")
    return group, {
        "asha": MembershipFactory(group=group, user__name="Asha Owner").user,
        "ben": MembershipFactory(group=group, role="editor", user__name="Ben Editor").user,
        "carol": OfficerFactory(name="Carol Officer"),
        "sam": SeniorOfficerFactory(name="Sam Senior"),
        "dev": VolunteerFactory(name="Dev Volunteer", skills=3, user__name="Dev Volunteer").user,
        "eve": UserFactory(name="Eve Outsider"),
    }
