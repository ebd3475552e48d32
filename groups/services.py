"""Changes to groups, their registrations and their people."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.addresses import normalised
from accounts.models import EmailLink, User
from accounts.services import request_link
from core import audit, pending, search
from core.erasures import record_erasure
from core.references import new_reference
from core.registration.services import put_answer, require_complete
from groups.models import Check, Decision, Group, GroupChange, Invitation, Membership
from groups.querysets import SEARCH_KIND
from groups.rules import (
    APPROVE,
    REFUSE,
    REINSTATE,
    REQUEST_CHANGES,
    SUBMIT,
    SUSPEND,
    Move,
    may_answer,
    may_edit_group,
    may_move,
    missing_checks,
    must_wait,
)
from groups.steps import STEPS, Step
from notifications import outbox

MOST_UNFINISHED = 5
MOST_MEMBERS = 20
MOST_INVITATIONS_A_DAY = 10  # of one group, and of one person for all groups
INVITATION_DAYS = 14


class NotAllowed(Exception):
    """The change is not possible in the group's current state."""


class OwnAffair(Exception):
    """An officer may not decide on a group that they act for."""


class TooManyUnfinished(Exception):
    """The person has as many unfinished registrations as allowed, and must continue one of them first."""


class TooManyMembers(Exception):
    """The group has as many people as it can have."""


class AlreadyMember(Exception):
    """The person acts for the group already."""


class TooManyInvitations(Exception):
    """The group, or the person, has invited as many people in a day as allowed."""


class InvitationEnded(Exception):
    """The invitation has been answered or withdrawn, or its time is over."""


class ChecksMissing(Exception):
    """A group can't be approved until an officer has checked everything: `kinds` are left."""

    def __init__(self, kinds: Iterable[Check.Kind]) -> None:
        self.kinds = list(kinds)
        super().__init__(", ".join(self.kinds))


class StaleDecision(Exception):
    """The group's state changed after the officer opened the page.

    `group` is its current record; `decision` is the latest one, if an officer made the change.
    """

    def __init__(self, group: Group, decision: Decision | None) -> None:
        super().__init__(f"{group.reference} is {group.state} by now")
        self.group = group
        self.decision = decision


class StaleChange(Exception):
    """The group changed what it had sent after the officer opened the page; `subject` is as it is now."""

    def __init__(self, subject: GroupChange) -> None:
        self.subject = subject
        super().__init__(f"{subject} has version {subject.version} by now")


class ChangeDecided(Exception):
    """An officer has decided about the change, or the group has withdrawn it."""


# Changes by a group's people


@transaction.atomic
def start_registration(*, by: User) -> Group:
    """Start a registration that belongs to a person. Raises TooManyUnfinished."""
    if Group.objects.of(by).unfinished().count() >= MOST_UNFINISHED:
        raise TooManyUnfinished
    group = Group.objects.create(reference=new_reference("G"))
    Membership.objects.create(group=group, user=by, role=Membership.Role.OWNER)
    audit.record("group.started", subject=group, by=by)
    return group


@transaction.atomic
def save_answer(*, group: Group, step: Step, answers: Mapping[str, Any], by: User, now: datetime) -> Group:
    """Save the answer to one question. Raises NotAllowed if the group can't be changed.

    What the public sees of an approved group, and whom officers turn to, waits for an officer: until then
    the earlier answer stays. If the answer changes, checks of the earlier answer no longer count.
    """
    group = Group.objects.lock(group.pk)
    if not may_answer(group, step):
        raise NotAllowed
    if must_wait(group, step):
        _hold_change(group, answers, by=by, now=now)
    else:
        _put_answer(group, step, answers, by=by, now=now)
    return group


def _put_answer(group: Group, step: Step, answers: Mapping[str, Any], *, by: User, now: datetime) -> None:
    changed = put_answer(group, step, answers)
    if not changed:
        return
    group.save()
    group.checks.current().filter(kind=step.check).update(superseded_at=now, updated_at=now)
    details = {"step": step.slug, "fields": changed, "is_public": group.is_listed}
    audit.record("group.answered", subject=group, by=by, details=details)
    _index(group)


def _hold_change(group: Group, wanted: Mapping[str, Any], *, by: User, now: datetime) -> None:
    change = GroupChange.objects.filter(group=group).first() or GroupChange(group=group)
    before = dict(change.answers)
    present = {name: getattr(group, name) for name in {*wanted, *before}}
    waits = pending.hold(change, wanted, present=present, by=by, now=now)
    if change.answers != before:
        action = "group.change_sent" if waits else "group.change_withdrawn"
        audit.record(action, subject=group, by=by, details=_fields(change))


