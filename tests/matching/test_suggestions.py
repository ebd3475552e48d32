from datetime import UTC, date, datetime
from functools import partial

import pytest

from initiatives.models import ProtectedAddress, Role
from matching.eligibility import TALK_FIRST
from matching.models import Conflict
from matching.scoring import PARTS, WEIGHTS
from matching.suggestions import suggestion_for, suggestions_for
from tests.factories.initiatives import (
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
)
from tests.factories.matching import OfferFactory, PlacementFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.volunteers import VolunteerFactory
from tests.queries import assert_same_for_few_and_many

TODAY = date(2026, 6, 1)
NOW = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def volunteer(db):
    return VolunteerFactory(availability=1, placement_limit=3)


def titles(suggestions):
    return [suggestion.role.title for suggestion in suggestions]


def test_suggestions_are_the_roles_that_suit_best_first(volunteer):
    priority = PriorityFactory()
    volunteer.interests.set([priority])
    initiative = InitiativeFactory()
    initiative.priorities.set([priority])
    RoleFactory(title="Other", initiative=InitiativeFactory(latitude=52.6))
    RoleFactory(title="Cared for", initiative=initiative)

    assert titles(suggestions_for(volunteer, on=TODAY).suited) == ["Cared for", "Other"]


def test_suggestions_are_ordered_by_other_weights(volunteer):
    type(volunteer).objects.update(skills=1)
    RoleFactory(title="Able", skills=1, initiative=InitiativeFactory(latitude=52.6))
    RoleFactory(title="Close", skills=2)
    only_near = dict.fromkeys(WEIGHTS, 0) | {"nearness": 100}

    assert titles(suggestions_for(volunteer, on=TODAY).suited) == ["Able", "Close"]
    assert titles(suggestions_for(volunteer, on=TODAY, weights=only_near).suited) == ["Close", "Able"]
    role = Role.objects.get(title="Close")
    assert suggestion_for(volunteer, role, on=TODAY, weights=only_near).score.total == 1.0


def test_suggestions_leave_out_what_is_not_open(volunteer):
    RoleFactory(state="closed")
    RoleFactory(initiative__state="paused")

    assert suggestions_for(volunteer, on=TODAY) == ([], [], [])


def test_suggestions_name_the_one_thing_that_is_missing(volunteer):
    RoleFactory(title="Checked", dbs_level=3)
    RoleFactory(title="Too much", dbs_level=3, slots=2)

    (missing,) = suggestions_for(volunteer, on=TODAY).nearly

    assert (missing.role.title, missing.gate.code) == ("Checked", "dbs")


def test_suggestions_leave_out_full_roles_and_roles_held_already(volunteer):
    OfferFactory(volunteer=volunteer)
    PlacementFactory(volunteer=volunteer, offer__volunteer=volunteer)
    OfferFactory()

    assert suggestions_for(volunteer, on=TODAY) == ([], [], [])


def test_a_private_place_is_to_be_talked_about_and_says_nothing_of_where(volunteer):
    address = ProtectedAddressFactory()
    RoleFactory(initiative=ProtectedInitiativeFactory(venue=address.venue))

    first = suggestions_for(volunteer, on=TODAY)
    ProtectedAddress.objects.update(latitude=volunteer.latitude, longitude=volunteer.longitude)
    second = suggestions_for(volunteer, on=TODAY)

    (suggestion,) = first.to_talk_about
    assert first == second
    codes = {part.code for part in suggestion.parts}
    assert codes == {part.code for part in PARTS if not part.tells_place}
    assert suggestion.gate == TALK_FIRST


def keep_from(volunteer, role):
    """Record that the volunteer must not be matched with the group of a role."""
    Conflict.objects.create(
        volunteer=volunteer,
        group=role.initiative.group,
        reason="-",
        recorded_by=volunteer.user,
        recorded_at=NOW,
    )


def test_a_conflict_moves_no_role(volunteer):
    roles = [
        RoleFactory(),
        RoleFactory(initiative=ProtectedInitiativeFactory()),
        RoleFactory(dbs_level=1),
        RoleFactory(dbs_level=3),
        RoleFactory(dbs_level=3, slots=2),
        RoleFactory(minimum_age=21),
    ]
    type(volunteer).objects.filter(pk=volunteer.pk).update(dbs_declared=1)
    before = suggestions_for(volunteer, on=TODAY)
    for role in roles:
        keep_from(volunteer, role)

    after = suggestions_for(volunteer, on=TODAY)

    assert after == before
    assert [each.role for each in after.suited] == [roles[0]]
    assert {each.role for each in after.to_talk_about} == {roles[1], roles[2], roles[5]}
    assert [each.role for each in after.nearly] == [roles[3]]


def test_a_private_place_and_something_missing_are_two_things(volunteer):
    RoleFactory(initiative=ProtectedInitiativeFactory(), slots=2)

    assert suggestions_for(volunteer, on=TODAY) == ([], [], [])


def test_suggestion_for_one_role_has_every_part_of_an_open_place(volunteer):
    suggestion = suggestion_for(volunteer, RoleFactory(), on=TODAY)

    assert len(suggestion.parts) == len(PARTS)


def test_suggestions_make_the_same_queries_for_any_number_of_roles(volunteer):
    initiative = InitiativeFactory()
    initiative.priorities.add(PriorityFactory())

    def add(number):
        for facts in ({}, {"minimum_age": 21}, {"slots": 2}):
            Role.objects.bulk_create(RoleFactory.build(initiative=initiative, **facts) for _ in range(number))

    suggest = partial(suggestions_for, volunteer, on=TODAY)
    assert_same_for_few_and_many({"suggestions": suggest}, add, at_most=16, many=300)
    assert all(suggest())
