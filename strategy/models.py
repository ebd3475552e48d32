from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Timestamped
from strategy.querysets import PriorityQuerySet, StrategyQuerySet


class Strategy(Timestamped):
    """A published plan of the partnership, in force from one day to another, inclusive."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.URLField(blank=True)

    objects = models.Manager.from_queryset(StrategyQuerySet)()

    class Meta:
        ordering = ["valid_from", "slug"]
        verbose_name_plural = _("strategies")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="strategy_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Priority(Timestamped):
    """A priority of a strategy. Groups, initiatives and volunteers say which ones they serve."""

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="priorities")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    summary = models.CharField(_("in plain words"), max_length=200)
    position = models.PositiveSmallIntegerField()
    is_sensitive = models.BooleanField(
        default=False,
        help_text=_("Pages about it have a button to exit quickly, such as abuse and hate crime."),
    )

    objects = models.Manager.from_queryset(PriorityQuerySet)()

    class Meta:
        ordering = ["strategy__valid_from", "position"]
        verbose_name_plural = _("priorities")
        constraints = [
            models.UniqueConstraint(fields=["strategy", "position"], name="priority_positions_differ"),
        ]

    def __str__(self) -> str:
        return self.name
