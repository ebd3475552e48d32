import uuid
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.addresses import normalised
from accounts.querysets import EmailLinkQuerySet, SignInQuerySet, UserQuerySet
from core.models import PublicRecord, Timestamped


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]  # made by Django
    """Manager that creates people, always with their address in its one form (`accounts.addresses`)."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person who signs in with this address.

        Without a password they sign in by codes sent to it.
        """
        user = self.model(email=normalised(email), **fields)
        user.set_password(password)
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            # Without this row allauth treats the address as unverified and drops it at the next change.
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a senior officer: the site has no role above that."""
        return self.create_user(email, password, role=User.Role.SENIOR_OFFICER, **fields)


class User(AbstractBaseUser, PermissionsMixin, Timestamped):
    """A person who signs in with an email address.

    What they may do depends on their role (officers) and on what they hold elsewhere: a membership of a
    group, a volunteer's profile.
    """

    class Role(models.TextChoices):
        """A person's role in the partnership."""

        PUBLIC = "public", _("Member of the public")
        OFFICER = "officer", _("Officer")
        SENIOR_OFFICER = "senior_officer", _("Senior officer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("full name"), max_length=120, blank=True)
    role = models.CharField(max_length=20, choices=Role, default=Role.PUBLIC)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="email_is_in_lower_case"),
            models.CheckConstraint(condition=~Q(email=""), name="email_is_given"),
            # An international domain only in the form that mail servers know (`accounts.addresses`).
            models.CheckConstraint(condition=~Q(email__regex=r"[^ -~]"), name="email_is_ascii"),
            models.CheckConstraint(
                condition=Q(role__in=["public", "officer", "senior_officer"]), name="user_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_officer(self) -> bool:
        """Whether the person works for the partnership (senior officers included)."""
        return self.is_active and self.role != self.Role.PUBLIC

    @property
    def is_senior_officer(self) -> bool:
        """Whether the person may do what needs a second or a senior officer."""
        return self.is_active and self.role == self.Role.SENIOR_OFFICER


class EmailLink(PublicRecord):
    """A single-use link sent to an address, which proves that the person reads its mail.

    It is valid for `EMAIL_LINK_HOURS`, or as long as what it is for. Only a hash of its secret is stored, so
    the table can't be used to sign in.
    """

    class Purpose(models.TextChoices):
        """What the link is for."""

        REGISTER_GROUP = "register_group", _("Register a group")
        REGISTER_VOLUNTEER = "register_volunteer", _("Register as a volunteer")
        GROUP_INVITATION = "group_invitation", _("Answer an invitation to a group")

    email = models.EmailField()
    purpose = models.CharField(max_length=30, choices=Purpose)
    secret_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(EmailLinkQuerySet)()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"


class SignIn(models.Model):
    """One time that a person signed in. They alone see it, so that they notice if it was someone else."""

    class Method(models.TextChoices):
        """How people sign in first; a second factor may follow."""

        CODE = "code", _("Code by email")
        PASSWORD = "password", _("Password")
        LINK = "link", _("Link by email")

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    at = models.DateTimeField()
    # An IPv4 address, or the /64 of an IPv6 address, which is one home or office (`core.limits`).
    network = models.CharField(max_length=45)
    browser = models.CharField(max_length=30, blank=True)
    system = models.CharField(max_length=30, blank=True)
    method = models.CharField(max_length=20, choices=Method)
    has_second_factor = models.BooleanField()

    objects = models.Manager.from_queryset(SignInQuerySet)()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-at"], name="sign_ins_of_a_person"),
            models.Index(fields=["at"], name="sign_ins_by_age"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(method__in=["code", "password", "link"]), name="sign_in_method_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.pk}"

    @property
    def device(self) -> str:
        """The browser and system in words."""
        if self.browser and self.system:
            return gettext("%(browser)s on %(system)s") % {"browser": self.browser, "system": self.system}
        return self.browser or self.system or gettext("Unknown device")

    @property
    def how(self) -> str:
        """The way of signing in, in words."""
        first = str(self.get_method_display())
        return gettext("%(first)s, and a second code") % {"first": first} if self.has_second_factor else first
