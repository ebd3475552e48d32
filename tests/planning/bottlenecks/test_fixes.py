"""Every kind of fix, in a city so small that what it brings can be counted on the fingers."""

from datetime import date

import pytest

from initiatives.models import Initiative
from matching.scoring import WEIGHTS
from planning.bottlenecks.baseline import Baseline
from planning.bottlenecks.fixes import (
    all_fixes,
    checks,
    lower_minimums,
    moved_times,
    recruits,
    steps_short,
)
from planning.bottlenecks.review_worker import roles_to_review
from planning.inputs import build_problem, read_facts
from tests.factories.initiatives import (
    InitiativeFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
)
from tests.factories.places import WardFactory
from tests.factories.volunteers import VolunteerFactory
from volunteers.catalogues import mask_of

DAY = date(2026, 6, 1)
MONDAY_MORNING, TUESDAY_EVENING = 0, 5

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward(db):
    return WardFactory(name="Park")


def role_in(ward, **facts):
    return RoleFactory(initiative=InitiativeFactory(ward=ward), **facts)


def baseline():
    problem = build_problem(read_facts(roles_to_review(), on=DAY), WEIGHTS)
    return Baseline.of(problem)


def only(fixes):
    (fix,) = [each for each in fixes if each.unlocks > 0]
    return fix


@pytest.mark.slow
def test_checks_name_the_fewest_people_who_fill_the_most(ward):
    role_in(ward, dbs_level=3, places_maximum=2)
    declared = VolunteerFactory.create_batch(3, dbs_declared=3)

    together, *alone = checks(baseline())

    assert (together.kind, together.unlocks, together.people) == ("checks", 2, 2)
    assert [(fix.kind, fix.unlocks, fix.people) for fix in alone] == [("check", 1, 1)] * 2
    assert {fix.volunteer for fix in alone} < {person.pk for person in declared}


def test_checks_are_not_asked_for_where_somebody_checked_is_there(ward):
    role_in(ward, dbs_level=3)
    VolunteerFactory(dbs_level=3, dbs_valid_until=date(2030, 1, 1))
    VolunteerFactory(dbs_declared=3)

    together = next(checks(baseline()))

    assert (together.unlocks, together.people) == (0, 0)


def test_there_is_nobody_to_check_where_more_is_in_the_way(ward):
    role_in(ward, dbs_level=3, slots=mask_of([TUESDAY_EVENING]))
    role_in(ward)
    VolunteerFactory(dbs_declared=3, availability=mask_of([MONDAY_MORNING]))

    assert list(checks(baseline())) == []


def test_a_time_is_moved_to_where_people_are_free(ward):
    role = role_in(ward, slots=mask_of([TUESDAY_EVENING]), places_maximum=2)
    VolunteerFactory.create_batch(2, availability=mask_of([MONDAY_MORNING]))

    fix = only(moved_times(baseline()))

    assert (fix.role, fix.value, fix.unlocks) == (role.pk, mask_of([MONDAY_MORNING]), 2)


def test_a_time_is_not_moved_where_no_other_is_better(ward):
    role_in(ward, slots=mask_of([TUESDAY_EVENING]), places_maximum=2)
    VolunteerFactory(availability=mask_of([TUESDAY_EVENING]))

    assert list(moved_times(baseline())) == []


def test_a_hard_minimum_is_lowered_to_what_there_is(ward):
    role = role_in(ward, places_minimum=3, places_maximum=4, is_minimum_hard=True)
    VolunteerFactory.create_batch(2)

    fix = only(lower_minimums(baseline()))

    assert (fix.role, fix.value, fix.unlocks) == (role.pk, 2, 2)


def test_what_waits_for_an_officer_is_one_step_short(ward):
    initiative = InitiativeFactory(ward=ward, state=Initiative.State.SUBMITTED, published_at=None)
    RoleFactory.create_batch(2, initiative=initiative)
    VolunteerFactory(placement_limit=2)

    fix = only(steps_short(baseline()))

    assert (fix.initiative, fix.unlocks, sum(fix.roles.values())) == (initiative.pk, 2, 2)


def test_a_role_that_an_officer_has_to_read_is_one_step_short(ward):
    initiative = InitiativeFactory(ward=ward)
    RoleFactory(initiative=initiative, state="submitted", submitted_at=initiative.published_at)
    VolunteerFactory()

    fix = only(steps_short(baseline()))

    assert (fix.initiative, fix.unlocks, sum(fix.roles.values())) == (initiative.pk, 1, 1)


def test_a_private_place_is_one_step_short_as_well():
    initiative = ProtectedInitiativeFactory(state=Initiative.State.SUBMITTED, published_at=None)
    RoleFactory(initiative=initiative)
    VolunteerFactory()

    assert next(steps_short(baseline())).initiative == initiative.pk


def test_a_ward_wants_as_many_people_as_places_stay_empty(ward):
    role_in(ward, places_maximum=3)
    role_in(ward)
    VolunteerFactory(placement_limit=1)

    fix = only(recruits(baseline()))

    assert (fix.ward, fix.people, fix.unlocks) == (ward.gss, 3, 3)


def test_nobody_is_looked_for_near_a_private_place():
    RoleFactory(initiative=ProtectedInitiativeFactory())

    assert list(recruits(baseline())) == []


def test_a_full_city_needs_no_fix(ward):
    role_in(ward)
    VolunteerFactory()

    assert list(all_fixes(baseline())) == []


def test_all_fixes_let_places_be_filled_and_say_where(ward):
    role_in(ward, dbs_level=3, places_maximum=2)
    VolunteerFactory(dbs_declared=3)
    tried = baseline()

    fixes = list(all_fixes(tried))

    assert {fix.kind for fix in fixes} == {"checks", "check", "recruit"}
    assert all(fix.unlocks > 0 for fix in fixes)
    assert all(sum(fix.roles.values()) >= fix.unlocks for fix in fixes)


def test_a_sign_of_life_is_given_before_each_solving(ward):
    role_in(ward, dbs_level=3)
    VolunteerFactory(dbs_declared=3)
    problem = build_problem(read_facts(roles_to_review(), on=DAY), WEIGHTS)
    signs = []

    fixes = list(all_fixes(Baseline.of(problem, lambda: signs.append(1))))

    assert len(signs) == len(fixes) == 3
