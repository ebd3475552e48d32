"""What falls due by the clock (`settings.DUE_WORK`)."""

from datetime import datetime

from django.utils import timezone

from initiatives.services import close_ended_roles


def close_roles(now: datetime) -> int:
    """Let no role look for people once its last day is over; return how many did."""
    return close_ended_roles(timezone.localdate(now))
