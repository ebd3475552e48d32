from datetime import date

import pytest

from initiatives.models import Role
from matching.openings import facts_about, needs_of_wards, officers_opening, opening_of, public_place
from places.models import Indicator
from tests.factories.facts import PARK, ST_PETERS
from tests.factories.initiatives import InitiativeFactory, ProtectedInitiativeFactory, RoleFactory
from tests.factories.matching import OfferFactory
from tests.factories.places import IndicatorFactory, WardFactory, WardFigureFactory
from tests.factories.strategy import PriorityFactory
from tests.queries import assert_same_for_few_and_many

TODAY = date(2026, 6, 1)


@pytest.fixture
def wards(db):
    return WardFactory(gss=ST_PETERS), WardFactory(gss=PARK), WardFactory(gss="E05001336")


def figures(wards, period, *values):
    """Store the deprivation scores of a period."""
    score = Indicator.objects.filter(slug="imd-score").first() or IndicatorFactory(slug="imd-score")
    for ward, value in zip(wards, values, strict=True):
        WardFigureFactory(indicator=score, ward=ward, period=period, value=value)


def test_needs_of_wards_reach_from_the_least_to_the_greatest_of_the_newest_period(wards):
    figures(wards, "2019", 50, 40, 30)
    figures(wards, "2025", 10, 40, 25)

    assert needs_of_wards(on=TODAY) == {ST_PETERS: 0.0, PARK: 1.0, "E05001336": 0.5}


def test_needs_of_wards_that_are_all_alike_are_none(wards):
    figures(wards, "2025", 20, 20, 20)

    assert set(needs_of_wards(on=TODAY).values()) == {0.0}


def test_needs_of_wards_are_not_known_without_figures(wards):
    assert needs_of_wards(on=TODAY) == {}


def test_opening_knows_the_need_of_a_public_place_only(wards):
    figures(wards, "2025", 10, 40, 25)
    public = RoleFactory(initiative=InitiativeFactory(ward=wards[1]))
    private = RoleFactory(initiative=ProtectedInitiativeFactory())
    facts = facts_about([public, private], on=TODAY)
    somewhere = (52.6, -2.1, PARK)

    assert opening_of(public, facts, public_place(public), on=TODAY).ward_need == 1.0
    assert opening_of(private, facts, somewhere, on=TODAY).ward_need is None
    assert officers_opening(RoleFactory(), on=TODAY).ward_need is None


def test_opening_knows_its_people_its_group_and_its_venue(db):
    role = RoleFactory(skills=3, skills_strong=1, ends_on=date(2026, 12, 31))
    offer = OfferFactory(role=role)

    opening = officers_opening(role, on=TODAY)

    assert opening.people == {offer.volunteer_id}
    assert (opening.group, opening.venue) == (role.initiative.group_id, role.initiative.venue_id)
    assert (opening.skills_strong, opening.ends_on) == (1, date(2026, 12, 31))
    assert opening.is_group_sound
    assert opening.places_left == 0


def test_opening_of_a_suspended_group_is_not_sound(db):
    role = RoleFactory(initiative__group__state="suspended")

    assert not officers_opening(role, on=TODAY).is_group_sound


@pytest.mark.parametrize(("day", "is_open"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False)])
def test_opening_is_closed_after_its_last_day(db, day, is_open):
    role = RoleFactory(ends_on=date(2026, 12, 31))

    assert officers_opening(role, on=day).is_open is is_open


def test_facts_are_read_in_the_same_queries_for_few_and_many(db):
    initiative, roles = InitiativeFactory(), []
    initiative.priorities.add(PriorityFactory())

    def add(number):
        roles.extend(
            Role.objects.bulk_create(RoleFactory.build(initiative=initiative) for _ in range(number))
        )

    assert_same_for_few_and_many({"facts": lambda: facts_about(roles, on=TODAY)}, add, at_most=5)
