from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef

CHUNK = 2000  # rows that are read at once of those that may be a million


class AppendOnly(Exception):
    """An attempt to change or delete an audit event or what proves it."""


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


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows that are only added."""

    def update(self, **_changes: object) -> int:
        """Raise AppendOnly: such a row is never changed."""
        raise AppendOnly("What the audit trail holds is never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Raise AppendOnly: such a row is never deleted."""
        raise AppendOnly("What the audit trail holds is never deleted.")


class AuditEventQuerySet(AppendOnlyQuerySet):
    """The audit trail. Events are only added, until a whole chain's retention period is over."""

    def by_chain(self) -> Iterator[Any]:
        """Yield all events, chain after chain and each in its order, without holding them all in memory."""
        chained = self.order_by("subject_type", "subject_id", "position").values_list(named=True)
        return chained.iterator(chunk_size=CHUNK)

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

    def in_chains_of(self, ends: "AuditEventQuerySet") -> "AuditEventQuerySet":
        """Return all events of the records of these events."""
        records = defaultdict(list)
        for name, key in ends.values_list("subject_type", "subject_id"):
            records[name].append(key)
        wanted = models.Q(pk__in=[])
        for name, keys in records.items():
            wanted |= models.Q(subject_type=name, subject_id__in=keys)
        return self.filter(wanted)

    def forget(self) -> None:
        """Delete these events. The only way to delete events, for retention, which leaves a note of each."""
        models.QuerySet.delete(self)
