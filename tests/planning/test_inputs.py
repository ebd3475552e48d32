from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from initiatives.models import Role
from matching.candidates import people_by_key
from matching.eligibility import Outcome, judge
from matching.models import Conflict
from matching.openings import officers_opening
from matching.scoring import WEIGHTS, points_of, total
from planning.inputs import PRIVATE, Rules, build_problem, read_facts, with_rules
from planning.solver import RoleToFill
from planning.what_if import Change, ChangeKind
from tests.factories.accounts import OfficerFactory, UserFactory
from tests.factories.initiatives import (
    InitiativeFactory,
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    RoleFactory,
)
from tests.factories.matching import ConflictFactory, OfferFactory, PlacementFactory
from tests.factories.places import WardFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.volunteers import VolunteerFactory
from tests.matching.people import WARDS, is_possible, make_person, people
from tests.queries import assert_same_for_few_and_many
from volunteers.models import Volunteer

TODAY = date(2026, 6, 1)
PASS, FAIL = Outcome.PASS, Outcome.FAIL


def problem_of(*roles, **options):
    chosen = Role.objects.filter(pk__in=[role.pk for role in roles]).select_related("initiative")
    return build_problem(read_facts(chosen, on=TODAY), WEIGHTS, **options)


def pairs(problem):
    """The eligible pairs by key, each with its points."""
    facts = problem.facts
    return {
        (facts.candidates[person].id, facts.roles[role].pk): points
        for (person, role), points in problem.points.items()
    }


@pytest.fixture
def city(db):
    for gss in WARDS:
        WardFactory(gss=gss)
    priorities = PriorityFactory.create_batch(4)
    here = InitiativeFactory(ward_id=WARDS[0])
    here.priorities.set(priorities[:2])
    hidden = ProtectedInitiativeFactory()
    ProtectedAddressFactory(venue=hidden.venue, ward_id=WARDS[1])
    return priorities, [
        RoleFactory(initiative=here, slots=1, skills=0b11, languages=1, places_maximum=4, starts_on=TODAY),
        RoleFactory(initiative=here, dbs_level=3, places_maximum=2, minimum_age=18),
        RoleFactory(initiative=hidden, slots=0b110, places_maximum=2),
    ]


def commit(person, number, roles):
    """Give a person an offer, a placement or nothing."""
    role = roles[number % len(roles)]
    place = 1 + role.offers.count()
    if number < len(roles) and place <= role.places_maximum:
        OfferFactory(role=role, volunteer=person, place_number=place, made_by=person.user)
    elif number < 2 * len(roles) and place <= role.places_maximum:
        offer = OfferFactory(
            role=role,
            volunteer=person,
            made_by=person.user,
            state="accepted",
            place_number=place,
            answered_at=datetime(2026, 5, 1, tzinfo=UTC),
        )
        PlacementFactory(offer=offer, role=role, volunteer=person)


@given(st.lists(st.tuples(people.filter(is_possible), st.integers(0, 15)), max_size=8))
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_problem_has_just_the_pairs_that_the_engines_find(city, crowd):
    priorities, roles = city
    with transaction.atomic():
        for facts, number in crowd:
            commit(make_person(facts, priorities), number, roles)
        problem = problem_of(*roles)
        registered = list(Volunteer.objects.registered().values_list("pk", flat=True))
        openings = {role.pk: officers_opening(role, on=TODAY) for role in roles}
        seen = {role.pk: people_by_key(registered, role.pk, on=TODAY) for role in roles}
        transaction.set_rollback(True)

    verdicts = {
        (person.candidate.id, key): (person.candidate, judge(person.candidate, opening))
        for key, opening in openings.items()
        for person in seen[key].values()
    }
    assert pairs(problem) == {
        (who, role): points_of(total(candidate, openings[role]))
        for (who, role), (candidate, verdict) in verdicts.items()
        if verdict.is_eligible
    }
    found = [verdict.one_thing for _candidate, verdict in verdicts.values() if verdict.one_thing]
    alone = [each for each in found if each.code != "adult"]  # nobody under 18 is counted as nearly suitable
    assert problem.missing == {
        key: sum((each.code, each.outcome) == key for each in alone)
        for key in {(each.code, each.outcome) for each in alone}
    }


