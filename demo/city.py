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
from demo.groups import Home, build_groups
from demo.initiatives import Programme, build_initiatives
from demo.offers import Given, build_offers
from demo.recent_activity import Lately, do_what_officers_did
from demo.reference_data import read_ground
from demo.roles import build_roles
from demo.volunteers import Person, build_volunteers
from groups import services as groups
from groups.models import Check, Decision, Group, Membership
from initiatives import services as initiatives
from initiatives.models import Initiative, ProtectedAddress, Role, Venue, WeeklyTime
from matching.models import Offer, Placement
from volunteers.models import ScreeningCheck, ServedWard, TimeAway, Volunteer

SEEDED = "demo.seeded"
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
    homes: list[Home]
    programmes: list[Programme]
    roles: list[tuple[Role, Programme]]
    people: list[Person]
    given: Given


def build_city(size: Size, seed: int, today: date) -> City:
    """Build a city as it is at ten in the morning of a day. Raises NothingToBuildOn."""
    now = datetime.combine(today, MORNING, ZoneInfo(settings.TIME_ZONE))
    ground = read_ground(Dice(seed, "ground"), today)
    cast = build_cast(Dice(seed, "cast"))
    homes = build_groups(Dice(seed, "groups"), ground, cast, now, size.groups)
    programmes = build_initiatives(Dice(seed, "initiatives"), ground, homes, now, size.initiatives)
    roles = build_roles(Dice(seed, "roles"), programmes, today, size.roles)
    people = build_volunteers(Dice(seed, "volunteers"), ground, cast, now, size.volunteers)
    given = build_offers(Dice(seed, "offers"), cast, roles, people, now)
    return City(size, now, cast, homes, programmes, roles, people, given)


def seeded_before() -> dict[str, Any] | None:
    """Return the size and seed of the demo city that is there, or None."""
    event = AuditEvent.objects.filter(action=SEEDED).first()
    return event.details if event else None


def has_people() -> bool:
    """Whether somebody has been using the database: groups, volunteers or people who sign in."""
    return User.objects.exists() or Group.objects.exists() or Volunteer.objects.exists()


@transaction.atomic
def write_city(city: City, *, details: dict[str, Any], say: Say) -> None:
    """Save a city, do what its officers did lately, and note that it was seeded.

    `say` is told the name and number of each thing.
    """
    _write_people(city, say)
    _write_groups(city.homes, say)
    _write_initiatives(city.programmes, say)
    _save(Role, (role for role, _programme in city.roles), say)
    _write_volunteers(city.people, say)
    _save(Offer, city.given.offers, say)
    _save(Placement, city.given.placements, say)
    say("records that the text search finds", groups.rebuild_index() + initiatives.rebuild_index())
    lately = Lately(city.cast, city.now, city.people[0].volunteer, city.programmes[0].home.group)
    size = city.size
    do_what_officers_did(lately, full_roles=size.full_roles, is_reviewed=size.is_reviewed, say=say)
    audit.record(SEEDED, subject=city.cast.carol, by=None, details=details)


def _write_people(city: City, say: Say) -> None:
    owners = (user for home in city.homes for user, _role in home.people)
    volunteers = (person.user for person in city.people)
    users = {user.pk: user for user in chain(city.cast.users, owners, volunteers)}
    _save(User, users.values(), say)
    give_second_factors(city.cast)


def _write_groups(homes: list[Home], say: Say) -> None:
    _save(Group, (home.group for home in homes), say)
    _link(Group.wards.through, ((home.group, home.wards) for home in homes))
    _link(Group.priorities.through, ((home.group, home.priorities) for home in homes))
    members = (
        Membership(group=home.group, user=user, role=role) for home in homes for user, role in home.people
    )
    _save(Membership, members, say)
    _save(Check, chain.from_iterable(home.checks for home in homes), say)
    _save(Decision, chain.from_iterable(home.decisions for home in homes), say)


def _write_initiatives(programmes: list[Programme], say: Say) -> None:
    _save(Venue, (programme.venue for programme in programmes), say)
    _save(ProtectedAddress, (programme.secret for programme in programmes if programme.secret), say)
    _save(Initiative, (programme.initiative for programme in programmes), say)
    _link(
        Initiative.priorities.through,
        ((programme.initiative, programme.priorities) for programme in programmes),
    )
    _save(WeeklyTime, chain.from_iterable(programme.times for programme in programmes), say)


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
