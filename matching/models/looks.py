from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.models import Role
from matching.models.querysets import ViewingQuerySet
from volunteers.models import Volunteer


class Viewing(models.Model):
    """That an officer looked at one volunteer's details on a day, and what for.

    However often a page is loaded, the same officer looks once a day for the same purpose and role.
    """

    class Purpose(models.TextChoices):
        """What the officer was doing."""

        DETAILS = "details", _("Looking up details")
        MATCHING = "matching", _("Matching to a role")
        PLACE = "place", _("Looking after a place or an offer")
        CHECK = "check", _("Recording or following up a DBS check")
        PLAN = "plan", _("Planning for the whole city")
        SAFEGUARDING = "safeguarding", _("A safeguarding concern")

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="looks")
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seen_on = models.DateField()
    seen_at = models.DateTimeField(help_text=_("The first time that day."))
    purpose = models.CharField(max_length=12, choices=Purpose)
    role = models.ForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = models.Manager.from_queryset(ViewingQuerySet)()

    class Meta:
        ordering = ["-seen_at", "-pk"]
        indexes = [
            models.Index(fields=["seen_at", "id"], name="look_by_time"),
            models.Index(fields=["volunteer", "seen_at"], name="look_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "seen_by", "seen_on", "purpose", "role"], name="a_look_for_a_role_is_one"
            ),
            models.UniqueConstraint(
                fields=["volunteer", "seen_by", "seen_on", "purpose"],
                condition=Q(role=None),
                name="a_look_without_a_role_is_one",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=["details", "matching", "place", "check", "plan", "safeguarding"]),
                name="purpose_of_a_look_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seen_by} looked at {self.volunteer}"
