from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import PublicRecord
from notifications.querysets import MessageQuerySet

TRY_FOR = timedelta(days=4)


def four_days_from_now() -> datetime:
    """Return the moment at which a message that is written now is given up."""
    return timezone.now() + TRY_FOR


class Message(PublicRecord):
    """An email to one person, stored before it is sent, so that none is lost or sent twice."""

    class State(models.TextChoices):
        """The progress of the message."""

        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Given up after four days")
        REFUSED = "refused", _("Refused by the mail server")

    template = models.CharField(max_length=60)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField(
        blank=True, help_text=_("Emptied once sent, because it may contain a secret link.")
    )
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(
        default=timezone.now,
        help_text=_("Updated by the worker that sends it, so that no other worker sends it too."),
    )
    give_up_at = models.DateTimeField(default=four_days_from_now, help_text=_("Not tried again after this."))
    is_urgent = models.BooleanField(
        default=False, help_text=_("Someone waits for it at this moment, such as for a code to sign in.")
    )
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    once_key = models.CharField(
        max_length=120, null=True, blank=True, unique=True, help_text=_("Unique to each message.")
    )

    objects = models.Manager.from_queryset(MessageQuerySet)()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "not_before"], name="message_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at=None)),
                name="a_sent_message_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sent", "failed", "refused"]), name="message_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.state}"

    @property
    def is_undelivered(self) -> bool:
        """Whether the message is not tried again by itself."""
        return self.state in (self.State.FAILED, self.State.REFUSED)
