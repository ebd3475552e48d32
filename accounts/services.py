"""Changes to people who sign in, and to the links they sign in with."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.addresses import normalised
from accounts.devices import Device
from accounts.mail import outbox
from accounts.models import EmailLink, SignIn, User
from core import audit
from core.erasures import record_erasure
from core.models import AuditEvent

SECRET_BYTES = 32
OWN_DOING = ("user.created", "user.renamed")  # what becomes of an account without an officer


class LinkUnusable(Exception):
    """A link is `used`, `expired` or `unknown`. People see the same message for all three."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotSenior(PermissionDenied):
    """Someone who is not, or no longer, a senior officer would change another officer."""


class OwnAccount(Exception):
    """An officer would change their own role or close their own account."""


class AlreadyOfficer(Exception):
    """A senior officer would invite someone who is an officer. Their role is changed instead."""


class LastSenior(Exception):
    """The partnership would be left without a senior officer."""


@transaction.atomic
def request_link(
    *,
    email: str,
    purpose: str,
    now: datetime,
    until: datetime | None = None,
    about: Mapping[str, Any] | None = None,
) -> EmailLink:
    """Send a single-use link to an address, and expire its earlier links for the same purpose.

    It is valid until a moment, or for `EMAIL_LINK_HOURS`. The mail's template also gets what it is about.
    Does the same for known and unknown addresses, so that nobody can find out who is registered.
    """
    email = normalised(email)
    EmailLink.objects.sent_to(email, purpose).usable(now).update(expires_at=now, updated_at=now)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    link = EmailLink.objects.create(
        email=email,
        purpose=purpose,
        secret_hash=_hash(secret),
        expires_at=until or now + timedelta(hours=settings.EMAIL_LINK_HOURS),
    )
    audit.record("email_link.requested", subject=link, by=None, details={"purpose": purpose})
    context = {"secret": secret, "hours": settings.EMAIL_LINK_HOURS, **(about or {})}
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

    `by=None` means the person who runs the site's server. They may make an officer senior in this way; a
    senior officer stays senior. Raises NotSenior, and AlreadyOfficer if a senior officer invites an officer.
    """
    lock_senior_officers(by=by)
    user = person_at(email)
    if by and user.is_officer:
        raise AlreadyOfficer
    wanted = User.Role.SENIOR_OFFICER if is_senior or user.is_senior_officer else User.Role.OFFICER
    user.role, user.name, user.is_active = wanted, name, True
    user.save(update_fields=["role", "name", "is_active", "updated_at"])
    audit.record("user.made_officer", subject=user, by=by, details={"role": wanted})
    _tell("officer_added", officer=user, by=by)
    return user


@transaction.atomic
def change_role(*, user: User, role: str, reason: str, by: User | None) -> User:
    """Change an officer's role. `User.Role.PUBLIC` makes them an officer no longer; their account stays open.

    Raises User.DoesNotExist for whoever is no officer, and NotSenior, OwnAccount and LastSenior.
    """
    officer = _take_officer(user, by=by, stays_senior=role == User.Role.SENIOR_OFFICER)
    before = officer.role
    if role == before:
        return officer
    officer.role = role
    officer.save(update_fields=["role", "updated_at"])
    audit.record(
        "user.role_changed", subject=officer, by=by, reason=reason, details={"from": before, "to": role}
    )
    _tell("officer_role_changed", officer=officer, by=by)
    return officer


@transaction.atomic
def close_officer(*, user: User, reason: str, by: User | None, now: datetime) -> User:
    """Close an officer's account. All that lets them in ends at once, and stays ended if they come back.

    Raises User.DoesNotExist for whoever is no officer, and NotSenior, OwnAccount and LastSenior.
    """
    officer = _take_officer(user, by=by, stays_senior=False)
    _close(officer, reason=reason, by=by, now=now)
    _tell("officer_closed", officer=officer, by=by)
    return officer


@transaction.atomic
def close_officer_again(key: str, at: datetime) -> bool:
    """Close an account again that a backup has opened; return whether it has.

    That may be the last senior officer's: whoever restores adds another one.
    """
    officer = User.objects.officers().select_for_update(no_key=True).filter(pk=key).first()
    if officer is None:
        return False
    _close(officer, reason="A restored backup had opened it again.", by=None, now=at)
    return True


def _close(officer: User, *, reason: str, by: User | None, now: datetime) -> None:
    officer.is_active = False
    officer.save(update_fields=["is_active", "updated_at"])
    _end_all_access(officer, now)
    audit.record("user.closed", subject=officer, by=by, reason=reason)
    record_erasure("accounts.close_officer", subject=officer)


def _tell(what: str, *, officer: User, by: User | None) -> None:
    """Write to a person about a change of what they are, and to every other senior officer.

    Whoever did it is written to as well: it may have been someone else at their desk.
    """
    context = {"officer": officer, "by": by}
    outbox().queue(what, to=officer.email, context=context)
    for senior in User.objects.senior_officers().exclude(pk=officer.pk):
        outbox().queue("officers_changed", to=senior.email, context={**context, "what": what})


def _end_all_access(user: User, now: datetime) -> None:
    """End a person's sessions, codes, links, password and second factor.

    A closed account is refused anyway. This is so that nothing works again when it is opened again.
    """
    user.set_unusable_password()  # links to reset the password end with it
    user.save(update_fields=["password", "updated_at"])
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user, verified=False).delete()  # a change of address under way
    EmailLink.objects.to_address(user.email).usable(now).update(expires_at=now, updated_at=now)
    _end_sessions(user, now)


@transaction.atomic
def end_all_sign_ins(now: datetime) -> int:
    """End all sessions and unused links; return how many. A restored backup revives old ones."""
    sessions: int = Session.objects.all().delete()[0]
    links: int = EmailLink.objects.usable(now).update(expires_at=now, updated_at=now)
    return sessions + links


def _end_sessions(user: User, now: datetime) -> None:
    """Delete the sessions in which a person is signed in, or has been sent a code.

    Only its content says whose a session is, so all that are in use are read. That is seldom done.
    """
    names = (str(user.pk), user.pk.hex)
    sessions = Session.objects.filter(expire_date__gt=now).iterator()
    theirs = [each.pk for each in sessions if any(name in str(each.get_decoded()) for name in names)]
    Session.objects.filter(pk__in=theirs).delete()


def _take_officer(user: User, *, by: User | None, stays_senior: bool) -> User:
    """Lock an officer for a change. `by=None` means the person who runs the site's server."""
    seniors = lock_senior_officers(by=by)
    officer: User = User.objects.officers().select_for_update(no_key=True).get(pk=user.pk)
    if officer == by:
        raise OwnAccount
    if seniors == [officer] and not stays_senior:
        raise LastSenior
    return officer


