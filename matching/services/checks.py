"""DBS checks of people who hold or are offered a place come to their end."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core import audit
from matching.models import Offer
from matching.services import locks
from notifications import outbox
from volunteers import services as volunteers
from volunteers.models import Volunteer
from volunteers.rules import reminder_due


@transaction.atomic
def remind_of_check(*, volunteer: Volunteer, now: datetime) -> bool:
    """Remind someone who has a place or an offer that their DBS check ends. Say whether it was due.

    Each check has one reminder 90, 60 and 30 days before its end. Whoever got a place, or was not reached,
    after one was due gets only the next.
    """
    person = locks.lock_volunteer(volunteer)
    today = timezone.localdate(now)
    until = person.dbs_valid_until
    days = reminder_due(until, today) if until else None
    if days is None or not Offer.objects.filter(volunteer=person).with_check_to_remind_of(today).exists():
        return False
    volunteers.note_reminded(volunteer=person, days=days)
    audit.record("volunteer.check_reminded", subject=person, by=None, details={"days": days})
    outbox.queue(
        "check_ending",
        to=person.email,
        context={"volunteer": person},
        once_key=f"check_ending:{person.pk}:{until}:{days}",
    )
    return True
