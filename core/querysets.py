from typing import Any

from django.db import models


class AppendOnly(Exception):
    """Somebody tried to change or delete an audit event."""


class AuditEventQuerySet(models.QuerySet[Any]):
    """The audit trail, which only grows."""

    def about(self, subject: models.Model) -> "AuditEventQuerySet":
        """Return the events of one record, oldest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk)).order_by(
            "position"
        )

    def update(self, **_changes: object) -> int:
        """Refuse: an audit event is never changed."""
        raise AppendOnly("An audit event is never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: an audit event is never deleted."""
        raise AppendOnly("An audit event is never deleted.")
