"""Who may act for a group."""

from typing import Any

from groups.models import Group, Membership


def may_edit_group(user: Any, group: Group) -> bool:
    """Whether the person is an owner or editor of the group."""
    return group.memberships.filter(user_id=user.pk).exists()


def may_own_group(user: Any, group: Group) -> bool:
    """Whether the person is an owner of the group."""
    return group.memberships.filter(user_id=user.pk, role=Membership.Role.OWNER).exists()