def lock_senior_officers(*, by: User | None) -> list[User]:
    """Lock all senior officers until the transaction ends, so that two can't remove each other.

    Every change of an officer begins with it. Raises NotSenior if whoever makes it is none of them.
    """
    seniors = list(User.objects.senior_officers().select_for_update(no_key=True).order_by("pk"))
    if by and by not in seniors:
        raise NotSenior
    return seniors


def record_sign_in(
    *, user: User, network: str, device: Device, method: str, has_second_factor: bool, now: datetime
) -> SignIn:
    """Keep that a person signed in, for them to see. The audit trail, kept for years, says nothing of it."""
    return SignIn.objects.create(
        user=user,
        at=now,
        network=network,
        browser=device.browser,
        system=device.system,
        method=method,
        has_second_factor=has_second_factor,
    )


@transaction.atomic
def forget_newcomer(*, user: User, now: datetime) -> bool:
    """Delete an account that was opened and never used for anything, with every trace; return whether it was.

    Nothing may refer to it, and nobody may ever have made it an officer. A group's invitation is the group's
    own and stays.
    """
    account = User.objects.public().holding_nothing().filter(pk=user.pk).first()
    if account is None or AuditEvent.objects.about(account).exclude(action__in=OWN_DOING).exists():
        return False
    asked = EmailLink.objects.to_address(account.email).exclude(purpose=EmailLink.Purpose.GROUP_INVITATION)
    links = list(asked)
    audit.forget(account, *links)
    EmailLink.objects.filter(pk__in=[link.pk for link in links]).delete()
    _end_sessions(account, now)
    account.delete()
    return True


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
