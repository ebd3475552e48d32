from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import PublicRecord, Timestamped
from places.querysets import (
    ImportRunQuerySet,
    PostcodeQuerySet,
    UploadQuerySet,
    WardFigureQuerySet,
    WardOverlapQuerySet,
    WardQuerySet,
)

LARGEST_FIGURE = 1e12  # no count or score of a ward comes near it; NaN and infinity don't pass it either
PERIOD = r"^[0-9]{4}(-(0[1-9]|1[0-2]))?$"


class Ward(Timestamped):
    """An electoral ward of the city, as the Office for National Statistics codes it.

    Boundaries change: a ward lives from `valid_from` until `valid_to` (both days included).
    The outline is GeoJSON geometry in WGS84; the label point lies inside it.
    """

    gss = models.CharField(_("GSS code"), max_length=9, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    outline = models.JSONField(null=True, blank=True)
    is_outline_approximate = models.BooleanField(
        default=True, help_text=_("Built from postcodes, until official boundaries are imported.")
    )
    label_latitude = models.FloatField(null=True, blank=True)
    label_longitude = models.FloatField(null=True, blank=True)
    residents = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("Census 2021, approximate: the sum of best-fit LSOAs.")
    )

    objects = models.Manager.from_queryset(WardQuerySet)()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="ward_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_in_force(self, day: date) -> bool:
        """Say whether the ward is one of the city's on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def day_to_describe(self, today: date) -> date:
        """Return today if the ward is in force, or else the last day that it was, or the first it will be."""
        if self.valid_to is not None and self.valid_to < today:
            return self.valid_to
        return max(self.valid_from, today)


class WardOverlap(models.Model):
    """How many live postcodes a ward shares with one that follows it when boundaries move.

    Sharing figures out by them carries a series of years across the change (`places.rebasing`).
    """

    old = models.ForeignKey(Ward, on_delete=models.CASCADE, related_name="successors")
    new = models.ForeignKey(Ward, on_delete=models.CASCADE, related_name="predecessors")
    postcodes = models.PositiveIntegerField()

    objects = models.Manager.from_queryset(WardOverlapQuerySet)()

    class Meta:
        ordering = ["old", "new"]
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="two_wards_overlap_once"),
            models.CheckConstraint(condition=Q(postcodes__gt=0), name="an_overlap_has_postcodes"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="a_ward_does_not_follow_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} to {self.new_id}: {self.postcodes}"


class WardBoundary(models.Model):
    """A ward's official boundary as its publisher drew it; `Ward.outline` is the simpler one to look at."""

    ward = models.OneToOneField(Ward, on_delete=models.CASCADE, primary_key=True, related_name="boundary")
    geometry = models.JSONField(help_text=_("GeoJSON geometry, WGS84."))
    source = models.CharField(max_length=200)
    licence = models.CharField(max_length=100)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["ward"]

    def __str__(self) -> str:
        return f"Boundary of {self.ward_id}"


