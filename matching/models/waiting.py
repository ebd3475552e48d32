from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicRecord
from initiatives.models import Role
from matching.models.offers import Offer
from matching.models.querysets import WaitingQuerySet
from volunteers.models import Volunteer


class Waiting(PublicRecord):
    """A volunteer who waits for a place in a full role.

    When a place becomes free it is offered to whoever suits the role best among those who wait, as of then.
    """

    class State(models.TextChoices):
        """What became of the wait."""

        WAITING = "waiting", _("Waiting")
        OFFERED = "offered", _("Offered a place")
        REMOVED = "removed", _("Removed from the list")

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="waiting")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="waiting")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    offer = models.OneToOneField(
        Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="waiting"
    )

    objects = models.Manager.from_queryset(WaitingQuerySet)()

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name_plural = _("waiting")
        constraints = [
            models.UniqueConstraint(
                fields=["role", "volunteer"], condition=Q(state="waiting"), name="one_wait_per_role"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", closed_at=None, offer=None)
                | Q(state="offered", closed_at__isnull=False, offer__isnull=False)
                | Q(state="removed", closed_at__isnull=False, offer=None),
                name="a_wait_says_how_it_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} waits for {self.role}"
