from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.addresses import address
from core.models import PendingChange, PublicRecord, Timestamped, label_of
from groups.models import Group
from initiatives.querysets import (
    InitiativeChangeQuerySet,
    InitiativeQuerySet,
    RoleQuerySet,
    VenueQuerySet,
    WeeklyTimeQuerySet,
)
from places.models import Located
from strategy.models import Priority
from volunteers.ages import ADULT
from volunteers.models import SLOTS_IN_A_WEEK, DbsLevel

NOWHERE = Q(postcode="", latitude=None, longitude=None, ward=None)


class Weekday(models.IntegerChoices):
    """A day of the week, as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class Venue(PublicRecord, Located):
    """Where an initiative meets. A protected venue (a refuge, a victim service) has no place here:
    its address is in `ProtectedAddress`, which only officers' pages read.
    """

    may_ask_geocoder = True

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="venues")
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=300, blank=True)
    is_protected = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(VenueQuerySet)()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_protected=False) | (NOWHERE & Q(address="")),
                name="a_protected_venue_has_no_open_address",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def in_lines(self) -> str:
        """The public name and address, a line each."""
        return "\n".join(filter(None, (self.name, self.address, self.postcode)))


class ProtectedAddress(Located):
    """The address of a protected venue. Never joined to a public page, search, map, count or feed."""

    venue = models.OneToOneField(Venue, on_delete=models.CASCADE, related_name="protected_address")
    address = models.CharField(max_length=300)

    class Meta:
        verbose_name_plural = _("protected addresses")

    def __str__(self) -> str:
        return f"Protected address {self.pk}"


class Initiative(PublicRecord, Located):
    """Something that a group runs for people in the city, such as a boxing club or a recovery café.

    Its place is copied from its venue when that is open, so that the residents' search reads one table;
    it stays empty when the venue is protected. `days` is a mask of weekdays (Monday is bit 0).
    """

    class State(models.TextChoices):
        """Whether the public sees it."""

        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waiting for an officer")
        PUBLISHED = "published", _("Published")
        PAUSED = "paused", _("Paused")
        CLOSED = "closed", _("Closed")

    may_ask_geocoder = True  # a private one has no postcode to ask about

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="initiatives")
    venue = models.ForeignKey(
        Venue, on_delete=models.PROTECT, null=True, blank=True, related_name="initiatives"
    )
    is_place_private = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0, help_text=_("Goes up by one with each change of state."))

    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("summary"), max_length=200, blank=True)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    audience = models.CharField(_("who it is for"), max_length=200, blank=True)
    priorities = models.ManyToManyField(Priority, related_name="initiatives", blank=True)
    days = models.PositiveSmallIntegerField(default=0)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    officer_message = models.TextField(
        blank=True, help_text=_("What an officer asked to have changed, until it is sent again.")
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(InitiativeQuerySet)()

    class Meta:
        ordering = ["title", "pk"]
        indexes = [
            models.Index(
                fields=["state", "latitude", "longitude", "days", "ward", "id"], name="initiative_nearby"
            ),
            models.Index(fields=["id", "state"], name="initiative_found"),  # counts what a text search found
            models.Index(fields=["state", "title"], name="initiative_directory"),
            models.Index(fields=["state", "submitted_at"], name="initiative_queue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "published", "paused", "closed"]),
                name="initiative_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(is_place_private=False) | NOWHERE, name="a_private_place_is_nowhere"
            ),
            models.CheckConstraint(condition=Q(days__lt=2**7), name="initiative_days_are_a_week"),
            models.CheckConstraint(
                condition=~Q(state="published")
                | (~Q(summary="") & Q(venue__isnull=False, published_at__isnull=False)),
                name="a_published_initiative_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # quicker than Django's own
        """Return the name of its state."""
        return label_of(self.State, self.state)

    def get_absolute_url(self) -> str:
        """Return the address of its public page."""
        return address("initiatives:detail", self.pk)

    def get_manage_url(self) -> str:
        """Return the address where its group looks after it."""
        return reverse("initiatives:manage", args=[self.group_id, self.pk])

    @property
    def contact_in_lines(self) -> str:
        """Whom people ask and how, a line each."""
        return "\n".join(filter(None, (self.contact_name, self.contact_email, self.contact_phone)))

    @property
    def is_listed(self) -> bool:
        """Whether the public may see it."""
        return self.state == self.State.PUBLISHED


class InitiativeChange(PendingChange):
    """A change of a published initiative, or of a role of one, that waits for an officer.

    Each has one at most: what is changed meanwhile is added to it. A private address is never in it.
    """

    initiative = models.OneToOneField(
        Initiative, on_delete=models.CASCADE, null=True, blank=True, related_name="pending_change"
    )
    role = models.OneToOneField(
        "Role", on_delete=models.CASCADE, null=True, blank=True, related_name="pending_change"
    )

    objects = models.Manager.from_queryset(InitiativeChangeQuerySet)()

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(initiative__isnull=False, role=None) | Q(initiative=None, role__isnull=False),
                name="a_change_is_of_an_initiative_or_a_role",
            ),
        ]

    def __str__(self) -> str:
        return f"Change of {self.subject}"

    @property
    def subject(self) -> "Initiative | Role":
        """The initiative or role."""
        return self.role or self.initiative  # type: ignore[return-value]  # a constraint holds that it has one

    @property
    def whole(self) -> Initiative:
        """The initiative, also where the change is of a role."""
        return self.role.initiative if self.role else self.initiative  # type: ignore[return-value]  # the same


class WeeklyTime(Timestamped):
    """When an initiative meets every week."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="weekly_times")
    weekday = models.PositiveSmallIntegerField(choices=Weekday)
    starts_at = models.TimeField()
    ends_at = models.TimeField()

    objects = models.Manager.from_queryset(WeeklyTimeQuerySet)()

    class Meta:
        ordering = ["weekday", "starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekly_time_is_on_a_weekday"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="weekly_time_ends_later"),
            models.UniqueConstraint(
                fields=["initiative", "weekday", "starts_at"], name="weekly_times_differ"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts_at:%H:%M}"

    def get_weekday_display(self) -> str:  # type: ignore[no-redef]  # quicker than Django's own
        """Return the name of the day."""
        return label_of(Weekday, self.weekday)


