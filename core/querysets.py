from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef


class AppendOnly(Exception):
    """Somebody tried to change or delete an audit event."""


class RequestCountQuerySet(models.QuerySet[Any]):
    """How often the API is asked."""

    def begun_before(self, moment: datetime) -> "RequestCountQuerySet":
        """Return the counts that began before a moment."""
        return self.filter(since__lt=moment.timestamp())


class AuditEventQuerySet(models.QuerySet[Any]):
    """The audit trail, which only grows until its time is over."""

    def about(self, subject: models.Model) -> "AuditEventQuerySet":
        """Return the events of one record, oldest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by(
            "position"
        )

    def last_of_each(self, subject_type: str, keys: Any) -> "AuditEventQuerySet":
        """Return the newest event of each of these records that has any."""
        return self.filter(subject_type=subject_type, subject_id__in=map(str, keys)).filter(
            ~Exists(self._later())
        )

    def ending_before(self, moment: datetime) -> "AuditEventQuerySet":
        """Return the newest event of each chain to which nothing was added since a moment."""
        return self.filter(~Exists(self._later()), at__lt=moment)

    def _later(self) -> "AuditEventQuerySet":
        """Return, for use in a query on events, the later ones of the same record."""
        events: AuditEventQuerySet = self.model.objects.order_by()
        return events.filter(
            subject_type=OuterRef("subject_type"),
            subject_id=OuterRef("subject_id"),
            position__gt=OuterRef("position"),
        )

    def forget_chains(self) -> None:
        """Delete these events with all of the same records: the one way out, for when their time is over."""
        records = defaultdict(list)
        for name, key in self.values_list("subject_type", "subject_id"):
            records[name].append(key)
        for name, keys in records.items():
            models.QuerySet.delete(self.model.objects.filter(subject_type=name, subject_id__in=keys))

    def update(self, **_changes: object) -> int:
        """Refuse: an audit event is never changed."""
        raise AppendOnly("An audit event is never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: an audit event is never deleted."""
        raise AppendOnly("An audit event is never deleted.")
