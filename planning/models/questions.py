from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicRecord
from initiatives.models import Role
from planning.models.background_jobs import BackgroundJob
from planning.models.plans import Plan
from planning.querysets import BackgroundQuerySet
from volunteers.models import Volunteer


class Question(PublicRecord, BackgroundJob):
    """Why one person is not in one role of a plan: answered in the background, by solving again.

    It is deleted with the result it is about, when the plan is solved again or a rule changes.
    """

    class State(models.TextChoices):
        """How far the answer has got."""

        QUEUED = "queued", _("Waiting to start")
        RUNNING = "running", _("In progress")
        READY = "ready", _("Answered")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="questions")
    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="+")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    answer = models.JSONField(default=dict, blank=True)

    objects = models.Manager.from_queryset(BackgroundQuerySet)()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "ready", "cancelled", "failed"]),
                name="question_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(answer={}), name="an_answered_question_has_its_answer"
            ),
            models.UniqueConstraint(
                fields=["plan", "role", "volunteer"], name="a_pair_of_a_plan_is_asked_about_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Why not {self.volunteer} in {self.role}?"

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer."""
        return self.state == self.State.READY

    @property
    def is_under_way(self) -> bool:
        """Whether it is queued or running."""
        return self.state in {self.State.QUEUED, self.State.RUNNING}
