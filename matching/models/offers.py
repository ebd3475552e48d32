from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicRecord
from initiatives.models import Role
from matching.models.querysets import OfferQuerySet, PlacementQuerySet
from matching.models.weights import WeightSet
from volunteers.models import Volunteer


class Offer(PublicRecord):
    """A place in a role, held for one volunteer until they answer or the offer runs out.

    The place has a number from 1 to the role's maximum. While it is held or taken no other offer of the
    role can have that number (NULLs differ), so the database itself refuses to give a place twice.
    """

    class State(models.TextChoices):
        """What became of the offer."""

        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        ENDED = "ended", _("Accepted, now ended")

    class DeclineCode(models.TextChoices):
        """Why a volunteer said no."""

        TIMES = "times", _("The times don’t suit me")
        DISTANCE = "distance", _("It is too far")
        BUSY = "busy", _("I am too busy at the moment")
        ROLE = "role", _("The role is not right for me")
        OTHER = "other", _("Something else")

    class Source(models.TextChoices):
        """How the offer came about."""

        OFFICER = "officer", _("Chosen by an officer")
        WAITING_LIST = "waiting_list", _("Next on the waiting list")
        PLAN = "plan", _("City plan")

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="offers")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="offers")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    place_number = models.PositiveSmallIntegerField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    decline_code = models.CharField(max_length=10, choices=DeclineCode, blank=True)
    decline_reason = models.CharField(max_length=300, blank=True)
    message = models.CharField(max_length=500, blank=True, help_text=_("The officer’s message."))
    score = models.FloatField()
    score_parts = models.JSONField(default=dict)
    weights = models.ForeignKey(
        WeightSet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="offers",
        help_text=_("The weights used for the score."),
    )
    source = models.CharField(max_length=12, choices=Source, default=Source.OFFICER)

    objects = models.Manager.from_queryset(OfferQuerySet)()

    class Meta:
        ordering = ["-made_at", "pk"]
        indexes = [
            models.Index(fields=["state", "expires_at"], name="offer_expiry"),
            models.Index(fields=["made_at", "volunteer"], name="offer_asks"),
            models.Index(fields=["volunteer", "made_at"], name="offer_asks_of_people"),
            models.Index(fields=["state", "volunteer", "role"], name="offer_commitments"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["role", "place_number"], name="a_place_is_given_once"),
            models.UniqueConstraint(
                fields=["role", "volunteer"], condition=Q(state="open"), name="one_open_offer_per_role"
            ),
            models.CheckConstraint(
                condition=Q(state="open", place_number__gte=1)
                | Q(state="accepted", place_number__gte=1)
                | Q(state__in=["declined", "expired", "withdrawn", "ended"], place_number=None),
                name="an_open_offer_holds_a_place",
            ),
            models.CheckConstraint(
                condition=Q(decline_code="") | Q(state="declined"), name="who_declines_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None)
                | (~Q(state="open") & Q(answered_at__isnull=False)),
                name="a_closed_offer_says_when",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="an_offer_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.role} → {self.volunteer}"


class Placement(PublicRecord):
    """A volunteer's place in a role, from the day it is accepted until it ends."""

    class EndReason(models.TextChoices):
        """Why a placement ended."""

        FINISHED = "finished", _("The work is done")
        LEFT = "left", _("The volunteer left")
        STOPPED = "stopped", _("The group or partnership ended it")

    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="placement")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="placements")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="placements")
    starts_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)

    objects = models.Manager.from_queryset(PlacementQuerySet)()

    class Meta:
        ordering = ["-starts_on", "pk"]
        indexes = [
            models.Index(
                fields=["volunteer", "role"], condition=Q(ended_on=None), name="placement_commitments"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "volunteer"], condition=Q(ended_on=None), name="one_open_placement_per_role"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_reason="") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="an_ended_placement_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer} in {self.role}"
