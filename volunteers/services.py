"""Changes to volunteers: their answers, their state, and their DBS checks as seen by officers."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import EmailLink, User
from accounts.services import forget_newcomer
from core import audit
from core.erasures import record_erasure
from core.references import new_reference
from core.registration.services import no_answer, put_answer, require_complete
from core.registration.steps import Step
from notifications import outbox
from volunteers.ages import age_on
from volunteers.models import DbsLevel, ScreeningCheck, TimeAway, Volunteer
from volunteers.rules import best_check, counts_until, last_ended, may_answer
from volunteers.steps import STEPS

State = Volunteer.State
MOST_TIMES_AWAY = 20


class NotAllowed(Exception):
    """The change is not possible in the volunteer's current state."""


class TooYoung(Exception):
    """The person is below the minimum age for volunteers. Nothing that they entered is saved."""


class TooManyTimesAway(Exception):
    """The person has as many times away as allowed."""


class OwnCheck(Exception):
    """An officer may not record that they saw their own certificate."""


class IssuedInFuture(Exception):
    """A DBS certificate can't have been issued after today."""


class AlreadyCorrected(Exception):
    """A check is corrected once; what is wrong with the correction is corrected there."""


@transaction.atomic
def start_profile(*, by: User) -> Volunteer:
    """Return the person's profile. Create it if they have none, or start it again if they had left."""
    volunteer: Volunteer
    volunteer, is_new = Volunteer.objects.get_or_create(user=by, defaults={"reference": new_reference("V")})
    if is_new or volunteer.state == State.LEFT:
        _set_state(volunteer, State.DRAFT)
        audit.record("volunteer.started", subject=volunteer, by=by)
    return volunteer


@transaction.atomic
def save_answer(
    *, volunteer: Volunteer, step: Step, answers: Mapping[str, Any], by: User, now: datetime
) -> Volunteer:
    """Save the answer to one question, while registering or later.

    Raises NotAllowed if the person has left, and TooYoung for a date of birth after the latest allowed.
    """
    volunteer = Volunteer.objects.lock(volunteer.pk)
    if not may_answer(volunteer):
        raise NotAllowed
    require_old_enough(answers.get("born_on"), timezone.localdate(now))
    changed = put_answer(volunteer, step, answers)
    volunteer.skills_strong &= volunteer.skills
    is_first = step.slug not in volunteer.answered
    if is_first:
        volunteer.answered = [*volunteer.answered, step.slug]
    if changed or is_first:
        volunteer.save()
        details = {"step": step.slug, "fields": changed}
        audit.record("volunteer.answered", subject=volunteer, by=by, details=details)
    return volunteer


def require_old_enough(born_on: date | None, day: date) -> None:
    """Raise TooYoung if the person is known to be below the minimum age."""
    if born_on and age_on(born_on, day) < settings.MINIMUM_VOLUNTEER_AGE:
        raise TooYoung


@transaction.atomic
def refuse_too_young(*, volunteer: Volunteer, by: User, now: datetime) -> None:
    """Keep nothing of someone too young who was registering: no answers, no account, no event, no email.

    An account that is used for something else stays. So does what is kept of people who volunteered before,
    who count as having left again. Raises NotAllowed for whoever is registered.
    """
    volunteer = Volunteer.objects.lock(volunteer.pk)
    if volunteer.state != State.DRAFT:
        raise NotAllowed
    if volunteer.registered_at:
        leave(volunteer=volunteer, by=by, now=now)
        return
    record_erasure("volunteers.forget_draft", subject=volunteer)  # says not why
    audit.forget(volunteer)
    volunteer.delete()
    if forget_newcomer(user=by, now=now):
        outbox.forget_messages_to(by.email, but=EmailLink.Purpose.GROUP_INVITATION)


def forget_draft_again(key: str, at: datetime) -> bool:
    """Forget someone again whom a restored backup has brought back; say whether there was a need."""
    volunteer = Volunteer.objects.filter(pk=key, state=State.DRAFT).select_related("user").first()
    if volunteer is None or volunteer.user is None:
        return False
    refuse_too_young(volunteer=volunteer, by=volunteer.user, now=at)
    return True


