"""Delete groups, or their personal data, at the end of the retention period (see `settings.DUE_WORK`)."""

from datetime import datetime
from typing import Any

from core import audit
from core.batches import work_off
from groups.models import Check, Decision, Group, GroupChange, Invitation, Membership
from groups.personal import INVITATION_LIFE, REFUSED, SUSPENDED, UNSENT
from groups.querysets import PEOPLE


def forget_unsent(now: datetime) -> int:
    """Delete the registrations that were started and never sent; return how many."""
    return work_off(Group.objects.drafts().unchanged_since(UNSENT.before(now)), _delete)


def forget_refused(now: datetime) -> int:
    """Delete registrations that were refused, or sent back for changes that never came; return how many."""
    return work_off(Group.objects.turned_down_before(REFUSED.before(now)), _delete)


def forget_suspended(now: datetime) -> int:
    """Delete the personal data of groups that were suspended and never reinstated; return how many groups.

    The group itself stays, with what it did, because its initiatives and their figures do.
    """
    gone = Group.objects.suspended_before(SUSPENDED.before(now)).with_people_known()
    return work_off(gone, lambda keys: _forget_people(keys, now))


def forget_invitations(now: datetime) -> int:
    """Delete the invitations whose time has been over for long enough; return how many."""
    ended = Invitation.objects.ended_before(INVITATION_LIFE.before(now))
    return work_off(ended, lambda keys: Invitation.objects.filter(pk__in=keys).delete())


def _delete(keys: list[Any]) -> None:
    """Delete groups that were never approved, so no records refer to them but their own rows."""
    audit.record_many("group.forgotten", model=Group, keys=keys)
    Group.objects.filter(pk__in=keys).delete()


def _forget_people(keys: list[Any], now: datetime) -> None:
    audit.record_many("group.people_forgotten", model=Group, keys=keys)
    for rows in (Membership, Invitation, Check, Decision, GroupChange):
        rows.objects.filter(group__in=keys).delete()
    Group.objects.filter(pk__in=keys).update(**PEOPLE, updated_at=now)
