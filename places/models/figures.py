"""What is measured for every ward."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from places.models.wards import Ward
from places.querysets import WardFigureQuerySet

LARGEST_FIGURE = 1e12  # no count or score of a ward comes near it; NaN and infinity don't pass it either
PERIOD = r"^[0-9]{4}(-(0[1-9]|1[0-2]))?$"


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
    is_rated = models.BooleanField(default=False, help_text=_("Also shown per 1,000 residents."))
    position = models.PositiveSmallIntegerField(help_text=_("Its position in lists."))

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