def test_problem_leaves_out_what_is_held(db):
    role = RoleFactory(places_minimum=3, places_maximum=4, slots=0b101, is_minimum_hard=True)
    OfferFactory(role=role, place_number=2)
    OfferFactory(role=role, place_number=1)

    problem = problem_of(role)

    assert problem.roles == (RoleToFill(0, PRIVATE, 1, 2, frozenset({0, 2}), hard_minimum=True),)


def test_problem_has_no_place_for_a_role_that_is_full_or_closed(db):
    full = RoleFactory(places_maximum=1)
    OfferFactory(role=full)

    assert problem_of(full, RoleFactory(state=Role.State.CLOSED)).roles == ()


def test_problem_gives_each_person_room_for_what_they_can_still_take_on(db):
    role = RoleFactory(places_maximum=9)
    busy = VolunteerFactory(placement_limit=3)
    OfferFactory(volunteer=busy)

    problem = problem_of(role)

    assert [(problem.facts.candidates[each.id].id, each.limit) for each in problem.people] == [(busy.pk, 2)]


def test_problem_tells_the_ward_of_a_public_place_only(db):
    ward = WardFactory()
    hidden = ProtectedInitiativeFactory()
    ProtectedAddressFactory(venue=hidden.venue, ward=ward)
    roles = [RoleFactory(initiative=hidden), RoleFactory(initiative=InitiativeFactory(ward=ward))]

    problem = problem_of(*roles)

    wards = {problem.facts.roles[role.id].pk: role.ward for role in problem.roles}
    assert wards == {roles[0].pk: PRIVATE, roles[1].pk: ward.gss}


def test_problem_keeps_people_apart_by_conflicts_and_rules(db):
    role = RoleFactory(places_maximum=3)
    one, other, third = sorted(VolunteerFactory.create_batch(3), key=lambda each: each.pk)
    Conflict.objects.create(
        volunteer=one,
        other=other,
        reason="They fell out",
        recorded_by=OfficerFactory(),
        recorded_at=datetime(2026, 5, 1, tzinfo=UTC),
    )
    gone = VolunteerFactory(state="left")

    problem = problem_of(role, rules=Rules(apart=frozenset({(other.pk, third.pk), (gone.pk, one.pk)})))

    assert problem.apart == [(0, 1), (1, 2)]
    assert len(problem.solve().assignments) == 2


def test_problem_pins_and_forbids(db):
    role = RoleFactory(places_maximum=1)
    VolunteerFactory(placement_limit=1, skills=0)
    first, second = sorted(VolunteerFactory.create_batch(2), key=lambda each: each.pk)
    gone = VolunteerFactory(state="left")
    pinned = problem_of(role, rules=Rules(pinned=frozenset({(second.pk, role.pk)})))
    impossible = with_rules(pinned, Rules(pinned=frozenset({(gone.pk, role.pk), (first.pk, role.pk)})))
    forbidden = with_rules(pinned, Rules(forbidden=frozenset((each.pk, role.pk) for each in (first, second))))

    assert pinned.solve().assignments == ((pinned.person_number[second.pk], 0),)
    assert pinned.ineligible_pins() == []
    assert impossible.ineligible_pins() == [(gone.pk, role.pk)]
    (left,) = forbidden.solve().assignments
    assert left[0] not in {forbidden.person_number[each.pk] for each in (first, second)}


def test_problem_makes_the_changes_of_a_what_if_plan(db):
    unchecked, elsewhere = VolunteerFactory(), VolunteerFactory(availability=1, dbs_declared=3)
    role = RoleFactory(dbs_level=3, slots=0b10, places_minimum=4, places_maximum=4)
    check = Change(ChangeKind.CHECK, volunteer=unchecked.pk, value=3)
    let_in = [
        Change(ChangeKind.GATE, volunteer=elsewhere.pk, role=role.pk, gate=gate)
        for gate in ("dbs", "availability")
    ]

    assert pairs(problem_of(role)) == {}
    assert set(pairs(problem_of(role, changes=[check]))) == {(unchecked.pk, role.pk)}
    assert pairs(problem_of(role, changes=let_in[:1])) == {}
    assert set(pairs(problem_of(role, changes=let_in))) == {(elsewhere.pk, role.pk)}
    (limits,) = problem_of(role, changes=[Change(ChangeKind.MINIMUM, role=role.pk, value=2)]).roles
    assert (limits.minimum, limits.maximum) == (2, 4)


