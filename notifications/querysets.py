from datetime import datetime
from typing import Any

from django.db import models


class MessageQuerySet(models.QuerySet[Any]):
    """The outbox."""

    def due(self, now: datetime) -> "MessageQuerySet":
        """Return the messages that may be sent now, oldest first."""
        return self.filter(state="queued", not_before__lte=now).order_by("created_at", "pk")

    def latest_first(self) -> "MessageQuerySet":
        """Return every message, newest first."""
        return self.order_by("-created_at", "pk")

    def made_before(self, moment: datetime) -> "MessageQuerySet":
        """Return the messages written before a moment."""
        return self.filter(created_at__lt=moment)
