"""Wards, what became of them, their official boundaries and the small areas that they are made of."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Timestamped
from places.querysets import WardOverlapQuerySet, WardQuerySet


class Ward(Timestamped):
    """An electoral ward of the city, as the Office for National Statistics codes it.

    Boundaries change: a ward lives from `valid_from` until `valid_to` (both days included).
    The label point lies inside its outline (`WardOutline`).
    """

    gss = models.CharField(_("GSS code"), max_length=9, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
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


class WardOutline(Timestamped):
    """A ward's outline, simple enough to draw. A table of its own: most pages only name the ward."""

    ward = models.OneToOneField(Ward, on_delete=models.CASCADE, primary_key=True, related_name="outline")
    geometry = models.JSONField(help_text=_("GeoJSON geometry, WGS84."))

    class Meta:
        ordering = ["ward"]

    def __str__(self) -> str:
        return f"Outline of {self.ward_id}"


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
    """A ward's official boundary as its publisher drew it; `WardOutline` is the simpler one to look at."""

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
