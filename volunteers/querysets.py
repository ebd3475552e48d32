from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q

from volunteers.ages import ADULT, last_birthday


class VolunteerQuerySet(models.QuerySet[Any]):
    """People who offer their time."""

    def active(self) -> "VolunteerQuerySet":
        """Return the people who can be asked."""
        return self.filter(state="active")

    def registered(self) -> "VolunteerQuerySet":
        """Return the people who finished registering and have not left."""
        return self.filter(state__in=["active", "paused"])

    def present(self) -> "VolunteerQuerySet":
        """Return the people who have not left."""
        return self.exclude(state="left")

    def to_match(self, day: date) -> "VolunteerQuerySet":
        """Return the registered people who are 18 or over on a day: nobody else is ranked, planned or asked.

        Without a date of birth, what they said answers.
        """
        born = Q(born_on__lte=last_birthday(day, ADULT)) | Q(born_on=None, is_over_18=True)
        return self.registered().filter(born)

    def never_finished(self, moment: datetime) -> "VolunteerQuerySet":
        """Return the profiles that were started, never finished and not changed since a moment."""
        return self.filter(state="draft", registered_at=None, updated_at__lt=moment)

    def come_back_in_vain(self, moment: datetime) -> "VolunteerQuerySet":
        """Return the people who left, started again and have done nothing since a moment."""
        return self.filter(state="draft", registered_at__isnull=False, updated_at__lt=moment)

    def left_before(self, moment: datetime) -> "VolunteerQuerySet":
        """Return the people who left before a moment and are still linked to an account.

        Nothing changes in a profile after a person has left.
        """
        return self.filter(state="left", user__isnull=False, updated_at__lt=moment)

    def of(self, user: Any) -> "VolunteerQuerySet":
        """Return a person's own profile."""
        return self.filter(user=user)

    def lock(self, key: Any) -> Any:
        """Return one person, locked against changes until this transaction ends."""
        return self.select_for_update(of=("self",), no_key=True).select_related("user", "ward").get(pk=key)

    def with_overtaken_check(self, day: date) -> "VolunteerQuerySet":
        """Return the people whose best check has expired while another of theirs still counts."""
        still_counts = {
            "screening_checks__is_accepted": True,
            "screening_checks__replacement": None,
            "screening_checks__valid_until__gte": day,
        }
        return self.filter(dbs_valid_until__lt=day, **still_counts).distinct()


class TimeAwayQuerySet(models.QuerySet[Any]):
    """Periods when volunteers can't help."""

    def not_over(self, day: date) -> "TimeAwayQuerySet":
        """Return the periods that have not ended before a day."""
        return self.filter(ends_on__gte=day)


class ScreeningCheckQuerySet(models.QuerySet[Any]):
    """DBS certificates that officers saw."""

    def with_certificate_seen_before(self, moment: datetime) -> "ScreeningCheckQuerySet":
        """Return the decisions made before a moment that still hold something from the certificate."""
        return self.filter(checked_at__lt=moment).exclude(issued_on=None, note="")

    def accepted(self) -> "ScreeningCheckQuerySet":
        """Return the checks that officers accepted and nobody has corrected since; some may have ended."""
        return self.not_replaced().filter(is_accepted=True)

    def not_replaced(self) -> "ScreeningCheckQuerySet":
        """Return the checks that were not corrected."""
        return self.filter(replacement=None)

    def with_officer(self) -> "ScreeningCheckQuerySet":
        """Return the checks, newest first, each with its officer and the correction of it."""
        return self.select_related("checked_by", "replacement")

    def lock(self, key: Any) -> Any:
        """Return one check, locked against changes until this transaction ends."""
        return self.select_for_update(of=("self",)).get(pk=key)
