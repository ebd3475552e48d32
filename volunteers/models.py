from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicRecord, Timestamped
from places.models import Located, Ward
from strategy.models import Priority
from volunteers import profile
from volunteers.catalogues import REMINDER_DAYS
from volunteers.querysets import ScreeningCheckQuerySet, TimeAwayQuerySet, VolunteerQuerySet

SLOTS_IN_A_WEEK = 21
MOST_TRAVEL_MILES = 30
MOST_PLACEMENTS = 10
MOST_ASKS = 10


class DbsLevel(models.IntegerChoices):
    """How much of a person's record a Disclosure and Barring Service check looks at (GOV.UK, DBS)."""

    NONE = 0, _("None")
    BASIC = 1, _("Basic")
    STANDARD = 2, _("Standard")
    ENHANCED = 3, _("Enhanced")
    ENHANCED_BARRED = 4, _("Enhanced with barred lists")


class TravelBy(models.TextChoices):
    """How someone gets about. It bounds how far they can go (`volunteers.catalogues.TRAVEL_REACH`)."""

    UNTOLD = "", _("Not given")
    FOOT = "foot", _("On foot or by wheelchair")
    BICYCLE = "bicycle", _("By bicycle")
    BUS = "bus", _("By bus or tram")
    CAR = "car", _("By car or motorbike")


class Volunteer(PublicRecord, Located):
    """A person who offers their time.

    Their position and birthday are used only to match them to roles; others see an outward code at most.
    Sets (slots, skills, languages) are masks of the bits in `volunteers.catalogues`.
    """

    class State(models.TextChoices):
        """Whether the person can be asked."""

        DRAFT = "draft", _("Not finished registering")
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Taking a break")
        LEFT = "left", _("Left")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="volunteer",
        help_text=_("Emptied years after the person left. What they did is then anonymous."),
    )
    reference = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    name = models.CharField(_("full name"), max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    is_over_18 = models.BooleanField(default=False)
    travel_miles = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_TRAVEL_MILES)]
    )
    travel_by = models.CharField(max_length=10, choices=TravelBy, default=TravelBy.UNTOLD, blank=True)
    has_car = models.BooleanField(
        null=True,
        blank=True,
        help_text=_(
            "Whether the person has the use of a car with room for passengers. Empty until they say."
        ),
    )
    serves_wards = models.ManyToManyField(
        Ward,
        through="ServedWard",
        related_name="willing_volunteers",
        blank=True,
        help_text=_("Wards where the person would help, however far away they are."),
    )
    availability = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text=_("The weekly times when the person is free. Empty if they have not said."),
    )
    skills = models.PositiveBigIntegerField(default=0)
    skills_strong = models.PositiveBigIntegerField(
        default=0, help_text=_("The skills the person has experience or a qualification in.")
    )
    languages = models.PositiveBigIntegerField(default=0)
    interests = models.ManyToManyField(Priority, related_name="volunteers", blank=True)
    placement_limit = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_PLACEMENTS)]
    )
    asks_limit = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_ASKS)],
        help_text=_("The most offers the person wants in 30 days. Empty if there is no limit."),
    )
    last_asked_on = models.DateField(
        null=True, blank=True, help_text=_("The day of the latest offer. Empty if there has not been one.")
    )
    last_placed_on = models.DateField(
        null=True,
        blank=True,
        help_text=_("The day the latest placement was accepted. Empty for a new volunteer."),
    )
    dbs_declared = models.PositiveSmallIntegerField(
        choices=DbsLevel, default=DbsLevel.NONE, help_text=_("What the person told us. Not checked.")
    )
    dbs_level = models.PositiveSmallIntegerField(
        choices=DbsLevel, default=DbsLevel.NONE, help_text=_("The level an officer has seen.")
    )
    dbs_valid_until = models.DateField(null=True, blank=True)
    dbs_reminded_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text=_("How many days before this check ends they were last reminded. Empty if they were not."),
    )
    answered = models.JSONField(
        default=list, blank=True, help_text=_("The questions answered during registration.")
    )
    registered_at = models.DateTimeField(null=True, blank=True)
    reach_miles = models.GeneratedField(
        expression=profile.REACH, output_field=models.PositiveSmallIntegerField(), db_persist=True
    )
    asked_day = models.GeneratedField(
        expression=profile.ASKED_DAY, output_field=models.IntegerField(null=True), db_persist=True
    )
    waiting_day = models.GeneratedField(
        expression=profile.WAITING_DAY, output_field=models.IntegerField(null=True), db_persist=True
    )
    profile = models.GeneratedField(
        expression=profile.EXPRESSION, output_field=models.BigIntegerField(), db_persist=True
    )

    objects = models.Manager.from_queryset(VolunteerQuerySet)()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["state", "name"], name="volunteer_directory"),
            # All that the ranking of a role reads of everybody, so that it never opens their rows: first what
            # turns people away, then what scores them.
            models.Index(
                fields=[
                    "profile",
                    "latitude",
                    "longitude",
                    "reach_miles",
                    "born_on",
                    "dbs_valid_until",
                    "is_over_18",
                    "id",
                    "dbs_declared",
                    "availability",
                    "skills",
                    "skills_strong",
                    "ward",
                    "waiting_day",
                    "asked_day",
                    "last_placed_on",
                ],
                name="volunteer_matching",
            ),
            # What it asks of those who have offers, places or conflicts, by their keys.
            models.Index(fields=["id", "placement_limit", "asks_limit", "profile"], name="volunteer_limits"),
            models.Index(fields=["id"], condition=Q(asks_limit=0), name="volunteer_never_to_be_asked"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "active", "paused", "left"]), name="volunteer_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(availability=None) | Q(availability__lt=2**SLOTS_IN_A_WEEK),
                name="availability_is_a_week",
            ),
            models.CheckConstraint(
                condition=Q(languages__lt=2**profile.LANGUAGES_WIDTH),
                name="languages_fit_the_profile",
            ),
            models.CheckConstraint(
                condition=Q(travel_miles__gte=1, travel_miles__lte=MOST_TRAVEL_MILES),
                name="travel_is_within_reason",
            ),
            models.CheckConstraint(
                condition=Q(placement_limit__gte=1, placement_limit__lte=MOST_PLACEMENTS),
                name="placement_limit_is_within_reason",
            ),
            models.CheckConstraint(
                condition=Q(skills_strong=models.F("skills_strong").bitand(models.F("skills"))),  # type: ignore[arg-type]  # the stubs know numbers only
                name="experience_is_in_skills_held",
            ),
            models.CheckConstraint(
                condition=Q(travel_by__in=["", "foot", "bicycle", "bus", "car"]),
                name="means_of_travel_is_known",
            ),
            models.CheckConstraint(
                condition=Q(asks_limit=None) | Q(asks_limit__lte=MOST_ASKS), name="asks_are_within_reason"
            ),
            models.CheckConstraint(
                condition=Q(dbs_level=0, dbs_valid_until=None)
                | Q(dbs_level__range=(1, 4), dbs_valid_until__isnull=False),
                name="a_seen_dbs_check_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(dbs_reminded_days=None)
                | Q(dbs_reminded_days__in=REMINDER_DAYS, dbs_valid_until__isnull=False),
                name="people_are_reminded_of_a_seen_check",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(state="left"), name="only_who_left_is_nobody"
            ),
            models.CheckConstraint(condition=Q(dbs_declared__lte=4), name="declared_dbs_level_is_known"),
            models.CheckConstraint(
                condition=~Q(state="active")
                | (
                    ~Q(name="")
                    & (Q(latitude__isnull=False, longitude__isnull=False) | ~Q(postcode=""))
                    & Q(registered_at__isnull=False)
                    & (Q(is_over_18=True) | Q(born_on__isnull=False))
                ),
                name="an_active_volunteer_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.reference

    @property
    def email(self) -> str:
        """The address of the person; none once they are forgotten."""
        return self.user.email if self.user else ""

    @property
    def is_registered(self) -> bool:
        """Whether the person finished registering and has not left."""
        return self.state in {self.State.ACTIVE, self.State.PAUSED}


class ServedWard(models.Model):
    """A ward, besides their own, where a volunteer would help however far it is."""

    # No indexes of their own: those of the pair serve both ways.
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, db_index=False)
    ward = models.ForeignKey(Ward, on_delete=models.CASCADE, db_index=False)

    class Meta:
        db_table = "volunteers_volunteer_serves_wards"
        indexes = [models.Index(fields=["ward", "volunteer"], name="served_wards_by_ward")]
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "ward"], name="a_ward_is_served_once"),
        ]

    def __str__(self) -> str:
        return f"{self.volunteer}, {self.ward}"


