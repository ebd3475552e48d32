from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef


class AppendOnly(Exception):
    """An attempt to change or delete an audit event."""


class HeartbeatQuerySet(models.QuerySet[Any]):
    """When things that must happen again and again happened last."""

    def beat(self, name: str, at: datetime) -> None:
        """Note that something happened."""
        self.update_or_create(name=name, defaults={"at": at})


class RequestCountQuerySet(models.QuerySet[Any]):
    """Counts of API requests."""

    def begun_before(self, moment: datetime) -> "RequestCountQuerySet":
        """Return the counts that began before a moment."""
        return self.filter(since__lt=moment.timestamp())


class FormKeyQuerySet(models.QuerySet[Any]):
    """Keys of forms that were sent."""

    def used_before(self, moment: datetime) -> "FormKeyQuerySet":
        """Return the keys that were used before a moment."""
        return self.filter(used_at__lt=moment)


class AuditEventQuerySet(models.QuerySet[Any]):
    """The audit trail. Events are only added, until a whole chain's retention period is over."""

    def about(self, subject: models.Model) -> "AuditEventQuerySet":
        """Return the events of one record, oldest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by(
            "position"
        )

    def last_of_each(self, subject_type: str, keys: Any) -> "AuditEventQuerySet":
        """Return the newest event of each of these records, leaving out records without events."""
        return self.filter(subject_type=subject_type, subject_id__in=map(str, keys)).filter(
            ~Exists(self._later())
        )

    def ending_before(self, moment: datetime) -> "AuditEventQuerySet":
        """Return the newest event of each chain that has had no event since a moment."""
        return self.filter(~Exists(self._later()), at__lt=moment)

    def _later(self) -> "AuditEventQuerySet":
        """Return the later events of the same record, for use as a subquery on events."""
        events: AuditEventQuerySet = self.model.objects.order_by()
        return events.filter(
            subject_type=OuterRef("subject_type"),
            subject_id=OuterRef("subject_id"),
            position__gt=OuterRef("position"),
        )

    def forget_chains(self) -> None:
        """Delete all events of the records of these events. The only way to delete events.

        It is for retention, and for people who are too young (`core.audit.forget`).
        """
        records = defaultdict(list)
        for name, key in self.values_list("subject_type", "subject_id"):
            records[name].append(key)
        for name, keys in records.items():
            models.QuerySet.delete(self.model.objects.filter(subject_type=name, subject_id__in=keys))

    def update(self, **_changes: object) -> int:
        """Raise AppendOnly: an audit event is never changed."""
        raise AppendOnly("An audit event is never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Raise AppendOnly: an audit event is never deleted."""
        raise AppendOnly("An audit event is never deleted.")