@transaction.atomic
def finish_registration(*, volunteer: Volunteer, by: User, now: datetime) -> Volunteer:
    """Finish the registration, so that officers can find and ask the person.

    Raises NotAllowed if it was finished before, Incomplete if questions are unanswered, and TooYoung.
    """
    volunteer = Volunteer.objects.lock(volunteer.pk)
    if volunteer.state != State.DRAFT:
        raise NotAllowed
    require_complete(STEPS, volunteer)
    require_old_enough(volunteer.born_on, timezone.localdate(now))
    volunteer.registered_at = now
    _count_best_check(volunteer, timezone.localdate(now))
    _set_state(volunteer, State.ACTIVE)
    audit.record("volunteer.registered", subject=volunteer, by=by)
    outbox.queue(
        "volunteer_registered",
        to=volunteer.email,
        context={"volunteer": volunteer},
        once_key=f"volunteer_registered:{volunteer.pk}:{now.isoformat()}",
    )
    return volunteer


@transaction.atomic
def pause(*, volunteer: Volunteer, by: User) -> Volunteer:
    """Stop asking the person until they resume. Their offers and placements stay as they are."""
    return _move(volunteer, State.ACTIVE, State.PAUSED, "volunteer.paused", by)


@transaction.atomic
def resume(*, volunteer: Volunteer, by: User) -> Volunteer:
    """End the person's break."""
    return _move(volunteer, State.PAUSED, State.ACTIVE, "volunteer.resumed", by)


@transaction.atomic
def add_time_away(*, volunteer: Volunteer, starts_on: date, ends_on: date, by: User) -> TimeAway:
    """Record when a person can't help. Adding the same days twice is not an error.

    Raises NotAllowed if the person has left, and TooManyTimesAway.
    """
    volunteer = Volunteer.objects.lock(volunteer.pk)
    if not may_answer(volunteer):
        raise NotAllowed
    if volunteer.times_away.count() >= MOST_TIMES_AWAY:
        raise TooManyTimesAway
    away: TimeAway
    away, is_new = volunteer.times_away.get_or_create(starts_on=starts_on, ends_on=ends_on)
    if is_new:
        audit.record("volunteer.away_added", subject=volunteer, by=by)
    return away


@transaction.atomic
def remove_time_away(*, away: TimeAway, by: User) -> None:
    """Remove a time away."""
    audit.record("volunteer.away_removed", subject=away.volunteer, by=by)
    away.delete()


def note_asked(*, volunteer: Volunteer, day: date) -> None:
    """Record the day on which a volunteer was made an offer. The caller must have locked them."""
    _note_latest(volunteer, "last_asked_on", day)


def note_placed(*, volunteer: Volunteer, day: date) -> None:
    """Record the day on which a volunteer took a place. The caller must have locked them."""
    _note_latest(volunteer, "last_placed_on", day)


def _note_latest(volunteer: Volunteer, name: str, day: date) -> None:
    latest = getattr(volunteer, name)
    if latest is None or latest < day:
        setattr(volunteer, name, day)
        volunteer.save(update_fields=[name, "updated_at"])


def _move(volunteer: Volunteer, source: str, target: str, action: str, by: User) -> Volunteer:
    """Set a state that can only be reached from one other.

    If it is set already, nothing happens.
    """
    volunteer = Volunteer.objects.lock(volunteer.pk)
    if volunteer.state == target:
        return volunteer
    if volunteer.state != source:
        raise NotAllowed
    _set_state(volunteer, target)
    audit.record(action, subject=volunteer, by=by)
    return volunteer


@transaction.atomic
def leave(*, volunteer: Volunteer, by: User, now: datetime) -> Volunteer:
    """Delete what the person told us. (`matching.services.leave` gives back their places first.)

    The reference, their past roles and the checks that officers recorded stay for a while: they show who was
    trusted with what (`volunteers.retention.forget_left`).
    """
    volunteer = Volunteer.objects.lock(volunteer.pk)
    if volunteer.state == State.LEFT:
        return volunteer
    for step in STEPS:
        put_answer(volunteer, step, no_answer(Volunteer, step))
    volunteer.times_away.all().delete()
    volunteer.answered = []
    volunteer.dbs_level, volunteer.dbs_valid_until = DbsLevel.NONE, None
    volunteer.dbs_reminded_days = None
    volunteer.screening_checks.exclude(note="").update(note="", updated_at=now)
    _set_state(volunteer, State.LEFT)
    audit.record("volunteer.left", subject=volunteer, by=by)
    record_erasure("volunteers.leave", subject=volunteer)
    outbox.queue("volunteer_left", to=volunteer.email, context={"volunteer": volunteer})
    return volunteer


