from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.addresses import address
from core.models import PendingChange, PublicRecord, Timestamped, label_of
from groups.querysets import (
    CheckQuerySet,
    DecisionQuerySet,
    GroupChangeQuerySet,
    GroupQuerySet,
    InvitationQuerySet,
    MembershipQuerySet,
)
from places.models import Located, Ward
from strategy.models import Priority


class Group(PublicRecord, Located):
    """A community organisation, from the start of its registration.

    Its own postcode, people and safeguarding lead are for officers. The public sees its name, what it does,
    its wards, its priorities and its public contact details, and only once it is approved.
    """

    class State(models.TextChoices):
        """The state of the group's registration."""

        DRAFT = "draft", _("Not sent yet")
        SUBMITTED = "submitted", _("Waiting for an officer")
        CHANGES_REQUESTED = "changes_requested", _("Changes asked for")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        SUSPENDED = "suspended", _("Suspended")

    class LegalForm(models.TextChoices):
        """The kind of organisation. Some kinds have a number in a public register."""

        CHARITY = "charity", _("Registered charity")
        CIO = "cio", _("Charitable incorporated organisation (CIO)")
        CIC = "cic", _("Community interest company (CIC)")
        COMPANY = "company", _("Company")
        FAITH = "faith", _("Faith group")
        SCHOOL = "school", _("School or college")
        ASSOCIATION = "association", _("Unincorporated association")
        RESIDENTS = "residents", _("Residents’ or neighbourhood group")
        OTHER = "other", _("Something else")

    reference = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0, help_text=_("Goes up by one with each change of state."))

    name = models.CharField(_("name"), max_length=120, blank=True)
    legal_form = models.CharField(max_length=20, choices=LegalForm, blank=True)
    register_number = models.CharField(max_length=20, blank=True)
    summary = models.CharField(max_length=300, blank=True, help_text=_("What the group does."))
    audience = models.CharField(max_length=300, blank=True, help_text=_("Who it is for."))
    priorities = models.ManyToManyField(Priority, related_name="groups", blank=True)
    wards = models.ManyToManyField(Ward, related_name="groups", blank=True)

    public_email = models.EmailField(blank=True)
    public_phone = models.CharField(max_length=30, blank=True)
    website = models.URLField(blank=True)

    contact_name = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    safeguarding_name = models.CharField(max_length=120, blank=True)
    safeguarding_email = models.EmailField(blank=True)
    safeguarding_phone = models.CharField(max_length=30, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)

    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(GroupQuerySet)()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="group_queue"),
            models.Index(fields=["state", "name"], name="group_directory"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["draft", "submitted", "changes_requested", "approved", "refused", "suspended"]
                ),
                name="group_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | (
                    ~Q(name="")
                    & ~Q(legal_form="")
                    & ~Q(summary="")
                    & Q(declared_at__isnull=False, submitted_at__isnull=False)
                ),
                name="a_sent_registration_is_complete",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "changes_requested"], decided_at=None)
                | Q(state__in=["approved", "refused", "suspended"], decided_at__isnull=False),
                name="a_decided_group_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.reference

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # quicker than Django's own
        """Return the name of the group's state."""
        return label_of(self.State, self.state)

    def get_legal_form_display(self) -> str:  # type: ignore[no-redef]  # quicker than Django's own
        """Return the name of the group's legal form."""
        return label_of(self.LegalForm, self.legal_form)

    def get_absolute_url(self) -> str:
        """Return the address of the group's public page."""
        return address("groups:detail", self.pk)

    @property
    def is_listed(self) -> bool:
        """Whether the public may see the group."""
        return self.state == self.State.APPROVED

    @property
    def is_editable(self) -> bool:
        """Whether its people may change the registration: before it is sent, or if asked to make changes."""
        return self.state in {self.State.DRAFT, self.State.CHANGES_REQUESTED}


class GroupChange(PendingChange):
    """A change of an approved group that waits for an officer. What is changed meanwhile is added to it."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="pending_change")

    objects = models.Manager.from_queryset(GroupChangeQuerySet)()

    class Meta:
        ordering = ["sent_at", "pk"]

    def __str__(self) -> str:
        return f"Change of {self.group}"

    @property
    def subject(self) -> Group:
        """The group."""
        return self.group


class Membership(Timestamped):
    """A person who may act for a group."""

    class Role(models.TextChoices):
        """What the person may do. An owner also decides who else may act for the group."""

        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)

    objects = models.Manager.from_queryset(MembershipQuerySet)()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "user"], name="one_membership_per_person"),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "editor"]), name="membership_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"


class Invitation(PublicRecord):
    """An owner's wish that the person at an address may act for the group. The person decides.

    Until they accept it they are no member, and neither an account nor anything else of theirs is made.
    """

    class State(models.TextChoices):
        """What has become of it. One that nobody answered stays open until it expires."""

        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Not answered in time")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = models.Manager.from_queryset(InvitationQuerySet)()

    class Meta:
        ordering = ["invited_at", "pk"]
        indexes = [models.Index(fields=["email", "state"], name="invitations_to_an_address")]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "email"], condition=Q(state="open"), name="one_open_invitation_per_address"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "accepted", "declined", "withdrawn", "expired"]),
                name="invitation_state_is_known",
            ),
            models.CheckConstraint(condition=~Q(email__regex=r"[^ -~]"), name="invitation_email_is_ascii"),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.get_state_display()}"

    def is_open(self, now: datetime) -> bool:
        """Return whether it can be answered."""
        return self.state == self.State.OPEN and self.expires_at > now


class Check(Timestamped):
    """One thing that an officer checked before deciding on a group, and the outcome.

    It counts until there is a newer check of its kind, or until the group changes the facts that were
    checked.
    """

    class Kind(models.TextChoices):
        """What was checked."""

        REGISTER = "register", _("Public register matches")
        CONTACT = "contact", _("Contact replied and is who they say they are")
        SAFEGUARDING = "safeguarding", _("Safeguarding lead and policy")
        ACTIVITY = "activity", _("Group does what it says")

    class Outcome(models.TextChoices):
        """The result of the check."""

        PASSED = "passed", _("Passed")
        FAILED = "failed", _("Failed")
        NOT_NEEDED = "not_needed", _("Not needed")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="checks")
    kind = models.CharField(max_length=20, choices=Kind)
    outcome = models.CharField(max_length=20, choices=Outcome)
    note = models.CharField(max_length=500, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(CheckQuerySet)()

    class Meta:
        ordering = ["-checked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind"], condition=Q(superseded_at=None), name="one_check_of_a_kind_counts"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["register", "contact", "safeguarding", "activity"]),
                name="check_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["passed", "failed", "not_needed"]), name="check_outcome_is_known"
            ),
        ]

    @property
    def is_settled(self) -> bool:
        """Whether this check allows the group to be approved."""
        return self.superseded_at is None and self.outcome != self.Outcome.FAILED

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_outcome_display()}"


class Decision(Timestamped):
    """An officer's decision on a group, with a message that its people read."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="decisions")
    state = models.CharField(max_length=20, choices=Group.State)
    message = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = models.Manager.from_queryset(DecisionQuerySet)()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["changes_requested", "approved", "refused", "suspended"]),
                name="decision_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="approved") | ~Q(message=""), name="a_decision_against_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.get_state_display()}"
