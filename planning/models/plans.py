from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicRecord, Timestamped
from initiatives.models import Role
from matching.models.offers import Offer
from matching.models.weights import WeightSet
from planning.models.background_jobs import BackgroundJob
from planning.querysets import PlanPairQuerySet, PlanQuerySet
from volunteers.models import Volunteer


class Plan(PublicRecord, BackgroundJob):
    """A proposed allocation of many volunteers to many roles: what was asked, how, and what came out.

    `scope` says which roles take part, `fairness` what a filled place is worth beyond its score, `changes`
    how a what-if plan differs from its `base`. `problem` is the size of the problem when it was last built; a
    preview builds it without solving. The fingerprints are as of when the plan was solved.
    """

    class State(models.TextChoices):
        """How far the plan has got."""

        DRAFT = "draft", _("Draft")
        QUEUED = "queued", _("Waiting to start")
        RUNNING = "running", _("In progress")
        READY = "ready", _("Ready")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")
        CLOSED = "closed", _("Closed")

    title = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    as_of = models.DateField(help_text=_("The day people and roles are checked for."))
    scope = models.JSONField(default=dict)
    fairness = models.JSONField(default=dict)
    weights = models.ForeignKey(WeightSet, on_delete=models.PROTECT, related_name="plans")
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="what_ifs")
    changes = models.JSONField(default=list, blank=True)

    fingerprint = models.CharField(max_length=64, blank=True, help_text=_("A hash of the problem."))
    request_fingerprint = models.CharField(
        max_length=64, blank=True, help_text=_("A hash of what was asked, rules included.")
    )
    facts_fingerprint = models.CharField(
        max_length=64, blank=True, help_text=_("A hash of the stored facts that the plan depends on.")
    )
    is_preview = models.BooleanField(default=False)
    previewed_at = models.DateTimeField(null=True, blank=True, help_text=_("When `problem` was as it says."))
    problem = models.JSONField(default=dict, blank=True)
    objective = models.BigIntegerField(null=True, blank=True)
    bound = models.BigIntegerField(null=True, blank=True)
    measures = models.JSONField(default=dict, blank=True)

    objects = models.Manager.from_queryset(PlanQuerySet)()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["draft", "queued", "running", "ready", "cancelled", "failed", "closed"]
                ),
                name="plan_state_is_known",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="progress_is_in_hundredths"),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "closed"])
                | (~Q(fingerprint="") & Q(objective__isnull=False, bound__isnull=False)),
                name="a_ready_plan_is_solved",
            ),
            models.CheckConstraint(
                condition=Q(objective=None) | Q(bound__gte=F("objective")), name="no_plan_beats_its_bound"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_result(self) -> bool:
        """Whether the plan has a result."""
        return self.state in {self.State.READY, self.State.CLOSED}


class PlanRule(Timestamped):
    """An officer's rule for a plan: this pair must be in it, must not be, or these two are kept apart."""

    class Kind(models.TextChoices):
        """What is asked."""

        PIN = "pin", _("Pinned: must be in the plan")
        FORBID = "forbid", _("Forbidden: must not be in the plan")
        APART = "apart", _("Kept apart: not in the same role")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=10, choices=Kind)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    other = models.ForeignKey(Volunteer, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["pin", "forbid"], role__isnull=False, other=None)
                | Q(kind="apart", role=None, other__isnull=False),
                name="a_plan_rule_is_complete",
            ),
            models.UniqueConstraint(
                fields=["plan", "volunteer", "role"],
                condition=Q(role__isnull=False),
                name="one_rule_about_a_pair",
            ),
            models.UniqueConstraint(
                fields=["plan", "volunteer", "other"],
                condition=Q(other__isnull=False),
                name="two_people_are_kept_apart_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.volunteer} {self.role or self.other}"


class PlanPair(Timestamped):
    """One volunteer in one role, as a plan proposes it, and what became of that."""

    class State(models.TextChoices):
        """How far the pair has got."""

        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        OFFERED = "offered", _("Offered")
        REFUSED = "refused", _("Could not be offered")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="pairs")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="plan_pairs")
    points = models.IntegerField(help_text=_("The score as the solver counted it, in whole points."))
    score = models.FloatField()
    score_parts = models.JSONField(default=dict)
    is_pinned = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    note = models.CharField(max_length=300, blank=True, help_text=_("Why it could not be offered."))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    seconded_at = models.DateTimeField(null=True, blank=True)
    offer = models.OneToOneField(
        Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_pair"
    )

    objects = models.Manager.from_queryset(PlanPairQuerySet)()

    class Meta:
        ordering = ["plan", "role", "-score", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "role", "volunteer"], name="a_pair_is_in_a_plan_once"),
            models.CheckConstraint(
                condition=Q(state="offered", offer__isnull=False) | (~Q(state="offered") & Q(offer=None)),
                name="an_offered_pair_has_its_offer",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "refused"]) | Q(approved_by__isnull=False),
                name="nothing_is_offered_unapproved",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by=None) | ~Q(seconded_by=F("approved_by")),
                name="the_one_who_seconds_is_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} in {self.role}"

    @property
    def is_over(self) -> bool:
        """Whether its offer was made or could not be. No approval is needed any more."""
        return self.state in {self.State.OFFERED, self.State.REFUSED}
