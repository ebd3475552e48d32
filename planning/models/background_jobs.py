from django.db import models
from django.utils.translation import gettext_lazy as _


class BackgroundJob(models.Model):
    """A job that takes longer than a page may: its progress, and which attempt is running it.

    The model has a `state` of its own, with `queued`, `running`, `ready`, `cancelled` and `failed` among its
    values.
    """

    stage = models.CharField(max_length=20, blank=True)
    progress = models.PositiveSmallIntegerField(default=0)
    is_cancel_requested = models.BooleanField(default=False)
    attempt_id = models.UUIDField(
        null=True, blank=True, help_text=_("The attempt that is waiting, running or the last to run.")
    )
    attempts = models.PositiveSmallIntegerField(default=0, help_text=_("How many times it was started."))
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
