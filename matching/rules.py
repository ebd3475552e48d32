"""What may happen to offers, and who may decide about gates and weights."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from accounts.rules import is_officer, is_senior_officer
from initiatives.models import Initiative, Role
from matching.models import Offer, Override
from volunteers.models import Volunteer

ROLE_CLOSED = "role_closed"


def is_over(role: Role, day: date) -> bool:
    """Whether a role's last day has passed."""
    return role.ends_on is not None and role.ends_on < day


def has_ended(role: Role, day: date) -> bool:
    """Whether nobody will ever do a role again: its last day has passed, or its initiative is closed."""
    return is_over(role, day) or role.initiative.state == Initiative.State.CLOSED


def takes_people(role: Role, day: date) -> bool:
    """Whether places of a role can be given: it is open, not over, listed, and its group is approved."""
    initiative = role.initiative
    is_listed: bool = initiative.is_listed and initiative.group.is_listed
    return role.state == Role.State.OPEN and is_listed and not is_over(role, day)


def standing(offer: Offer, now: datetime) -> str:
    """Return where an offer stands: its state, `expired` once its time is over, or `role_closed`.

    An open offer of a role that takes nobody at the moment can be declined, but not accepted.
    """
    if offer.state != Offer.State.OPEN:
        return str(offer.state)
    if offer.expires_at <= now:
        return str(Offer.State.EXPIRED)
    return str(Offer.State.OPEN) if takes_people(offer.role, timezone.localdate(now)) else ROLE_CLOSED


def may_change_weights(user: User) -> bool:
    """Whether someone may change how much each part of a score counts, for the whole city."""
    return bool(is_senior_officer(user))


def may_override(user: User, volunteer: Volunteer) -> bool:
    """Whether someone may override a gate: an officer, but nobody for themselves."""
    return bool(is_officer(user)) and volunteer.user_id != user.pk


def latest_end(today: date) -> date:
    """Return the last day that an override of a gate that keeps people safe may have."""
    return today + timedelta(days=settings.OVERRIDE_LONGEST_DAYS)


def may_agree(user: User, override: Override) -> bool:
    """Whether someone may be the second officer: a senior one, not the first, and nobody for themselves."""
    is_another = override.asked_by_id != user.pk
    return is_another and bool(is_senior_officer(user)) and may_override(user, override.volunteer)
