from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicRecord, Timestamped
from initiatives.models import Initiative, Role
from matching.models.weights import WeightSet
from places.models import Ward
from planning.models.background_jobs import BackgroundJob
from planning.querysets import FixQuerySet, ReviewQuerySet
from volunteers.models import Volunteer


class Review(PublicRecord, BackgroundJob):
    """A review of what holds the city back: the smallest fixes, and how many places each would let be filled.

    `places` and `filled` say how many places the open roles have left, and how many of them the best plan
    of that day fills.
    """

    class State(models.TextChoices):
        """How far the review has got."""

        QUEUED = "queued", _("Waiting to start")
        RUNNING = "running", _("In progress")
        READY = "ready", _("Ready")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField()
    weights = models.ForeignKey(WeightSet, on_delete=models.PROTECT, related_name="+")
    places = models.PositiveIntegerField(null=True, blank=True)
    filled = models.PositiveIntegerField(null=True, blank=True)

    objects = models.Manager.from_queryset(ReviewQuerySet)()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "ready", "cancelled", "failed"]),
                name="review_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(places__isnull=False, filled__isnull=False),
                name="a_ready_review_has_its_figures",
            ),
        ]

    def __str__(self) -> str:
        return f"Review of {self.as_of}"


class Fix(Timestamped):
    """One change that would let more places be filled, as a review found by solving the city again."""

    class Kind(models.TextChoices):
        """What would be changed."""

        CHECKS = "checks", _("Check people’s DBS certificates")
        CHECK = "check", _("Check one person’s DBS certificate")
        SLOTS = "slots", _("Move a time of a role")
        MINIMUM = "minimum", _("Let a role run with fewer people")
        STEP = "step", _("Check what is waiting for an officer")
        RECRUIT = "recruit", _("Find more people in a ward")

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="fixes")
    kind = models.CharField(max_length=10, choices=Kind)
    unlocks = models.PositiveIntegerField(help_text=_("How many more places are filled."))
    volunteer = models.ForeignKey(
        Volunteer, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    role = models.ForeignKey(Role, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    ward = models.ForeignKey(Ward, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    value = models.PositiveIntegerField(default=0, help_text=_("The new weekly times, or the new minimum."))
    people = models.PositiveIntegerField(default=0, help_text=_("How many people it takes."))
    by_ward = models.JSONField(default=dict, help_text=_("How many of the places lie in each ward."))
    by_priority = models.JSONField(default=dict, help_text=_("How many of them serve each priority."))

    objects = models.Manager.from_queryset(FixQuerySet)()

    class Meta:
        ordering = ["-unlocks", "pk"]
        verbose_name_plural = _("fixes")
        constraints = [
            models.CheckConstraint(condition=Q(unlocks__gte=1), name="a_fix_unlocks_something"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.unlocks}"


class FairnessReport(Timestamped):
    """How evenly roles and requests were shared out in one month. Nobody can be told from it."""

    month = models.DateField(unique=True, help_text=_("Its first day."))
    measures = models.JSONField()

    class Meta:
        ordering = ["-month"]

    def __str__(self) -> str:
        return f"Fairness, {self.month:%Y-%m}"