def test_no_what_if_plan_overrides_the_check_of_a_role_that_needs_barred_lists(db):
    unchecked, role = VolunteerFactory(), RoleFactory(dbs_level=4)
    let_in = [Change(ChangeKind.GATE, volunteer=unchecked.pk, role=role.pk, gate="dbs")]

    assert pairs(problem_of(role, changes=let_in)) == {}


def test_a_person_let_in_past_their_limit_has_room_for_one(db):
    busy, role = VolunteerFactory(placement_limit=1), RoleFactory()
    OfferFactory(volunteer=busy)

    problem = problem_of(
        role, changes=[Change(ChangeKind.GATE, volunteer=busy.pk, role=role.pk, gate="limit")]
    )

    assert [each.limit for each in problem.people] == [1]
    assert len(problem.solve().assignments) == 1


def test_fingerprint_is_the_same_however_the_roles_are_given(db):
    VolunteerFactory.create_batch(3)
    roles = RoleFactory.create_batch(3)
    facts = read_facts(Role.objects.select_related("initiative").order_by("-pk"), on=TODAY)

    assert build_problem(facts, WEIGHTS).fingerprint == problem_of(*roles).fingerprint


def test_fingerprint_does_not_change_by_what_can_be_no_part_of_the_plan(db):
    VolunteerFactory()
    role = RoleFactory(slots=1)
    before = problem_of(role).fingerprint
    VolunteerFactory(availability=0)
    VolunteerFactory(state="paused")

    assert problem_of(role).fingerprint == before


def change_person():
    Volunteer.objects.update(latitude=52.588)


def change_room():
    Volunteer.objects.update(placement_limit=2)


def change_role():
    Role.objects.update(places_maximum=3)


def change_level():
    Role.objects.update(minimum_age=21, is_minimum_hard=True)


def add_person():
    VolunteerFactory()


@pytest.mark.parametrize("change", [change_person, change_room, change_role, change_level, add_person])
def test_fingerprint_changes_with_what_the_plan_depends_on(db, change):
    VolunteerFactory()
    role = RoleFactory(slots=1)
    before = problem_of(role).fingerprint

    change()

    assert problem_of(role).fingerprint != before


@pytest.mark.parametrize("name", ["pinned", "forbidden"])
def test_fingerprint_changes_with_the_rules(db, name):
    person, role = VolunteerFactory(), RoleFactory()
    problem = problem_of(role)
    rules = Rules(**{name: frozenset({(person.pk, role.pk)})})

    assert with_rules(problem, rules).fingerprint != problem.fingerprint


def test_fingerprint_changes_with_who_is_kept_apart(db):
    one, other = VolunteerFactory.create_batch(2)
    problem = problem_of(RoleFactory())
    rules = Rules(apart=frozenset({(one.pk, other.pk)}))

    assert with_rules(problem, rules).fingerprint != problem.fingerprint


def test_problem_of_nothing_is_solved_by_nothing(db):
    problem = problem_of()

    assert problem.solve().assignments == ()
    assert len(problem.fingerprint) == 64


def test_build_problem_reports_progress(db):
    RoleFactory.create_batch(60, initiative=InitiativeFactory())
    shares = []

    build_problem(
        read_facts(Role.objects.select_related("initiative"), on=TODAY), WEIGHTS, progress=shares.append
    )

    assert shares == [0, 50 / 60]


def test_read_makes_the_same_queries_for_any_number(db):
    initiative, hidden = InitiativeFactory(), ProtectedInitiativeFactory()
    initiative.priorities.add(PriorityFactory())

    def add(number):
        users = User.objects.bulk_create(UserFactory.build_batch(number))
        people = Volunteer.objects.bulk_create(VolunteerFactory.build(user=user) for user in users)
        ConflictFactory(volunteer=people[0], other=people[1])
        PlacementFactory(offer__volunteer=people[2], offer__role__initiative=initiative)
        Role.objects.bulk_create(
            RoleFactory.build(initiative=each) for each in [initiative, hidden] * (number // 2)
        )

    def read_all():
        read_facts(Role.objects.select_related("initiative"), on=TODAY)

    assert_same_for_few_and_many({"read": read_all}, add, at_most=20)
