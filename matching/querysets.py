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


class WeightSetQuerySet(models.QuerySet[Any]):
    """Versions of the weights."""

    def at(self, moment: datetime) -> Any:
        """Return the version in force at a moment; the first one before there was any. None without any."""
        in_force = self.filter(valid_from__lte=moment).order_by("-valid_from", "-version").first()
        return in_force or self.order_by("version").first()


class ConflictQuerySet(models.QuerySet[Any]):
    """Whom volunteers must not be matched with."""

    def in_force(self) -> "ConflictQuerySet":
        """Return the conflicts that nobody has lifted."""
        return self.filter(lifted_at=None)


class OverrideQuerySet(models.QuerySet[Any]):
    """Gates that officers decided to pass over."""

    def waiting(self, now: datetime) -> "OverrideQuerySet":
        """Return the overrides that wait for a second officer."""
        return self.filter(needs_second=True, agreed_by=None, closed_at=None, expires_at__gt=now)

    def usable(self, now: datetime) -> "OverrideQuerySet":
        """Return the overrides that an offer can be made with."""
        agreed = models.Q(needs_second=False) | models.Q(agreed_by__isnull=False)
        return self.filter(agreed, closed_at=None, expires_at__gt=now)


class WaitingQuerySet(models.QuerySet[Any]):
    """Waiting lists of roles."""

    def waiting(self) -> "WaitingQuerySet":
        """Return those who still wait."""
        return self.filter(state="waiting")


class PlanQuerySet(models.QuerySet[Any]):
    """Proposed allocations."""

    def latest_first(self) -> "PlanQuerySet":
        """Return the plans, the newest first, each with who made it."""
        return self.select_related("made_by").order_by("-created_at", "pk")


class PlanPairQuerySet(models.QuerySet[Any]):
    """Pairs of plans."""

    def with_facts(self) -> "PlanPairQuerySet":
        """Return the pairs, each with what its line shows."""
        return self.select_related("role__initiative__group", "volunteer")
