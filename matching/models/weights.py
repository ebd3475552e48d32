from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models import Timestamped
from matching.models.querysets import WeightSetQuerySet


class WeightSet(Timestamped):
    """How much each part of a score counted from a moment on: a dated version that is never changed.

    `weights` maps the code of each part (`matching.scoring.PARTS`) to whole hundredths that sum to 100.
    Every offer keeps the version that it was made under.
    """

    version = models.PositiveIntegerField(unique=True)
    weights = models.JSONField()
    valid_from = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=300, help_text=_("Why the weights were changed."))

    objects = models.Manager.from_queryset(WeightSetQuerySet)()

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"Version {self.version}"