def _fields(change: GroupChange) -> dict[str, Any]:
    return {"fields": sorted(change.answers)}


@transaction.atomic
def withdraw_change(*, change: GroupChange, by: User) -> None:
    """Take a change back that no officer has let through. Raises ChangeDecided once an officer has."""
    change = _take_change(change)
    audit.record("group.change_withdrawn", subject=change.group, by=by, details=_fields(change))
    change.delete()


@transaction.atomic
def submit_registration(*, group: Group, by: User, now: datetime) -> Group:
    """Send a registration to the officers, for the first time or again.

    Raises NotAllowed if it was sent already, and Incomplete if questions are unanswered.
    """
    group = Group.objects.lock(group.pk)
    if not may_move(group, SUBMIT):
        raise NotAllowed
    require_complete(STEPS, group)
    group.submitted_at = now
    _set_state(group, SUBMIT)
    audit.record("group.submitted", subject=group, by=by)
    _write_to_members(group, "group_registered")
    return group


@transaction.atomic
def invite(*, group: Group, email: str, is_mailed: bool, by: User, now: datetime) -> Invitation:
    """Ask the person at an address to act for an approved group. They are no member until they accept.

    Nothing is done for whoever has an open invitation. `is_mailed` is whether the limits on mail let one more
    go to the address; whoever has declined before gets no more mail about it. Raises NotAllowed for groups
    that are not approved: they can't write to strangers. Raises TooManyMembers, TooManyInvitations and
    AlreadyMember.
    """
    email = normalised(email)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # their invitations of a day are counted
    group = Group.objects.lock(group.pk)
    if not group.is_listed:
        raise NotAllowed
    if group.memberships.filter(user__email=email).exists():
        raise AlreadyMember
    group.invitations.unanswered(now).update(state=Invitation.State.EXPIRED, updated_at=now)
    waiting: Invitation | None = group.invitations.to_address(email).open(now).first()
    if waiting:
        return waiting
    _require_room_for_one_more(group, by, now)
    has_declined = group.invitations.to_address(email).declined().exists()
    invitation: Invitation = group.invitations.create(
        email=email, invited_by=by, invited_at=now, expires_at=now + timedelta(days=INVITATION_DAYS)
    )
    audit.record("group.invited", subject=group, by=by, details={"invitation": str(invitation.pk)})
    if is_mailed and not has_declined:
        _write_to_invited(invitation, now)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User, now: datetime) -> Membership:
    """Let a person act for the group that invited them. Raises InvitationEnded and TooManyMembers."""
    group, invitation = _take_invitation(invitation, by, now)
    if group.memberships.count() >= MOST_MEMBERS:
        raise TooManyMembers
    membership: Membership = group.memberships.get_or_create(
        user=by, defaults={"role": Membership.Role.EDITOR}
    )[0]
    _answer(invitation, Invitation.State.ACCEPTED)
    details = {"person": str(by.pk), "invited_by": str(invitation.invited_by_id)}
    audit.record("group.member_added", subject=group, by=by, details=details)
    return membership