@transaction.atomic
def record_screening(
    *,
    volunteer: Volunteer,
    level: int,
    issued_on: date,
    is_accepted: bool,
    by: User,
    now: datetime,
    note: str = "",
) -> ScreeningCheck:
    """Record a DBS certificate that an officer saw, and work out which accepted check counts now.

    One that was issued too long ago is recorded as ended and does not count. Raises IssuedInFuture, OwnCheck,
    and NotAllowed if the person has left.
    """
    volunteer = Volunteer.objects.lock(volunteer.pk)
    today = timezone.localdate(now)
    _require_may_screen(volunteer, issued_on, by, today)
    check: ScreeningCheck = volunteer.screening_checks.create(
        level=level,
        issued_on=issued_on,
        valid_until=counts_until(issued_on, settings.DBS_VALID_YEARS),
        is_accepted=is_accepted,
        note=note,
        checked_by=by,
        checked_at=now,
    )
    _save_best_check(volunteer, today)
    details = {"level": level, "is_accepted": is_accepted}  # the issue date is kept for less time than this
    audit.record("volunteer.screened", subject=volunteer, by=by, details=details)
    return check


@transaction.atomic
def correct_screening(
    *,
    check: ScreeningCheck,
    level: int,
    issued_on: date,
    is_accepted: bool,
    reason: str,
    by: User,
    now: datetime,
    note: str = "",
) -> ScreeningCheck:
    """Correct what was recorded of a certificate, and work out which accepted check counts now.

    The record with the slip stays, and no longer counts. Who saw the certificate and when stay the same, so
    that nothing is kept longer. Raises AlreadyCorrected, and what `record_screening` raises.
    """
    volunteer = Volunteer.objects.lock(check.volunteer_id)
    today = timezone.localdate(now)
    _require_may_screen(volunteer, issued_on, by, today)
    wrong: ScreeningCheck = ScreeningCheck.objects.lock(check.pk)
    if wrong.is_replaced:
        raise AlreadyCorrected
    right: ScreeningCheck = volunteer.screening_checks.create(
        replaces=wrong,
        level=level,
        issued_on=issued_on,
        valid_until=counts_until(issued_on, settings.DBS_VALID_YEARS),
        is_accepted=is_accepted,
        note=note,
        checked_by=wrong.checked_by,
        checked_at=wrong.checked_at,
    )
    _save_best_check(volunteer, today)
    details = {"before": _decision(wrong), "after": _decision(right)}
    audit.record("volunteer.screening_corrected", subject=volunteer, by=by, reason=reason, details=details)
    return right


def _decision(check: ScreeningCheck) -> dict[str, Any]:
    """Return what the audit trail may say of a check: the date of issue is kept for less time than that."""
    return {"level": check.level, "is_accepted": check.is_accepted}


def _require_may_screen(volunteer: Volunteer, issued_on: date, by: User, day: date) -> None:
    if volunteer.user_id == by.pk:
        raise OwnCheck
    if not may_answer(volunteer):
        raise NotAllowed
    if issued_on > day:
        raise IssuedInFuture


def note_reminded(*, volunteer: Volunteer, days: int) -> None:
    """Record of how many days before the end of their check a volunteer was reminded.

    The caller must have locked them.
    """
    volunteer.dbs_reminded_days = days
    volunteer.save(update_fields=["dbs_reminded_days", "updated_at"])


@transaction.atomic
def refresh_best_check(*, volunteer: Volunteer, now: datetime) -> Volunteer:
    """Use another check if the best one has expired."""
    volunteer = Volunteer.objects.lock(volunteer.pk)
    _save_best_check(volunteer, timezone.localdate(now))
    audit.record("volunteer.check_refreshed", subject=volunteer, by=None)
    return volunteer


def _save_best_check(volunteer: Volunteer, day: date) -> None:
    _count_best_check(volunteer, day)
    volunteer.save(update_fields=["dbs_level", "dbs_valid_until", "dbs_reminded_days", "updated_at"])


def _count_best_check(volunteer: Volunteer, day: date) -> None:
    """Put the check that counts on the profile; without one, the last that ended.

    With its day past it counts nowhere, and tells officers since when.
    """
    checks = list(volunteer.screening_checks.accepted())
    check = best_check(checks, day) or last_ended(checks, day)
    until = check.valid_until if check else None
    if until != volunteer.dbs_valid_until:
        volunteer.dbs_reminded_days = None
    volunteer.dbs_level = check.level if check else DbsLevel.NONE
    volunteer.dbs_valid_until = until


def _set_state(volunteer: Volunteer, state: str) -> None:
    volunteer.state = state
    volunteer.save()
