from django.db import models
from django.utils.translation import gettext_lazy as _


class BackgroundWork(models.Model):
    """Work that takes longer than a page may: how far it has got, and which attempt at it is under way.

    The model has a `state` of its own; `queued`, `running`, `ready`, `cancelled` and `failed` are among
    them.
    """

    stage = models.CharField(max_length=20, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    is_cancel_asked = models.BooleanField(default=False)
    run = models.UUIDField(
        null=True, blank=True, help_text=_("Which attempt at running it is the present one.")
    )
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("How often it was begun."))
    started_at = models.DateTimeField(null=True, blank=True)
    seen_alive_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