@transaction.atomic
def decline_invitation(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Say no to an invitation. Raises InvitationEnded."""
    group, invitation = _take_invitation(invitation, by, now)
    _answer(invitation, Invitation.State.DECLINED)
    audit.record("group.invitation_declined", subject=group, by=by)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> None:
    """Take an invitation back that nobody has accepted. One that has ended stays as it is."""
    Group.objects.lock(invitation.group_id)
    invitation.refresh_from_db()
    if invitation.state == Invitation.State.OPEN:
        _answer(invitation, Invitation.State.WITHDRAWN)
        audit.record("group.invitation_withdrawn", subject=invitation.group, by=by)


def _require_room_for_one_more(group: Group, by: User, now: datetime) -> None:
    if group.memberships.count() + group.invitations.open(now).count() >= MOST_MEMBERS:
        raise TooManyMembers
    yesterday = now - timedelta(days=1)
    of_group = group.invitations.made_since(yesterday)
    of_person = Invitation.objects.made_by(by).made_since(yesterday)
    if max(of_group.count(), of_person.count()) >= MOST_INVITATIONS_A_DAY:
        raise TooManyInvitations


def _write_to_invited(invitation: Invitation, now: datetime) -> None:
    """Tell the person. Whoever has no account gets a link that makes one; others sign in as always."""
    about = {"group": invitation.group, "by": invitation.invited_by, "until": invitation.expires_at}
    if User.objects.at_address(invitation.email).exists():
        outbox.queue("group_invitation", to=invitation.email, context=about)
        return
    purpose = EmailLink.Purpose.GROUP_INVITATION
    request_link(email=invitation.email, purpose=purpose, now=now, until=invitation.expires_at, about=about)


def _take_invitation(invitation: Invitation, by: User, now: datetime) -> tuple[Group, Invitation]:
    """Lock an invitation for its answer. Raises InvitationEnded, also for those whom it does not ask."""
    group = Group.objects.lock(invitation.group_id)
    invitation = Invitation.objects.select_related("invited_by").get(pk=invitation.pk)
    if invitation.email != by.email or not (group.is_listed and invitation.is_open(now)):
        raise InvitationEnded
    return group, invitation


def _answer(invitation: Invitation, state: Invitation.State) -> None:
    invitation.state = state
    invitation.save(update_fields=["state", "updated_at"])


@transaction.atomic
def remove_member(*, membership: Membership, by: User | None) -> None:
    """Stop an editor from acting for the group. Raises NotAllowed for an owner."""
    if membership.role == Membership.Role.OWNER:
        raise NotAllowed
    audit.record(
        "group.member_removed", subject=membership.group, by=by, details={"person": str(membership.user_id)}
    )
    record_erasure("groups.remove_member", subject=membership)
    membership.delete()


def remove_member_again(key: str, at: datetime) -> bool:  # noqa: ARG001  # as everything that repeats an erasure
    """Remove an editor again whom a backup has brought back; return whether it has."""
    membership = Membership.objects.editors().filter(pk=key).select_related("group").first()
    if membership is None:
        return False
    remove_member(membership=membership, by=None)
    return True


# Changes by officers


@transaction.atomic
def record_check(*, group: Group, kind: str, outcome: str, note: str, by: User, now: datetime) -> Check:
    """Record what an officer checked. It replaces the earlier check of its kind.

    Raises NotAllowed if the group has not sent its registration yet, and OwnAffair.
    """
    group = Group.objects.lock(group.pk)
    require_outsider(group, by)
    if group.state == Group.State.DRAFT:
        raise NotAllowed
    group.checks.current().filter(kind=kind).update(superseded_at=now, updated_at=now)
    check: Check = group.checks.create(kind=kind, outcome=outcome, note=note, checked_by=by, checked_at=now)
    audit.record("group.checked", subject=group, by=by, details={"kind": kind, "outcome": outcome})
    return check


@transaction.atomic
def publish_change(*, change: GroupChange, by: User, now: datetime, expected_version: int) -> None:
    """Let a change of an approved group take effect. Checks of the earlier answers no longer count.

    Raises ChangeDecided, StaleChange, OwnAffair, and NotAllowed unless the group is approved.
    """
    change = _take_change_as_seen(change, by, expected_version)
    group = change.group
    for step in STEPS:
        if answers := {name: change.answers[name] for name in step.fields if name in change.answers}:
            kept = {name: getattr(group, name) for name in step.fields}
            _put_answer(group, step, {**kept, **answers}, by=by, now=now)
    audit.record("group.change_published", subject=group, by=by, details=_fields(change))
    _write_about_change(change, "group_change_published")
    change.delete()


@transaction.atomic
def send_back_change(*, change: GroupChange, message: str, by: User, expected_version: int) -> None:
    """Ask the group to change what it sent. Raises as `publish_change` does."""
    change = _take_change_as_seen(change, by, expected_version)
    change.officer_message = message
    change.save()
    audit.record(
        "group.change_sent_back", subject=change.group, by=by, reason=message, details=_fields(change)
    )
    _write_about_change(change, "group_change_sent_back", message)


def _take_change(change: GroupChange) -> GroupChange:
    """Lock the group. Raises ChangeDecided if nothing waits any more."""
    group = Group.objects.lock(change.group_id)
    current: GroupChange | None = GroupChange.objects.with_subject().filter(pk=change.pk).first()
    if current is None:
        raise ChangeDecided
    if not group.is_listed:
        raise NotAllowed
    return current


def _take_change_as_seen(change: GroupChange, by: User, expected_version: int) -> GroupChange:
    require_outsider(change.group, by)
    current = _take_change(change)
    if current.version != expected_version or not current.is_waiting:
        raise StaleChange(current)
    return current


@transaction.atomic
def request_changes(*, group: Group, message: str, by: User, now: datetime, expected_version: int) -> Group:
    """Send a registration back to its people with a message about what to change."""
    group = _take(group, REQUEST_CHANGES, expected_version, by)
    _decide(group, REQUEST_CHANGES, message=message, by=by, now=now)
    audit.record("group.changes_requested", subject=group, by=by, reason=message)
    _write_to_members(group, "group_changes_requested", message)
    return group


@transaction.atomic
def approve_group(*, group: Group, by: User, now: datetime, expected_version: int) -> Group:
    """Show the group to the public and let it offer initiatives. Raises ChecksMissing."""
    group = _take(group, APPROVE, expected_version, by)
    if kinds := missing_checks(group):
        raise ChecksMissing(kinds)
    _decide(group, APPROVE, by=by, now=now)
    audit.record("group.approved", subject=group, by=by)
    _write_to_members(group, "group_approved")
    return group


@transaction.atomic
def refuse_group(*, group: Group, reason: str, by: User, now: datetime, expected_version: int) -> Group:
    """Refuse a registration, with the reason."""
    group = _take(group, REFUSE, expected_version, by)
    _decide(group, REFUSE, message=reason, by=by, now=now)
    audit.record("group.refused", subject=group, by=by, reason=reason)
    _write_to_members(group, "group_refused", reason)
    return group


@transaction.atomic
def suspend_group(*, group: Group, reason: str, by: User, now: datetime, expected_version: int) -> Group:
    """Hide an approved group from the public, with the reason. Its initiatives are not changed here."""
    group = _take(group, SUSPEND, expected_version, by)
    _decide(group, SUSPEND, message=reason, by=by, now=now)
    audit.record("group.suspended", subject=group, by=by, reason=reason)
    _write_to_members(group, "group_suspended", reason)
    return group


@transaction.atomic
def reinstate_group(*, group: Group, by: User, now: datetime, expected_version: int) -> Group:
    """Show a suspended group to the public again."""
    group = _take(group, REINSTATE, expected_version, by)
    _decide(group, REINSTATE, by=by, now=now)
    audit.record("group.reinstated", subject=group, by=by)
    _write_to_members(group, "group_reinstated")
    return group


def require_outsider(group: Group, by: User) -> None:
    """Raise OwnAffair for a person who acts for the group: another officer must decide."""
    if may_edit_group(by, group):
        raise OwnAffair


def _take(group: Group, move: Move, expected_version: int, by: User) -> Group:
    """Lock the group for a decision. Raises StaleDecision if it has changed since the officer saw it."""
    group = Group.objects.lock(group.pk)
    require_outsider(group, by)
    if group.version != expected_version:
        latest = group.decisions.with_officer().first()
        raise StaleDecision(group, latest if latest and latest.state == group.state else None)
    if not may_move(group, move):
        raise NotAllowed
    return group


def _decide(group: Group, move: Move, *, by: User, now: datetime, message: str = "") -> None:
    group.decided_at = None if move.target == Group.State.CHANGES_REQUESTED else now
    _set_state(group, move)
    Decision.objects.create(group=group, state=move.target, message=message, decided_by=by, decided_at=now)


def _set_state(group: Group, move: Move) -> None:
    group.state = move.target
    group.version += 1
    group.save()
    _index(group)


def _index(group: Group) -> None:
    """Add the group's public text to the search if it is listed, and remove it otherwise."""
    if group.is_listed:
        search.index_many(SEARCH_KIND, [_document_of(group)])
    else:
        search.remove(SEARCH_KIND, group.pk)


def rebuild_index() -> int:
    """Rebuild the groups' search index, for example after a bulk load; return how many groups it holds."""
    search.remove_all(SEARCH_KIND)
    documents = [_document_of(group) for group in Group.objects.listed().prefetch_related("priorities")]
    search.index_many(SEARCH_KIND, documents)
    return len(documents)


def _document_of(group: Group) -> search.Document:
    words = [group.summary, group.audience, *(priority.name for priority in group.priorities.all())]
    return search.Document(group.pk, group.name, "\n".join(words))


def _write_to_members(group: Group, template: str, message: str = "") -> None:
    """Queue the email about the group's new state for each of its people."""
    for membership in group.memberships.with_people():
        outbox.queue(
            template,
            to=membership.user.email,
            context={"group": group, "message": message},
            once_key=f"{template}:{group.pk}:{group.version}:{membership.user_id}",
        )


def _write_about_change(change: GroupChange, template: str, message: str = "") -> None:
    """Queue the email about a decision on a change for each of the group's people."""
    for membership in change.group.memberships.with_people():
        outbox.queue(
            template,
            to=membership.user.email,
            context={"group": change.group, "message": message},
            once_key=f"{template}:{change.pk}:{change.version}:{membership.user_id}",
        )
