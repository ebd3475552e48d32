"""Postcodes, and positions that were found for other texts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from places.models.wards import Ward
from places.querysets import PostcodeQuerySet


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


class Located(models.Model):
    """A record with a place on the ground: a postcode, its point and its ward, or none of them yet.

    A postcode without a point waits to be found. A geocoder is only asked about kinds of record that say
    so: never about someone's home or a protected place.
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
