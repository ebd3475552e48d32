"""Scheduled work on volunteers (see `settings.DUE_WORK`)."""

from datetime import datetime

from django.utils import timezone

from volunteers.models import Volunteer
from volunteers.services import refresh_best_check


def refresh_checks(now: datetime) -> int:
    """Switch to another DBS check for people whose best one has expired; return how many people."""
    overtaken = list(Volunteer.objects.with_overtaken_check(timezone.localdate(now)))
    for volunteer in overtaken:
        refresh_best_check(volunteer=volunteer, now=now)
    return len(overtaken)
