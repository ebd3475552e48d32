"""Files that were imported, and those that wait to be looked at."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import PublicRecord
from places.querysets import ImportRunQuerySet, UploadQuerySet


class ImportRun(models.Model):
    """One official file that was read in, and what it changed. The audit trail says who did it."""

    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    added = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    ended = models.PositiveIntegerField()
    unchanged = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()

    objects = models.Manager.from_queryset(ImportRunQuerySet)()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"


WORKING = ("checking", "writing")  # states of an upload that a worker has


class Upload(PublicRecord):
    """A file that an officer brought to be read in, and how far it is: nothing is stored until they say so.

    Each task that works on it does so as one `attempt`. A task whose attempt is over, because someone
    started again, can neither report nor store anything.
    """

    class Kind(models.TextChoices):
        """What the file is. The values are those of the importers."""

        CODE_POINT = "code_point", _("Postcodes: OS Code-Point Open")
        POSTCODE_DIRECTORY = "postcode_directory", _("Postcodes: ONS Postcode Directory or Lookup")
        WARD_BOUNDARIES = "ward_boundaries", _("Ward boundaries")
        DEPRIVATION = "deprivation", _("Indices of Deprivation")
        POLICE_CRIMES = "police_crimes", _("Street-level crime")
        POPULATION = "population", _("Ward population")

    class State(models.TextChoices):
        """How far it is."""

        CHECKING = "checking", _("Reading")
        READY = "ready", _("Ready to check")
        REFUSED = "refused", _("Rejected")
        WRITING = "writing", _("Saving")
        DONE = "done", _("Saved")
        DROPPED = "dropped", _("Discarded")

    kind = models.CharField(max_length=40, choices=Kind)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="uploads"
    )
    brought_at = models.DateTimeField()
    files = models.JSONField(default=dict, help_text=_("The name of each part."))
    options = models.JSONField(default=dict, help_text=_("What the person said about it, such as its date."))
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    attempt = models.PositiveIntegerField(default=1)
    step = models.CharField(max_length=20, blank=True, help_text=_("Empty until a worker begins."))
    rows_done = models.PositiveIntegerField(default=0)
    heard_at = models.DateTimeField(help_text=_("When a worker last reported its progress."))
    message = models.TextField(blank=True, help_text=_("Why it was rejected."))
    report = models.JSONField(default=dict)
    refusals = models.JSONField(default=list, help_text=_("Table, line and reason of each bad row."))
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text=_("Examples of what it would change.")
    )
    is_overtaken = models.BooleanField(
        default=False, help_text=_("The data changed after someone checked what the file would do.")
    )

    objects = models.Manager.from_queryset(UploadQuerySet)()

    class Meta:
        ordering = ["-brought_at", "pk"]
        indexes = [models.Index(fields=["brought_at"], name="upload_by_age")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["checking", "ready", "refused", "writing", "done", "dropped"]),
                name="upload_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"

    def get_absolute_url(self) -> str:
        """Return the address of its page on the desk."""
        return reverse("desk:import", args=[self.pk])

    @property
    def file_name(self) -> str:
        """The name of the file itself."""
        return str(self.files.get("file", ""))

    @property
    def is_working(self) -> bool:
        """Whether a worker has it, or should have."""
        return self.state in WORKING

    @property
    def has_changes(self) -> bool:
        """Whether it would change, or has changed, anything that is stored."""
        return any(self.report.get(name) for name in ("added", "changed", "ended"))