class Role(PublicRecord):
    """What volunteers do in an initiative: how many people, when, and what it takes.

    Sets (slots, skills, languages) are masks of the bits in `volunteers.catalogues`; no slots: any time.
    """

    class State(models.TextChoices):
        """Whether people can be asked. What is added to a published initiative waits for an officer first."""

        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Waiting for an officer")
        OPEN = "open", _("Looking for people")
        CLOSED = "closed", _("Closed")

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="roles")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0, help_text=_("Goes up by one with each change."))
    submitted_at = models.DateTimeField(null=True, blank=True)
    officer_message = models.TextField(
        blank=True, help_text=_("What an officer asked to have changed, until it is sent again.")
    )
    title = models.CharField(_("title"), max_length=120)
    tasks = models.TextField(_("tasks"), max_length=2000)
    places_minimum = models.PositiveSmallIntegerField(default=1)
    places_maximum = models.PositiveSmallIntegerField(default=1)
    slots = models.PositiveIntegerField(default=0)
    skills = models.PositiveBigIntegerField(default=0)
    skills_strong = models.PositiveBigIntegerField(
        default=0, help_text=_("The skills that need experience or a qualification.")
    )
    languages = models.PositiveBigIntegerField(default=0)
    needs_car = models.BooleanField(
        default=False, help_text=_("Whether people need the use of a car with room for passengers.")
    )
    minimum_age = models.PositiveSmallIntegerField(default=ADULT)
    dbs_level = models.PositiveSmallIntegerField(choices=DbsLevel, default=DbsLevel.NONE)
    starts_on = models.DateField()
    ends_on = models.DateField(
        null=True, blank=True, help_text=_("The last day. Empty if there is no end date.")
    )
    is_minimum_hard = models.BooleanField(
        default=False, help_text=_("Whether the role cannot run with fewer people than its minimum.")
    )

    objects = models.Manager.from_queryset(RoleQuerySet)()

    class Meta:
        ordering = ["title", "pk"]
        indexes = [models.Index(fields=["state", "starts_on"], name="role_openings")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "open", "closed"]), name="role_state_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="submitted") | Q(submitted_at__isnull=False), name="role_was_sent"
            ),
            models.CheckConstraint(
                condition=Q(
                    places_minimum__gte=1, places_minimum__lte=F("places_maximum"), places_maximum__lte=500
                ),
                name="role_minimum_within_maximum",
            ),
            models.CheckConstraint(condition=Q(slots__lt=2**SLOTS_IN_A_WEEK), name="role_slots_are_a_week"),
            models.CheckConstraint(
                condition=Q(skills_strong=F("skills_strong").bitand(F("skills"))),  # type: ignore[arg-type]  # the stubs know numbers only
                name="role_experience_is_in_skills",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="role_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(dbs_level__lte=4), name="role_dbs_level_is_known"),
            models.CheckConstraint(
                condition=Q(minimum_age__gte=ADULT, minimum_age__lte=99),
                name="role_age_is_within_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # quicker than Django's own
        """Return the name of its state."""
        return label_of(self.State, self.state)

    def get_dbs_level_display(self) -> str:  # type: ignore[no-redef]  # quicker than Django's own
        """Return the name of the check that it needs."""
        return label_of(DbsLevel, self.dbs_level)

    @property
    def is_safeguarding(self) -> bool:
        """Whether the role reaches people at risk: the law lets whoever does it be checked (DBS guidance)."""
        return self.dbs_level >= DbsLevel.STANDARD
