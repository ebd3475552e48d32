from datetime import datetime
from typing import Any

from django.db import models

# What is kept of the words of an offer once they are forgotten.
NO_WORDS: dict[str, Any] = {"message": "", "decline_reason": "", "score": 0, "score_parts": {}}


class OfferQuerySet(models.QuerySet[Any]):
    """Places held for people."""

    def open(self) -> "OfferQuerySet":
        """Return the offers that wait for an answer."""
        return self.filter(state="open")

    def overdue(self, now: datetime) -> "OfferQuerySet":
        """Return the open offers whose time has run out, oldest first."""
        return self.open().filter(expires_at__lte=now).order_by("expires_at", "pk")

    def answered_before(self, moment: datetime) -> "OfferQuerySet":
        """Return the offers that were closed before a moment, by an answer or otherwise."""
        return self.filter(answered_at__lt=moment)

    def with_words(self) -> "OfferQuerySet":
        """Return the offers of which it is kept what was said with them."""
        return self.exclude(**NO_WORDS)

    def waiting(self, now: datetime) -> "OfferQuerySet":
        """Return the offers that can still be answered, the first to run out first."""
        return self.open().filter(expires_at__gt=now).order_by("expires_at", "pk")

    def holding(self) -> "OfferQuerySet":
        """Return the offers that hold or have taken a place."""
        return self.filter(place_number__isnull=False)

    def to(self, user: Any) -> "OfferQuerySet":
        """Return a person's own offers."""
        return self.filter(volunteer__user=user)

    def in_order(self) -> "OfferQuerySet":
        """Return the offers in the order in which their roles are locked, so that nobody waits in a ring."""
        return self.select_related("role").order_by("role_id", "pk")

    def with_facts(self) -> "OfferQuerySet":
        """Return the offers, each with what its page or line shows."""
        return self.select_related("role__initiative__group", "volunteer", "made_by")


class PlacementQuerySet(models.QuerySet[Any]):
    """Volunteers' places in roles."""

    def current(self) -> "PlacementQuerySet":
        """Return the placements that have not ended."""
        return self.filter(ended_on=None)

    def of(self, user: Any) -> "PlacementQuerySet":
        """Return a person's own placements."""
        return self.filter(volunteer__user=user)

    def in_order(self) -> "PlacementQuerySet":
        """Return the placements in the order in which their roles are locked."""
        return self.select_related("role").order_by("role_id", "pk")

    def with_facts(self) -> "PlacementQuerySet":
        """Return the placements, each with what its line shows."""
        return self.select_related("role__initiative__group", "volunteer").order_by("-starts_on", "pk")
