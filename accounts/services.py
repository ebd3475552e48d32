"""Changes to people who sign in, and to the links they sign in with."""

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.addresses import normalised
from accounts.mail import outbox
from accounts.models import EmailLink, User
from core import audit

SECRET_BYTES = 32


class LinkUnusable(Exception):
    """A link is `used`, `expired` or `unknown`. People see the same message for all three."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def request_link(*, email: str, purpose: str, now: datetime) -> EmailLink:
    """Send a single-use link to an address, and expire its earlier links for the same purpose.

    Does the same for known and unknown addresses, so that nobody can find out who is registered.
    """
    email = normalised(email)
    EmailLink.objects.sent_to(email, purpose).usable(now).update(expires_at=now, updated_at=now)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link = EmailLink.objects.create(
        email=email,
        purpose=purpose,
        secret_hash=_hash(secret),
        expires_at=now + timedelta(hours=settings.EMAIL_LINK_HOURS),
    )
    audit.record("email_link.requested", subject=link, by=None, details={"purpose": purpose})
    context = {"secret": secret, "hours": settings.EMAIL_LINK_HOURS}
    outbox().queue(purpose, to=email, context=context, is_urgent=True)
    return link


def read_link(*, secret: str, now: datetime) -> EmailLink:
    """Return the link with this secret, without using it. Raises LinkUnusable."""
    link: EmailLink | None = EmailLink.objects.filter(secret_hash=_hash(secret)).first()
    if link is None:
        raise LinkUnusable("unknown")
    if link.used_at:
        raise LinkUnusable("used")
    if link.expires_at <= now:
        raise LinkUnusable("expired")
    return link


@transaction.atomic
def use_link(*, secret: str, now: datetime) -> User:
    """Use a link and return its person, creating them if the address is new. Raises LinkUnusable.

    If several requests arrive at once, exactly one succeeds: the update of the row decides.
    """
    link = read_link(secret=secret, now=now)
    if not EmailLink.objects.usable(now).filter(pk=link.pk).update(used_at=now, updated_at=now):
        raise LinkUnusable("used")
    user = person_at(link.email)
    audit.record("email_link.used", subject=link, by=user)
    return user


@transaction.atomic
def change_name(*, user: User, name: str, by: User) -> User:
    """Change a person's name."""
    user.name = name
    user.save(update_fields=["name", "updated_at"])
    audit.record("user.renamed", subject=user, by=by)
    return user


@transaction.atomic
def make_officer(*, email: str, name: str, is_senior: bool, by: User | None) -> User:
    """Make a new or existing person an officer, and write to them about how to sign in.

    A senior officer stays senior. `by=None` means the person who runs the site's server.
    """
    user = person_at(email)
    wanted = User.Role.SENIOR_OFFICER if is_senior or user.is_senior_officer else User.Role.OFFICER
    user.role, user.name, user.is_active = wanted, name, True
    user.save(update_fields=["role", "name", "is_active", "updated_at"])
    audit.record("user.made_officer", subject=user, by=by, details={"role": wanted})
    outbox().queue("officer_added", to=user.email, context={"officer": user})
    return user


def forget_links_before(moment: datetime) -> int:
    """Delete the links that expired before a moment; return how many."""
    deleted: int = EmailLink.objects.ended_before(moment).delete()[0]
    return deleted


@transaction.atomic
def person_at(email: str) -> User:
    """Return the person with an address, creating them if needed. Only someone who reads its mail gets in.

    allauth treats an address without an EmailAddress row as free, and lets other people change to it.
    """
    email = normalised(email)
    user, is_new = User.objects.get_or_create(email=email, defaults={"password": make_password(None)})
    EmailAddress.objects.update_or_create(
        user=user,
        email=email,
        defaults={"verified": True},
        create_defaults={"verified": True, "primary": True},
    )
    if is_new:
        audit.record("user.created", subject=user, by=None)
    found: User = user
    return found


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
