from typing import Any

from django.db import models

MOST_ATTEMPTS = 5


class MessageQuerySet(models.QuerySet[Any]):
    """The outbox."""

    def waiting(self) -> "MessageQuerySet":
        """Return what is still to be sent, oldest first."""
        return self.filter(state="queued", attempts__lt=MOST_ATTEMPTS).order_by("created_at")

    def latest_first(self) -> "MessageQuerySet":
        """Return every message, newest first."""
        return self.order_by("-created_at", "pk")
