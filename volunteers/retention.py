"""Delete volunteers' data at the end of its retention period (see `settings.DUE_WORK`)."""

from datetime import datetime
from typing import Any

from core import audit
from core.batches import work_off
from core.references import new_reference
from volunteers.models import DbsLevel, ScreeningCheck, ServedWard, TimeAway, Volunteer
from volunteers.personal import CERTIFICATE_LIFE, LEFT, UNFINISHED
from volunteers.steps import STEPS

ANSWERS = {name for step in STEPS for name in step.fields}
UNANSWERED = {
    field.name: field.get_default() for field in Volunteer._meta.concrete_fields if field.name in ANSWERS
} | {
    "answered": [],
    "dbs_level": DbsLevel.NONE,
    "dbs_valid_until": None,
    "dbs_reminded_days": None,
}


def forget_unfinished(now: datetime) -> int:
    """Delete the profiles that were never finished; return how many.

    People who had volunteered before, and only started again, count as having left again.
    """
    moment = UNFINISHED.before(now)
    never = work_off(Volunteer.objects.never_finished(moment), _delete)
    again = work_off(Volunteer.objects.come_back_in_vain(moment), lambda keys: _let_go(keys, now))
    return never + again


def forget_left(now: datetime) -> int:
    """Anonymise the profiles of people who left long ago; return how many.

    The offers and placements that remain, for the figures, no longer lead to a person.
    """
    left = Volunteer.objects.left_before(LEFT.before(now))
    return work_off(left, lambda keys: _part_from_person(keys, now))


def forget_certificates(now: datetime) -> int:
    """Delete what was recorded from certificates, except level, decision, who and when; return how many.

    The date until which a check counts also stays, because eligibility needs it.
    """
    seen = ScreeningCheck.objects.with_certificate_seen_before(CERTIFICATE_LIFE.before(now))
    return work_off(seen, lambda keys: _forget_certificates(keys, now))


def _delete(keys: list[Any]) -> None:
    audit.record_many("volunteer.forgotten", model=Volunteer, keys=keys)
    Volunteer.objects.filter(pk__in=keys).delete()


def _let_go(keys: list[Any], now: datetime) -> None:
    audit.record_many("volunteer.left", model=Volunteer, keys=keys)
    for links in (Volunteer.interests.through, ServedWard, TimeAway):
        links.objects.filter(volunteer__in=keys).delete()
    Volunteer.objects.filter(pk__in=keys).update(**UNANSWERED, state=Volunteer.State.LEFT, updated_at=now)


def _part_from_person(keys: list[Any], now: datetime) -> None:
    audit.record_many("volunteer.forgotten", model=Volunteer, keys=keys)
    ScreeningCheck.objects.filter(volunteer__in=keys).delete()
    nobodies = [
        # The person has the old reference in their emails.
        Volunteer(pk=key, user=None, reference=new_reference("V"), registered_at=None, updated_at=now)
        for key in keys
    ]
    Volunteer.objects.bulk_update(nobodies, ["user", "reference", "registered_at", "updated_at"])


def _forget_certificates(keys: list[Any], now: datetime) -> None:
    checks = ScreeningCheck.objects.filter(pk__in=keys)
    people = checks.order_by("volunteer").values_list("volunteer", flat=True)
    audit.record_many("volunteer.certificate_forgotten", model=Volunteer, keys=people)
    checks.update(issued_on=None, note="", updated_at=now)
