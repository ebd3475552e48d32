from typing import Any

from groups.models import Group
from initiatives.models import Initiative, Role
from notifications import outbox


def write_to_members(
    group: Group, template: str, *, about: Initiative | Role, context: dict[str, Any]
) -> None:
    """Tell everybody who acts for a group what became of an initiative or role, once a change."""
    for membership in group.memberships.with_people():
        outbox.queue(
            template,
            to=membership.user.email,
            context=context,
            once_key=f"{template}:{about.pk}:{about.version}:{membership.user_id}",
        )
