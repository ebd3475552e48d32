"""What officers do that reaches over several apps."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from groups.models import Group
from groups.services import approve_group, refuse_group, reinstate_group, request_changes, suspend_group
from initiatives.services import pause_all


@transaction.atomic
def suspend_group_and_pause(
    *, group: Group, reason: str, by: User, now: datetime, expected_version: int
) -> Group:
    """Hide a group and everything that it has published."""
    group = suspend_group(group=group, reason=reason, by=by, now=now, expected_version=expected_version)
    pause_all(group=group, by=by)
    return group


def decide_on_group(
    *, group: Group, decision: str, message: str, by: User, now: datetime, expected_version: int
) -> Group:
    """Do what an officer decided: `decision` is one of `desk.forms.GROUP_DECISIONS`."""
    match decision:
        case "approve":
            return approve_group(group=group, by=by, now=now, expected_version=expected_version)
        case "reinstate":
            return reinstate_group(group=group, by=by, now=now, expected_version=expected_version)
        case "changes":
            return request_changes(
                group=group, message=message, by=by, now=now, expected_version=expected_version
            )
        case "refuse":
            return refuse_group(
                group=group, reason=message, by=by, now=now, expected_version=expected_version
            )
        case _:
            return suspend_group_and_pause(
                group=group, reason=message, by=by, now=now, expected_version=expected_version
            )
