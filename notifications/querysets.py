from datetime import datetime
from typing import Any

from django.db import models


class MessageQuerySet(models.QuerySet[Any]):
    """The outbox."""

    def due(self, now: datetime) -> "MessageQuerySet":
        """Return the messages that may be sent now: urgent ones first, then the oldest."""
        return self.filter(state="queued", not_before__lte=now).order_by("-is_urgent", "created_at", "pk")

    def waiting(self) -> "MessageQuerySet":
        """Return the messages that are still to be sent, oldest first."""
        return self.filter(state="queued").order_by("created_at", "pk")

    def undelivered(self) -> "MessageQuerySet":
        """Return the messages that are not tried again by themselves, newest first."""
        return self.filter(state__in=["failed", "refused"]).order_by("-created_at", "-pk")

    def given_up_since(self, moment: datetime) -> "MessageQuerySet":
        """Return the messages that were tried for their whole time and given up after a moment."""
        return self.filter(state="failed", updated_at__gte=moment)

    def latest_first(self) -> "MessageQuerySet":
        """Return every message, newest first."""
        return self.order_by("-created_at", "pk")

    def made_before(self, moment: datetime) -> "MessageQuerySet":
        """Return the messages written before a moment."""
        return self.filter(created_at__lt=moment)
