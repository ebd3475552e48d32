"""Who looked at a volunteer's details, and what for."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from initiatives.models import Role
from matching.models import Viewing
from volunteers.models import Volunteer


def log_looks(
    *,
    volunteers: Iterable[Volunteer],
    purpose: Viewing.Purpose,
    by: User,
    now: datetime,
    role: Role | None = None,
) -> None:
    """Log that an officer looked at people, in one insert. The same look later that day changes nothing."""
    day = timezone.localdate(now)
    Viewing.objects.bulk_create(
        [
            Viewing(volunteer=person, seen_by=by, seen_on=day, seen_at=now, purpose=purpose, role=role)
            for person in volunteers
        ],
        ignore_conflicts=True,
    )
