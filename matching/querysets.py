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

    def with_place(self) -> "OfferQuerySet":
        """Return the offers with all that their own page shows: where and when it is, and what it is for."""
        initiative = "role__initiative"
        return (
            self.with_facts()
            .select_related(f"{initiative}__venue", f"{initiative}__ward")
            .prefetch_related(f"{initiative}__weekly_times", f"{initiative}__priorities")
        )

    def with_placement(self) -> "OfferQuerySet":
        """Return the offers with what officers see of each, the placement that came of it included."""
        return self.with_facts().select_related("placement")

    def closed(self) -> "OfferQuerySet":
        """Return the offers that hold no place any more, the newest first."""
        return self.filter(place_number=None).order_by("-made_at", "pk")


class PlacementQuerySet(models.QuerySet[Any]):
    """Volunteers' places in roles."""

    def current(self) -> "PlacementQuerySet":
        """Return the placements that have not ended."""
        return self.filter(ended_on=None)

    def ended(self) -> "PlacementQuerySet":
        """Return the placements that have ended, the latest first."""
        return self.filter(ended_on__isnull=False).order_by("-ended_on", "pk")

    def of(self, user: Any) -> "PlacementQuerySet":
        """Return a person's own placements."""
        return self.filter(volunteer__user=user)

    def in_order(self) -> "PlacementQuerySet":
        """Return the placements in the order in which their roles are locked."""
        return self.select_related("role").order_by("role_id", "pk")

    def with_facts(self) -> "PlacementQuerySet":
        """Return the placements, each with what its line shows."""
        return self.select_related("role__initiative__group", "volunteer").order_by("-starts_on", "pk")
