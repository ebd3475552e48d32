from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q


class StrategyQuerySet(models.QuerySet[Any]):
    """The partnership's strategies."""

    def on(self, day: date) -> "StrategyQuerySet":
        """Return the strategies in force on a day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class PriorityQuerySet(models.QuerySet[Any]):
    """The priorities of the strategies."""

    def on(self, day: date) -> "PriorityQuerySet":
        """Return the priorities of the strategies in force on a day, each with its strategy."""
        return self.filter(
            Q(strategy__valid_to=None) | Q(strategy__valid_to__gte=day), strategy__valid_from__lte=day
        ).select_related("strategy")
