"""Officers override one gate for one offer. The gate goes on saying no: nobody is qualified by this."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit
from initiatives.models import Role
from matching.candidates import people_by_key
from matching.eligibility import keeps_people_safe, may_be_overridden, unmet_gates
from matching.models import Override
from matching.openings import officers_opening
from matching.rules import latest_end, may_agree, may_override
from matching.services import locks
from matching.services.errors import (
    NeverOverridable,
    NotOverridable,
    OverrideClosed,
    OverrideOpen,
    StillUnmet,
)
from volunteers.models import Volunteer


@dataclass(frozen=True, slots=True)
class Safeguards:
    """How people are kept safe while a gate that keeps them safe is overridden."""

    risk_assessment: str
    supervisor: str  # the name and role of whoever is with the volunteer each time
    ends_on: date  # the last day on which the override counts


@transaction.atomic
def ask_override(
    *,
    role: Role,
    volunteer: Volunteer,
    gate: str,
    reason: str,
    by: User,
    now: datetime,
    safeguards: Safeguards | None = None,
) -> Override:
    """Override a gate; one that keeps people safe takes safeguards and waits for a senior officer.

    Raises NeverOverridable for gates that nobody may override for this role, NotOverridable for who may not,
    OverrideOpen where there is one already, and ValueError for want of a reason or of safeguards.
    """
    return _ask(role, volunteer, gate, reason, by, now, safeguards, renews=None)


@transaction.atomic
def renew_override(
    *, override: Override, reason: str, by: User, now: datetime, safeguards: Safeguards
) -> Override:
    """Ask that an override which ends goes on counting for the place that it let someone have.

    It waits for a senior officer, as the first one did. Raises what `ask_override` does, and OverrideClosed
    where there is nothing to renew.
    """
    _require_unsettled(override)
    return _ask(override.role, override.volunteer, override.gate, reason, by, now, safeguards, override)


def _ask(
    role: Role,
    volunteer: Volunteer,
    gate: str,
    reason: str,
    by: User,
    now: datetime,
    safeguards: Safeguards | None,
    renews: Override | None,
) -> Override:
    if not reason.strip():
        raise ValueError("A gate is overridden for a reason.")
    if not may_override(by, volunteer):
        raise NotOverridable(gate)
    _require_overridable(gate, role, now)
    needs_second = keeps_people_safe(gate)
    if needs_second:
        _require_safe(safeguards, timezone.localdate(now))
    person = locks.lock_volunteer(volunteer)
    _close_expired(role, person, gate, now)
    if Override.objects.open().filter(role=role, volunteer=person, gate=gate).exists():
        raise OverrideOpen
    kept: dict[str, Any] = asdict(safeguards) if safeguards and needs_second else {}
    override: Override = Override.objects.create(
        role=role,
        volunteer=person,
        gate=gate,
        reason=reason,
        needs_second=needs_second,
        asked_by=by,
        asked_at=now,
        expires_at=_expiry(now, kept.get("ends_on")),
        renews=renews,
        **kept,
    )
    audit.record("override.asked", subject=override, by=by, details={"gate": gate})
    return override


def _require_safe(safeguards: Safeguards | None, today: date) -> None:
    if safeguards is None or not (safeguards.risk_assessment.strip() and safeguards.supervisor.strip()):
        raise ValueError("What keeps people safe is overridden with a risk assessment and a supervisor.")
    if not today <= safeguards.ends_on <= latest_end(today):
        raise ValueError("What keeps people safe is overridden for a time.")


def _expiry(now: datetime, ends_on: date | None) -> datetime:
    """Return until when an offer can be made: no longer than the override counts."""
    expires = now + timedelta(days=settings.OVERRIDE_DAYS)
    if ends_on is None:
        return expires
    return min(expires, timezone.make_aware(datetime.combine(ends_on + timedelta(days=1), time.min)))


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
    """Agree as the second officer; what renews an override takes its place at once.

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
    if current.renews:
        _require_unsettled(current.renews)
        _settle(current.renews, now)
        current.offer, current.closed_at = current.renews.offer, now
    current.save(update_fields=["agreed_by", "agreed_at", "offer", "closed_at", "updated_at"])
    audit.record("override.agreed", subject=current, by=by)
    return current


@transaction.atomic
def settle_override(*, override: Override, by: User, now: datetime) -> Override:
    """Note that whoever has a place by an override passes the gate after all.

    Raises OverrideClosed where nobody needs to see to it, and StillUnmet while they do not pass.
    """
    person = locks.lock_volunteer(override.volunteer)
    current: Override = Override.objects.select_related("role", "offer").get(pk=override.pk)
    _require_unsettled(current)
    today = timezone.localdate(now)
    candidate = people_by_key([person.pk], current.role_id, on=today)[person.pk].candidate
    (unmet,) = unmet_gates([candidate], officers_opening(current.role, on=today))
    if current.gate in {finding.code for finding in unmet}:
        raise StillUnmet(current.gate)
    _settle(current, now)
    audit.record("override.settled", subject=current, by=by)
    return current


def _require_unsettled(override: Override) -> None:
    """Raise OverrideClosed unless it still lets someone have a place, for a time."""
    if not Override.objects.ending(by=date.max).filter(pk=override.pk).exists():
        raise OverrideClosed


def _settle(override: Override, now: datetime) -> None:
    override.settled_at = now
    override.save(update_fields=["settled_at", "updated_at"])


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
    beside = ("volunteer", "role", "asked_by", "renews__offer")
    current: Override = Override.objects.select_related(*beside).get(pk=override.pk)
    if current.closed_at:
        raise OverrideClosed
    return current


def _close(override: Override, now: datetime) -> None:
    override.closed_at = now
    override.save(update_fields=["closed_at", "updated_at"])
