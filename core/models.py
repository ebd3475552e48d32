import uuid
from typing import Any

from django.conf import settings
from django.db import models

from core.querysets import (
    AppendOnly,
    AppendOnlyQuerySet,
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
    """What someone changed of a record that the public sees, and no officer has read yet.

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


class AppendOnlyRecord(models.Model):
    """A row of the audit trail or of its evidence. Never changed."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save a new row. Raises AppendOnly for one that is already saved."""
        if not self._state.adding:
            raise AppendOnly("What the audit trail holds is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raise AppendOnly: such a row is never deleted."""
        raise AppendOnly("What the audit trail holds is never deleted.")


class AuditEvent(AppendOnlyRecord):
    """One thing that someone did: who, what, when and why.

    The events of one subject form a chain: each holds the seal of the event before it and its own, which
    nobody makes without a key that is not in the database (`core.seals`). So a row that is altered, or taken
    out of the middle, is detected (`core.audit.chain_problems`); one taken from the end is missing in the
    daily anchor and in the log. A chain is deleted as a whole, years after its last event (`core.retention`).
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
        indexes = [
            models.Index(fields=["at"], name="audit_by_time"),
            models.Index(fields=["actor_id", "at"], name="audit_by_actor"),
            models.Index(fields=["action", "at"], name="audit_by_action"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "position"], name="audit_chain_never_forks"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"


class AuditAnchor(AppendOnlyRecord):
    """A day's sealed statement of all events since the one of the day before (`core.evidence.anchors`).

    Each holds the seal of the one before it, so none is taken out of the middle unseen.
    """

    day = models.DateField(primary_key=True)
    last_event = models.BigIntegerField(help_text="The number of the last event that it covers.")
    events = models.PositiveIntegerField(help_text="How many events it covers.")
    digest = models.CharField(max_length=64, help_text="A hash of their numbers and seals, in order.")
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = models.Manager.from_queryset(AppendOnlyQuerySet)()

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"Anchor of {self.day}"


class ForgottenEvent(AppendOnlyRecord):
    """That an event was deleted because its time was over: its number and seal, and nothing of what it said.

    Sealed itself, so that deleting by retention can be told from tampering.
    """

    id = models.BigIntegerField(primary_key=True)
    hash = models.CharField(max_length=64, help_text="The seal of the event.")
    forgotten_at = models.DateTimeField()
    seal = models.CharField(max_length=64)

    objects = models.Manager.from_queryset(AppendOnlyQuerySet)()

    def __str__(self) -> str:
        return f"Forgotten event {self.pk}"

    @property
    def facts(self) -> tuple[Any, ...]:
        """What its seal is made of."""
        return ("forgotten", self.pk, self.hash, self.forgotten_at.isoformat())
