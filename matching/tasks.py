"""What falls due by the clock (`settings.DUE_WORK`)."""

from datetime import datetime

from django.utils import timezone

from initiatives.models import Role
from matching.models import Offer, Placement, Waiting
from matching.services import expire_offer, fill_places, remind, remind_of_check, wind_up
from volunteers.models import Volunteer


def expire_offers(now: datetime) -> int:
    """Close the offers whose time has run out, each in a transaction of its own; return how many."""
    overdue = list(Offer.objects.overdue(now).select_related("role"))
    return sum(expire_offer(offer=offer, now=now) for offer in overdue)


def fill_free_places(now: datetime) -> int:
    """Offer free places to those who wait for them; return to how many.

    It catches what was not handed on at once, and those who may have a place only since then.
    """
    waited_for = Waiting.objects.with_free_places().order_by().values("role")
    return sum(fill_places(role=role, now=now) for role in Role.objects.filter(pk__in=waited_for))


def wind_up_roles(now: datetime) -> int:
    """End what people hold in roles that have ended, or wait for, role by role; return how much it was."""
    roles = Role.objects.ended(timezone.localdate(now))
    held = (Placement.objects.current(), Offer.objects.open(), Waiting.objects.waiting())
    keys = {key for rows in held for key in rows.filter(role__in=roles).values_list("role", flat=True)}
    return sum(wind_up(role=role, now=now) for role in Role.objects.filter(pk__in=keys))


def remind_people(now: datetime) -> int:
    """Remind people, once each, of the offers that half the time has gone of; return of how many."""
    due = list(Offer.objects.to_remind(now).select_related("role"))
    return sum(remind(offer=offer, now=now) for offer in due)


def remind_of_checks(now: datetime) -> int:
    """Remind people who have places or offers that their DBS check ends soon; return of how many."""
    due = Offer.objects.with_check_to_remind_of(timezone.localdate(now)).order_by().values("volunteer")
    people = list(Volunteer.objects.filter(pk__in=due).order_by("pk"))
    return sum(remind_of_check(volunteer=person, now=now) for person in people)
