import uuid
from typing import Any

from django.conf import settings
from django.db import models

from core.querysets import (
    AppendOnly,
    AuditEventQuerySet,
    FormKeyQuerySet,
    HeartbeatQuerySet,
    RequestCountQuerySet,
)
from core.search.models import SearchEntry as SearchEntry


def label_of(kind: type[models.Choices], value: Any) -> str:
    """Return the words for a value, or nothing for none. Django's own way reads those of all values first."""
    return str(kind(value).label) if value != "" else ""


class Timestamped(models.Model):
    """A record with the times when it was created and last changed."""

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class PublicRecord(Timestamped):
    """A record with a public address: its id can't be guessed or counted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class PendingChange(PublicRecord):
    """What somebody changed of a record that the public sees, and no officer has read yet.

    The public goes on seeing what was there before. `answers` holds the new values by name, as JSON. While
    there is an `officer_message`, whoever made the change has to see to it; otherwise an officer has.
    """

    answers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0, help_text="Goes up by one each time it is sent.")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    officer_message = models.TextField(blank=True, help_text="What an officer asked to have changed.")

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        """Whether an officer has to read it."""
        return not self.officer_message


class RequestCount(models.Model):
    """How often someone has recently used the API (`core.limits`). They are identified only by a hash."""

    key = models.CharField(max_length=40, primary_key=True)
    since = models.FloatField(help_text="The moment of the first request, in seconds.")
    number = models.PositiveIntegerField()

    objects = models.Manager.from_queryset(RequestCountQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["since"], name="request_count_by_age")]

    def __str__(self) -> str:
        return f"{self.number} requests"


class FormKey(models.Model):
    """The key of a form that was sent and made a record (`core.once`). Each key works once.

    Both the key and what was sent are kept only as hashes.
    """

    key = models.CharField(max_length=40, primary_key=True)
    sent = models.CharField(max_length=40, help_text="A hash of the page's address and all that was sent.")
    landed_on = models.CharField(max_length=500, help_text="The page that the form led to.")
    used_at = models.DateTimeField()

    objects = models.Manager.from_queryset(FormKeyQuerySet)()

    class Meta:
        indexes = [models.Index(fields=["used_at"], name="form_key_by_age")]

    def __str__(self) -> str:
        return f"Form key {self.key}"


class Heartbeat(models.Model):
    """When something that must happen again and again happened last (`core.readiness`)."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    objects = models.Manager.from_queryset(HeartbeatQuerySet)()

    def __str__(self) -> str:
        return self.name


class AuditEvent(models.Model):
    """One thing that someone did: who, what, when and why. Never changed.

    The events of one subject form a chain: each holds a hash of itself and of the event before it, so a row
    that is altered or removed from the middle is detected (`core.audit.is_intact`). A chain is deleted as a
    whole, years after its last event (`core.retention`).
    """

    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    actor_id = models.UUIDField(null=True, blank=True)
    actor_name = models.CharField(max_length=254, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    position = models.PositiveIntegerField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = models.Manager.from_queryset(AuditEventQuerySet)()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["at"], name="audit_by_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "position"], name="audit_chain_never_forks"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new event. Raises AppendOnly for one that is already saved."""
        if not self._state.adding:
            raise AppendOnly("An audit event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raise AppendOnly: an audit event is never deleted."""
        raise AppendOnly("An audit event is never deleted.")
