"""A made-up city on the real map: built in memory from a seed, then written in one transaction."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction

from accounts.models import User
from core import audit
from core.models import AuditEvent
from demo.accounts import Cast, build_cast, give_second_factors
from demo.dice import Dice
from demo.groups import BuiltGroup, build_groups
from demo.initiatives import BuiltInitiative, build_initiatives
from demo.offers import Given, build_offers
from demo.presence import SEEDED
from demo.recent_activity import RecentActivity, add_recent_activity
from demo.reference_data import ReferenceData, read_reference_data
from demo.roles import BuiltRole, build_roles
from demo.volunteers import Person, build_volunteers
from groups.models import Check, Decision, Group, Membership
from groups.services import rebuild_index as rebuild_group_index
from initiatives.models import Initiative, ProtectedAddress, Role, Venue, WeeklyTime
from initiatives.services import rebuild_index as rebuild_initiative_index
from matching.models import Offer, Placement
from volunteers.models import ScreeningCheck, ServedWard, TimeAway, Volunteer

MORNING = time(10)
Say = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is in a city."""

    groups: int
    initiatives: int
    roles: int
    volunteers: int
    full_roles: int
    is_reviewed: bool  # at once; a review of a large city takes minutes, which the background has


SIZES = {
    "small": Size(60, 90, 120, 800, full_roles=4, is_reviewed=True),
    "full": Size(400, 500, 800, 12_000, full_roles=12, is_reviewed=False),
}


@dataclass(frozen=True, slots=True)
class City:
    """All that is in a city, not yet saved, and the time that it is there."""

    size: Size
    now: datetime
    cast: Cast
    groups: list[BuiltGroup]
    initiatives: list[BuiltInitiative]
    roles: list[BuiltRole]
    people: list[Person]
    given: Given


def build_city(size: Size, seed: int, today: date) -> City:
    """Build a city as it is at ten in the morning of a day. Raises NothingToBuildOn."""
    dice = Dice(seed)
    return build_on(read_reference_data(dice, today), size, dice, today)


def build_on(reference: ReferenceData, size: Size, dice: Dice, today: date) -> City:
    """Build a city on reference data that has been read."""
    now = datetime.combine(today, MORNING, ZoneInfo(settings.TIME_ZONE))
    cast = build_cast(dice)
    groups = build_groups(dice, reference, cast, now, size.groups)
    initiatives = build_initiatives(dice, reference, groups, now, size.initiatives)
    roles = build_roles(dice, initiatives, today, size.roles)
    people = build_volunteers(dice, reference, cast, now, size.volunteers)
    given = build_offers(dice, cast, roles, people, now)
    return City(size, now, cast, groups, initiatives, roles, people, given)


def seeded_before() -> dict[str, Any] | None:
    """Return the size and seed of the demo city that is there, or None."""
    event = AuditEvent.objects.filter(action=SEEDED).first()
    return event.details if event else None


def has_people() -> bool:
    """Whether someone has been using the database: groups, volunteers or people who sign in."""
    return User.objects.exists() or Group.objects.exists() or Volunteer.objects.exists()


@transaction.atomic
def write_city(city: City, *, details: dict[str, Any], say: Say) -> None:
    """Save a city, do what its officers did recently, and note that it was seeded.

    `say` is told the name and number of each thing.
    """
    _write_people(city, say)
    _write_groups(city.groups, say)
    _write_initiatives(city.initiatives, say)
    _save(Role, (built.role for built in city.roles), say)
    _write_volunteers(city.people, say)
    _save(Offer, city.given.offers, say)
    _save(Placement, city.given.placements, say)
    say("records that the text search finds", rebuild_group_index() + rebuild_initiative_index())
    activity = RecentActivity(city.cast, city.now, city.people[0].volunteer, city.groups[0].group)
    size = city.size
    add_recent_activity(activity, full_roles=size.full_roles, is_reviewed=size.is_reviewed, say=say)
    audit.record(SEEDED, subject=city.cast.carol, by=None, details=details)


def _write_people(city: City, say: Say) -> None:
    owners = (user for built in city.groups for user, _role in built.people)
    volunteers = (person.user for person in city.people)
    users = {user.pk: user for user in chain(city.cast.users, owners, volunteers)}
    _save(User, users.values(), say)
    give_second_factors(city.cast)


def _write_groups(groups: list[BuiltGroup], say: Say) -> None:
    _save(Group, (built.group for built in groups), say)
    _link(Group.wards.through, ((built.group, built.wards) for built in groups))
    _link(Group.priorities.through, ((built.group, built.priorities) for built in groups))
    members = (
        Membership(group=built.group, user=user, role=role) for built in groups for user, role in built.people
    )
    _save(Membership, members, say)
    _save(Check, chain.from_iterable(built.checks for built in groups), say)
    _save(Decision, chain.from_iterable(built.decisions for built in groups), say)


def _write_initiatives(initiatives: list[BuiltInitiative], say: Say) -> None:
    _save(Venue, (built.venue for built in initiatives), say)
    _save(ProtectedAddress, (built.secret for built in initiatives if built.secret), say)
    _save(Initiative, (built.initiative for built in initiatives), say)
    _link(
        Initiative.priorities.through,
        ((built.initiative, built.priorities) for built in initiatives),
    )
    _save(WeeklyTime, chain.from_iterable(built.times for built in initiatives), say)


def _write_volunteers(people: list[Person], say: Say) -> None:
    _save(Volunteer, (person.volunteer for person in people), say)
    _link(Volunteer.interests.through, ((person.volunteer, person.interests) for person in people))
    _link(ServedWard, ((person.volunteer, person.wards) for person in people))
    _save(TimeAway, chain.from_iterable(person.times_away for person in people), say)
    _save(ScreeningCheck, chain.from_iterable(person.checks for person in people), say)


def _save(model: Any, rows: Iterable[models.Model], say: Say) -> None:
    rows = list(rows)
    model.objects.bulk_create(rows)
    say(str(model._meta.verbose_name_plural), len(rows))


def _link(through: Any, links: Iterable[tuple[models.Model, Iterable[models.Model]]]) -> None:
    """Save the rows of a many-to-many table, whose fields are named after its two models."""
    rows = [
        through(
            **{
                f"{record._meta.model_name}_id": record.pk,
                f"{other._meta.model_name}_id": other.pk,
            }
        )
        for record, others in links
        for other in others
    ]
    through.objects.bulk_create(rows)
