"""Officers override one gate for one offer. The gate goes on saying no: nobody is qualified by this."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from initiatives.models import Role
from matching.eligibility import keeps_people_safe, may_be_overridden
from matching.models import Override
from matching.openings import officers_opening
from matching.rules import may_agree, may_override
from matching.services import locks
from matching.services.errors import NeverOverridable, NotOverridable, OverrideClosed, OverrideOpen
from volunteers.models import Volunteer


@transaction.atomic
def ask_override(
    *, role: Role, volunteer: Volunteer, gate: str, reason: str, by: User, now: datetime
) -> Override:
    """Override a gate; one that keeps people safe waits for a second officer.

    Raises NeverOverridable for gates that nobody may override for this role, NotOverridable for who may not,
    OverrideOpen where there is one already, and ValueError for want of a reason.
    """
    if not reason.strip():
        raise ValueError("A gate is overridden for a reason.")
    if not may_override(by, volunteer):
        raise NotOverridable(gate)
    _require_overridable(gate, role, now)
    person = locks.lock_volunteer(volunteer)
    _close_expired(role, person, gate, now)
    if Override.objects.open().filter(role=role, volunteer=person, gate=gate).exists():
        raise OverrideOpen
    override: Override = Override.objects.create(
        role=role,
        volunteer=person,
        gate=gate,
        reason=reason,
        needs_second=keeps_people_safe(gate),
        asked_by=by,
        asked_at=now,
        expires_at=now + timedelta(days=settings.OVERRIDE_DAYS),
    )
    audit.record("override.asked", subject=override, by=by, details={"gate": gate})
    return override


def _require_overridable(gate: str, role: Role, now: datetime) -> None:
    """Ask of the role as it is now, which may need another check than before. Raises NeverOverridable."""
    if not may_be_overridden(gate, officers_opening(role, on=timezone.localdate(now))):
        raise NeverOverridable(gate)


def _close_expired(role: Role, volunteer: Volunteer, gate: str, now: datetime) -> None:
    """Make room for a new one."""
    for old in Override.objects.open().filter(role=role, volunteer=volunteer, gate=gate, expires_at__lte=now):
        _close(old, now)
        audit.record("override.expired", subject=old, by=None)


@transaction.atomic
def agree_override(*, override: Override, by: User, now: datetime) -> Override:
    """Agree as the second officer.

    Raises OverrideClosed, NotOverridable for who may not agree to it, and NeverOverridable where the role has
    become one for which nobody may.
    """
    current = _lock_open(override)
    if not may_agree(by, current):
        raise NotOverridable(current.gate)
    _require_overridable(current.gate, current.role, now)
    if not current.needs_second or current.agreed_by_id or current.expires_at <= now:
        raise OverrideClosed
    current.agreed_by, current.agreed_at = by, now
    current.save(update_fields=["agreed_by", "agreed_at", "updated_at"])
    audit.record("override.agreed", subject=current, by=by)
    return current


@transaction.atomic
def close_override(*, override: Override, by: User, now: datetime) -> Override:
    """Refuse an override, or take it back. Raises OverrideClosed once it is used up or closed."""
    current = _lock_open(override)
    _close(current, now)
    audit.record("override.closed", subject=current, by=by)
    return current


def _lock_open(override: Override) -> Override:
    """Return the override as it is now; nobody makes an offer with it meanwhile."""
    locks.lock_volunteer(override.volunteer)
    current: Override = Override.objects.select_related("volunteer", "role", "asked_by").get(pk=override.pk)
    if current.closed_at:
        raise OverrideClosed
    return current


def _close(override: Override, now: datetime) -> None:
    override.closed_at = now
    override.save(update_fields=["closed_at", "updated_at"])
