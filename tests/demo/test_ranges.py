"""What holds in a small demo city of any seed: shares lie in ranges, and nothing is without its parts."""

from collections import Counter
from itertools import chain

import pytest

from groups.models import Group
from initiatives.models import Initiative, Role
from matching.models import Offer
from tests.demo.conftest import SEEDS
from volunteers.catalogues import members
from volunteers.models import DbsLevel, TravelBy, Volunteer


@pytest.fixture(params=range(len(SEEDS)), ids=[f"seed {seed}" for seed in SEEDS])
def city(request, cities):
    return cities[request.param]


def share(things, is_so):
    """Return the share of some things of which something is so."""
    things = list(things)
    return sum(map(bool, map(is_so, things))) / len(things)


@pytest.mark.parametrize(
    ("least", "is_so", "most"),
    [
        (0.90, lambda one: one.state == Volunteer.State.ACTIVE, 0.97),
        (0.01, lambda one: one.state == Volunteer.State.DRAFT, 0.04),
        (0.20, lambda one: one.dbs_level >= DbsLevel.ENHANCED, 0.32),
        (0.28, lambda one: one.dbs_level > DbsLevel.NONE, 0.40),
        (0.12, lambda one: one.dbs_level == DbsLevel.NONE and one.dbs_declared > DbsLevel.NONE, 0.27),
        (0.02, lambda one: one.availability is None, 0.07),
        (0.37, lambda one: one.travel_by == TravelBy.CAR, 0.51),
        (0.04, lambda one: one.travel_by == TravelBy.UNTOLD, 0.11),
        (0.35, lambda one: one.has_car is True, 0.50),
        (0.06, lambda one: one.has_car is None, 0.14),
        (0.63, lambda one: one.placement_limit == 1, 0.77),
        (0.22, lambda one: one.is_over_18, 0.36),
        (0.01, lambda one: one.born_on and one.born_on.year > 2008, 0.06),
        (0.08, lambda one: one.asks_limit is not None, 0.17),
        (0.95, lambda one: one.languages & 1, 1.00),
        (0.20, lambda one: len(members(one.languages)) > 1, 0.45),
        (0.10, lambda one: not one.skills, 0.25),
        (0.40, lambda one: one.skills_strong, 0.70),
    ],
)
def test_share_of_volunteers(city, least, is_so, most):
    assert least <= share((person.volunteer for person in city.people), is_so) <= most


def test_share_of_volunteers_with_more_to_say(city):
    assert 0.08 <= share(city.people, lambda person: person.wards) <= 0.17
    assert 0.03 <= share(city.people, lambda person: person.times_away) <= 0.10
    assert 0.70 <= share(city.people, lambda person: person.interests) <= 0.90


def test_every_ward_has_its_share_of_everything(city):
    wards = {built.group.ward_id for built in city.groups}
    people = Counter(person.volunteer.ward_id for person in city.people)
    published = {
        built.initiative.ward_id
        for built in city.initiatives
        if built.initiative.state == Initiative.State.PUBLISHED
    }

    assert len(wards) == 20
    assert {built.group.ward_id for built in city.groups if built.group.is_listed} == wards
    assert wards <= published
    assert set(people) == wards
    assert all(0.02 <= count / len(city.people) <= 0.10 for count in people.values())


def test_groups_are_in_all_states(city):
    states = Counter(built.group.state for built in city.groups)

    assert set(states) == set(Group.State)
    assert 40 <= states[Group.State.APPROVED] <= 50
    assert 4 <= states[Group.State.SUBMITTED] <= 8


def test_some_groups_are_protected_services(city):
    protected = [built for built in city.groups if built.archetype.is_protected]

    assert len(protected) == 5
    assert 0.07 <= share(city.initiatives, lambda built: built.secret) <= 0.15


def test_initiatives_are_in_all_states(city):
    states = Counter(built.initiative.state for built in city.initiatives)

    assert set(states) == set(Initiative.State)
    assert 70 <= states[Initiative.State.PUBLISHED] <= 85


def test_roles_differ(city):
    roles = [built.role for built in city.roles]

    assert 0.75 <= share(roles, lambda role: role.state == Role.State.OPEN) <= 0.95
    assert sum(role.state == Role.State.SUBMITTED for role in roles) == 1
    assert 0.03 <= share(roles, lambda role: not role.slots) <= 0.20
    assert 0.10 <= share(roles, lambda role: role.languages) <= 0.35
    assert 0.02 <= share(roles, lambda role: role.needs_car) <= 0.16
    assert 0.05 <= share(roles, lambda role: role.ends_on) <= 0.30
    assert 0.05 <= share(roles, lambda role: role.is_minimum_hard) <= 0.45


def test_offers_are_answered_in_all_ways(city):
    states = Counter(offer.state for offer in city.given.offers)

    assert len(city.given.offers) >= 40
    assert {Offer.State.ACCEPTED, Offer.State.OPEN, Offer.State.DECLINED, Offer.State.ENDED} <= set(states)
    assert 0.40 <= states[Offer.State.ACCEPTED] / len(city.given.offers) <= 0.75


def test_no_more_places_are_held_than_there_are(city):
    held = Counter(offer.role for offer in city.given.offers if offer.place_number)

    assert all(count <= role.places_maximum for role, count in held.items())


def test_nothing_has_the_name_or_number_of_another(city):
    groups = [built.group for built in city.groups]
    owners = (user for built in city.groups for user, _role in built.people)
    users = {user.pk: user for user in chain(owners, (person.user for person in city.people))}
    given = [
        [group.name for group in groups],
        [group.reference for group in groups],
        [person.volunteer.reference for person in city.people],
        [user.email for user in users.values()],
        [built.number for built in city.initiatives],
        [built.number for built in city.roles],
    ]

    assert all(len(set(each)) == len(each) for each in given)
