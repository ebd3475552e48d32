from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Timestamped
from places.querysets import PostcodeQuerySet, WardOverlapQuerySet, WardQuerySet


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


class Postcode(models.Model):
    """A postcode of the city or its edge, with its point (WGS84) and, in the city, its ward.

    Source: OS Code-Point Open. Quality 10 is the most exact; 50 is approximate.
    """

    code = models.CharField(max_length=8, primary_key=True, help_text=_("With its space: “WV1 1RG”."))
    district = models.CharField(max_length=9)
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, null=True, blank=True, related_name="postcodes")
    latitude = models.FloatField()
    longitude = models.FloatField()
    quality = models.PositiveSmallIntegerField()

    objects = models.Manager.from_queryset(PostcodeQuerySet)()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code

    @property
    def outward(self) -> str:
        """The first half, such as “WV1”: about 10,000 homes."""
        return self.code.split(" ")[0]


class Located(models.Model):
    """A record with a place on the ground: a postcode, its point and its ward, or none of them yet."""

    postcode = models.CharField(_("postcode"), max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    ward = models.ForeignKey(Ward, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def outward(self) -> str:
        """The first half of the postcode, the most that others may see of a person's home."""
        return self.postcode.split(" ")[0]
