from datetime import datetime
from typing import Any, Self

from django.db import models

# From this DBS level on a role reaches people at risk (`Role.is_safeguarding`).
STANDARD_DBS = 2
SENDING = "sending"  # the stage of a plan whose offers are going out


class BackgroundQuerySet(models.QuerySet[Any]):
    """Background jobs."""

    def latest_first(self) -> Self:
        """Return the jobs, newest first, each with who made it."""
        return self.select_related("made_by").order_by("-created_at", "pk")

    def abandoned_since(self, moment: datetime) -> Self:
        """Return the running jobs without a heartbeat since a moment, and those queued since before it."""
        running = models.Q(state="running", heartbeat_at__lt=moment)
        return self.filter(running | models.Q(state="queued", updated_at__lt=moment)).order_by("pk")


class PlanQuerySet(BackgroundQuerySet):
    """Proposed allocations."""

    def being_sent(self) -> Self:
        """Return the plans whose offers are going out."""
        return self.filter(state="ready", stage=SENDING)


class ReviewQuerySet(BackgroundQuerySet):
    """Reviews of what holds the city back."""

    def under_way(self) -> Self:
        """Return the reviews that are queued or running."""
        return self.filter(state__in=["queued", "running"])


class FixQuerySet(models.QuerySet[Any]):
    """Fixes that reviews found."""

    def with_facts(self) -> Self:
        """Return the fixes, each with what its row shows."""
        return self.select_related("volunteer", "role__initiative", "initiative__group", "ward")


# What is to be done about a pair of a plan.
AT_RISK = models.Q(role__dbs_level__gte=STANDARD_DBS)
PROPOSED, APPROVED = models.Q(state="proposed"), models.Q(state="approved")
AWAITS_SECOND = APPROVED & AT_RISK & models.Q(seconded_by=None)
MAY_BE_SENT = APPROVED & (~AT_RISK | models.Q(seconded_by__isnull=False))
SENT = models.Q(state__in=["offered", "refused"])


class PlanPairQuerySet(models.QuerySet[Any]):
    """Pairs of plans."""

    def with_facts(self) -> "PlanPairQuerySet":
        """Return the pairs, each with what its row shows."""
        return self.select_related("role__initiative__group", "volunteer")

    def of(self, plan: Any) -> "PlanPairQuerySet":
        """Return the pairs of a plan."""
        return self.filter(plan=plan)

    def proposed(self) -> "PlanPairQuerySet":
        """Return the pairs that nobody has approved yet."""
        return self.filter(PROPOSED)

    def approved(self) -> "PlanPairQuerySet":
        """Return the approved pairs that have not been sent yet."""
        return self.filter(APPROVED)

    def not_proposed(self) -> "PlanPairQuerySet":
        """Return the pairs that someone approved, whatever became of that."""
        return self.exclude(PROPOSED)

    def sent(self) -> "PlanPairQuerySet":
        """Return the pairs that were offered or could not be."""
        return self.filter(SENT)

    def safeguarding(self) -> "PlanPairQuerySet":
        """Return the pairs of roles that reach people at risk (`Role.is_safeguarding`)."""
        return self.filter(AT_RISK)

    def awaiting_second(self) -> "PlanPairQuerySet":
        """Return the approved pairs that a second officer has to agree to."""
        return self.filter(AWAITS_SECOND)

    def to_be_sent(self) -> "PlanPairQuerySet":
        """Return the approved pairs that can be offered now."""
        return self.filter(MAY_BE_SENT)

    def next_steps(self) -> dict[str, int]:
        """Count the pairs by what is to be done about them, in one query."""
        steps = {"proposed": PROPOSED, "waiting": AWAITS_SECOND, "sendable": MAY_BE_SENT, "sent": SENT}
        counts: dict[str, int] = self.aggregate(
            **{name: models.Count("pk", filter=which) for name, which in steps.items()}
        )
        return counts
