from typing import Any

from groups.models import Group
from initiatives.models import Initiative, InitiativeChange, Role
from notifications import outbox


def write_to_members(
    group: Group, template: str, *, about: Initiative | Role | InitiativeChange, context: dict[str, Any]
) -> None:
    """Email everyone who acts for a group about a change to an initiative or role, once per change."""
    for membership in group.memberships.with_people():
        outbox.queue(
            template,
            to=membership.user.email,
            context=context,
            once_key=f"{template}:{about.pk}:{about.version}:{membership.user_id}",
        )