class Lsoa(models.Model):
    """A small area of the census (about 1,600 people) and the ward that it fits best."""

    code = models.CharField(max_length=9, primary_key=True)
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, related_name="lsoas")
    residents = models.PositiveIntegerField()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


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

    Each task that works on it does so as one `attempt`. A task whose attempt is over, because somebody
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

        CHECKING = "checking", _("Being read")
        READY = "ready", _("Ready to look at")
        REFUSED = "refused", _("Can’t be used")
        WRITING = "writing", _("Being stored")
        DONE = "done", _("Stored")
        DROPPED = "dropped", _("Thrown away")

    kind = models.CharField(max_length=40, choices=Kind)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="uploads"
    )
    brought_at = models.DateTimeField()
    files = models.JSONField(default=dict, help_text=_("The name of each part."))
    options = models.JSONField(default=dict, help_text=_("What was said of it: its day, its year."))
    state = models.CharField(max_length=10, choices=State, default=State.CHECKING)
    attempt = models.PositiveIntegerField(default=1)
    step = models.CharField(max_length=20, blank=True, help_text=_("Empty until a worker begins."))
    rows_done = models.PositiveIntegerField(default=0)
    heard_at = models.DateTimeField(help_text=_("When a worker last said how far it is."))
    message = models.TextField(blank=True, help_text=_("Why it can’t be used."))
    report = models.JSONField(default=dict)
    refusals = models.JSONField(default=list, help_text=_("Table, line and reason of each bad row."))
    fingerprint = models.CharField(max_length=64, blank=True, help_text=_("Of all that it would change."))
    is_overtaken = models.BooleanField(
        default=False, help_text=_("The stored data changed after somebody had looked at what it does.")
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


class Postcode(models.Model):
    """A postcode of the city or its edge, with its point (WGS84) and, in the city, its ward.

    Source: OS Code-Point Open. Quality 10 is the most exact; 50 is approximate. One that Royal Mail has
    ended stays, so that records which have it can still be found.
    """

    code = models.CharField(max_length=8, primary_key=True, help_text=_("With its space: “WV1 1RG”."))
    district = models.CharField(max_length=9)
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, null=True, blank=True, related_name="postcodes")
    latitude = models.FloatField()
    longitude = models.FloatField()
    quality = models.PositiveSmallIntegerField()
    ended_on = models.DateField(null=True, blank=True)

    objects = models.Manager.from_queryset(PostcodeQuerySet)()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def outward(self) -> str:
        """The first half, such as “WV1”: about 10,000 homes."""
        return self.code.split(" ")[0]


class Indicator(models.Model):
    """Something that is measured for every ward, such as residents or burglaries.

    The city's value is the sum of the wards', or their mean weighted by another indicator.
    """

    class Direction(models.TextChoices):
        """How a high figure is to be read."""

        MORE_IS_WORSE = "more_is_worse", _("more is worse")
        MORE_IS_BETTER = "more_is_better", _("more is better")
        NEITHER = "neither", _("neither good nor bad")

    class Comes(models.TextChoices):
        """How often new figures are published."""

        MONTHLY = "monthly", _("every month")
        YEARLY = "yearly", _("every year")
        SOME_YEARS = "some_years", _("every few years")
        CENSUS = "census", _("every ten years")

    slug = models.SlugField(max_length=60, primary_key=True)
    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=20)
    direction = models.CharField(max_length=20, choices=Direction)
    measures = models.TextField()
    comes = models.CharField(max_length=20, choices=Comes)
    weighted_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_rated = models.BooleanField(default=False, help_text=_("Shown per 1,000 residents as well."))
    position = models.PositiveSmallIntegerField(help_text=_("Where it stands in lists."))

    class Meta:
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name


class WardFigure(models.Model):
    """The value of an indicator for a ward in a period, with its source."""

    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, related_name="figures")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="figures")
    period = models.CharField(max_length=7, help_text=_("A year (“2021”) or a month (“2025-10”)."))
    value = models.FloatField()
    is_approximate = models.BooleanField(default=False)
    source = models.CharField(max_length=200)
    licence = models.CharField(max_length=100)
    imported_at = models.DateTimeField()

    objects = models.Manager.from_queryset(WardFigureQuerySet)()

    class Meta:
        ordering = ["indicator", "-period", "ward"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "period", "ward"], name="one_figure_per_ward_and_period"
            ),
            models.CheckConstraint(condition=Q(period__regex=PERIOD), name="a_period_is_a_year_or_a_month"),
            models.CheckConstraint(
                condition=Q(value__gte=-LARGEST_FIGURE, value__lte=LARGEST_FIGURE), name="a_figure_is_finite"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} of {self.ward_id} in {self.period}: {self.value:g}"


class Located(models.Model):
    """A record with a place on the ground: a postcode, its point and its ward, or none of them yet.

    A postcode without a point waits to be found. A geocoder is only asked about kinds of record that say
    so: never about somebody's home or a protected place.
    """

    may_ask_geocoder: ClassVar[bool] = False

    postcode = models.CharField(_("postcode"), max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def is_position_pending(self) -> bool:
        """Whether its postcode's place is still looked for."""
        return bool(self.postcode) and self.latitude is None

    @property
    def outward(self) -> str:
        """The first half of the postcode, the most that others may see of a person's home."""
        return self.postcode.split(" ")[0]