class TimeAway(Timestamped):
    """Days, both ends included, when a volunteer can't help: a holiday, an operation, a busy time."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="times_away")
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = models.Manager.from_queryset(TimeAwayQuerySet)()

    class Meta:
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["ends_on", "starts_on", "volunteer"], name="time_away_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="time_away_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["volunteer", "starts_on", "ends_on"], name="times_away_differ"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} to {self.ends_on}"


class ScreeningCheck(Timestamped):
    """A DBS certificate that an officer saw: its facts and the decision, never its content or a copy.

    It counts until `valid_until`, that day included. A slip is corrected by another record that `replaces`
    this one; this one stays as it was and no longer counts.
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="screening_checks")
    level = models.PositiveSmallIntegerField(choices=DbsLevel)
    issued_on = models.DateField(
        null=True, blank=True, help_text=_("Emptied some months after the decision.")
    )
    valid_until = models.DateField()
    is_accepted = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    replaces = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="replacement"
    )

    objects = models.Manager.from_queryset(ScreeningCheckQuerySet)()

    class Meta:
        ordering = ["-checked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="a_screening_check_has_a_level"),
            models.CheckConstraint(
                condition=Q(valid_until__gt=models.F("issued_on")), name="a_check_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.valid_until}"

    @property
    def is_replaced(self) -> bool:
        """Whether the record was corrected by another."""
        return hasattr(self, "replacement")
