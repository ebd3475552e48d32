from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicRecord
from groups.models import Group
from initiatives.models import Role, Venue
from matching.models.offers import Offer
from matching.models.querysets import ConflictQuerySet, OverrideQuerySet
from volunteers.models import Volunteer


class Conflict(PublicRecord):
    """Why a volunteer must not be matched with another person, a group or a place. Only officers see it.

    It points to just one of the three. A conflict between two people keeps each from the other's role.
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="conflicts")
    other = models.ForeignKey(
        Volunteer, on_delete=models.CASCADE, null=True, blank=True, related_name="conflicts_of_others"
    )
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, null=True, blank=True, related_name="conflicts"
    )
    venue = models.ForeignKey(
        Venue, on_delete=models.CASCADE, null=True, blank=True, related_name="conflicts"
    )
    reason = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(ConflictQuerySet)()

    class Meta:
        ordering = ["-recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(other__isnull=False, group=None, venue=None)
                | Q(other=None, group__isnull=False, venue=None)
                | Q(other=None, group=None, venue__isnull=False),
                name="a_conflict_is_with_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(other=None) | ~Q(other=F("volunteer")), name="nobody_conflicts_with_themselves"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None) | Q(lifted_at__isnull=False),
                name="a_lifted_conflict_says_when",
            ),
            *(
                models.UniqueConstraint(
                    fields=["volunteer", name],
                    condition=Q(lifted_at=None),
                    name=f"one_conflict_with_a_{name}",
                )
                for name in ("other", "group", "venue")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer}: {self.other or self.group or self.venue}"


class Override(PublicRecord):
    """An officer's decision to override one gate, for one offer of one role to one person.

    It never makes anybody qualified: the gate still fails. A gate that keeps people at risk safe needs a
    senior officer before the override counts, a risk assessment, someone who supervises, and a last day. It
    expires, and is used up by the offer made with it. After its last day it counts no more: officers see to
    the place that it let someone have, and may renew it.
    """

    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="overrides")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="overrides")
    gate = models.CharField(
        max_length=20, help_text=_("The code of the gate (`matching.eligibility.GATES`).")
    )
    reason = models.CharField(max_length=300)
    needs_second = models.BooleanField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it was used, refused or withdrawn.")
    )
    offer = models.ForeignKey(
        Offer, on_delete=models.PROTECT, null=True, blank=True, related_name="overrides"
    )
    risk_assessment = models.TextField(
        max_length=2000, blank=True, help_text=_("Who could be harmed, how, and what is done about it.")
    )
    supervisor = models.CharField(
        max_length=100, blank=True, help_text=_("Who is with the volunteer each time: their name and role.")
    )
    ends_on = models.DateField(null=True, blank=True, help_text=_("The last day on which it counts."))
    renews = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="renewals"
    )
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When it was renewed, or the gate was passed after all.")
    )

    objects = models.Manager.from_queryset(OverrideQuerySet)()

    class Meta:
        ordering = ["-asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "volunteer", "gate"],
                condition=Q(closed_at=None),
                name="one_open_override_of_a_gate",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None) | ~Q(agreed_by=F("asked_by")),
                name="the_second_officer_is_another",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="an_agreed_override_says_when",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("asked_at")), name="an_override_lasts"),
            models.CheckConstraint(
                condition=Q(offer=None)
                | (Q(closed_at__isnull=False) & (Q(needs_second=False) | Q(agreed_by__isnull=False))),
                name="an_offer_uses_an_agreed_override_up",
            ),
            models.CheckConstraint(
                condition=Q(needs_second=True, ends_on__isnull=False)
                | Q(needs_second=False, ends_on=None, renews=None, risk_assessment="", supervisor=""),
                name="what_keeps_people_safe_is_overridden_for_a_time",
            ),
            models.CheckConstraint(
                condition=Q(needs_second=False)
                | Q(closed_at__isnull=False)
                | ~(Q(risk_assessment="") | Q(supervisor="")),
                name="an_open_override_says_how_people_are_kept_safe",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(offer__isnull=False), name="a_settled_override_was_used"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gate}: {self.volunteer} in {self.role}"
