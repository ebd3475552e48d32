"""Scheduled work on initiatives (see `settings.DUE_WORK`)."""

from datetime import datetime

from django.utils import timezone

from initiatives.services import close_ended_roles


def close_roles(now: datetime) -> int:
    """Close the roles whose last day is over; return how many."""
    return close_ended_roles(timezone.localdate(now))
