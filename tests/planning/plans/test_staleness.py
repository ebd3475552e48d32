"""Pairs of a plan can be approved while they are valid, before and after some of its offers have gone out."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from initiatives.models import Role
from matching.models import Offer
from planning.inputs import with_rules
from planning.models import Plan, PlanPair
from planning.plans import plan_worker, sending_worker
from planning.plans.plan_problem import problem_of
from planning.plans.scope import Scope
from planning.plans.services.approving import approve_pairs, second_pairs
from planning.plans.services.errors import PlanStale
from planning.plans.services.making import queue_plan
from planning.plans.services.sending import send_plan
from planning.plans.staleness import still_valid
from tests.factories.initiatives import InitiativeFactory, RoleFactory
from tests.factories.matching import ConflictFactory, OfferFactory
from tests.factories.volunteers import VolunteerFactory
from tests.planning.plans.common import LATER, NOON, pairs_of
from tests.planning.plans.scarce_city import scarce_plan
from tests.queries import assert_same_for_few_and_many
from volunteers.models import Volunteer


def approve(plan, by, **which):
    return approve_pairs(plan=plan, pairs=PlanPair.objects.filter(**which), by=by, now=LATER)


def send(plan, by):
    send_plan(plan=plan, by=by, now=NOON)
    plan.refresh_from_db()
    return sending_worker.send(plan.pk, plan.attempt_id, lambda: NOON)


def fitting(plan):
    return {pair.volunteer.name for pair in still_valid(plan, plan.pairs.proposed())}


@pytest.fixture
def begun(ready, carol):
    """The plan after Ada's offer has gone out; Bo and Cy are proposed."""
    approve(ready, carol, volunteer__name="Ada")
    assert send(ready, carol) == 1
    return ready


def test_its_own_offers_keep_nothing_of_a_plan_from_being_approved(begun, carol):
    assert fitting(begun) == {"Bo", "Cy"}

    assert approve(begun, carol) == 2


def test_what_happens_to_others_does_not_matter_any_more(begun, carol):
    VolunteerFactory(name="Dee")
    RoleFactory()

    assert approve(begun, carol) == 2


def test_a_plan_is_sent_in_parts_until_nothing_is_left(begun, carol, sam):
    approve(begun, carol, volunteer__name="Bo")
    assert send(begun, carol) == 1
    approve(begun, carol, volunteer__name="Cy")
    assert begun.pairs.to_be_sent().count() == 0
    assert second_pairs(plan=begun, by=carol, now=LATER) == 0
    assert second_pairs(plan=begun, by=sam, now=LATER) == 1
    assert send(begun, carol) == 1

    begun.refresh_from_db()
    assert begun.state == "closed"
    assert Offer.objects.open().count() == 3


def pause(bo, _helpers):
    Volunteer.objects.filter(pk=bo.pk).update(state="paused")


def move_away(bo, _helpers):
    """Still near enough, but not as near as the plan counted."""
    Volunteer.objects.filter(pk=bo.pk).update(latitude=52.5990)


def take_the_place(_bo, helpers):
    OfferFactory(role=helpers, place_number=2)


def offer_the_same(bo, helpers):
    OfferFactory(role=helpers, volunteer=bo, place_number=2)


def say_no(bo, helpers):
    OfferFactory(role=helpers, volunteer=bo, place_number=None, state="declined", decline_code="busy",
                 answered_at=NOON)  # fmt: skip


def keep_from_ada(bo, _helpers):
    ConflictFactory(volunteer=bo, other=Volunteer.objects.get(name="Ada"))


def ask_for_more(_bo, helpers):
    Role.objects.filter(pk=helpers.pk).update(languages=2)


@pytest.mark.parametrize(
    "change", [pause, move_away, take_the_place, offer_the_same, say_no, keep_from_ada, ask_for_more]
)
def test_a_pair_whose_person_or_role_has_changed_stays_as_it_is(begun, carol, people, helpers, change):
    change(people[1], helpers)

    assert fitting(begun) == {"Cy"}
    with pytest.raises(PlanStale):
        approve(begun, carol, volunteer__name="Bo")
    assert approve(begun, carol) == 1
    assert begun.pairs.get(volunteer__name="Bo").state == "proposed"


def test_an_approved_pair_that_has_changed_gets_no_second_officer(begun, carol, sam):
    approve(begun, carol, volunteer__name="Cy")
    Volunteer.objects.filter(name="Cy").update(state="paused")

    with pytest.raises(PlanStale):
        second_pairs(plan=begun, by=sam, now=LATER)


def test_nothing_to_agree_to_is_not_stale(begun, sam):
    assert second_pairs(plan=begun, by=sam, now=LATER) == 0


def test_a_place_that_an_approved_pair_waits_for_is_taken(begun, carol, helpers):
    approve(begun, carol, volunteer__name="Bo")
    begun.pairs.filter(volunteer__name="Cy").update(role=helpers)

    assert fitting(begun) == set()


@pytest.fixture
def eager(plan, carol, people, mentors):
    """A plan that gives Ada two roles; the offer of one of them has gone out."""
    Volunteer.objects.filter(name="Ada").update(placement_limit=2)
    Volunteer.objects.filter(name__in=["Bo", "Cy"]).update(state="paused")
    Role.objects.filter(pk=mentors.pk).update(dbs_level=0)
    queue_plan(plan=plan, by=carol, now=NOON)
    plan.refresh_from_db()
    assert plan_worker.run(plan.pk, plan.attempt_id, lambda: NOON)
    assert pairs_of(plan) == {("Ada", "Helper"), ("Ada", "Mentor")}
    plan.refresh_from_db()
    approve(plan, carol, role=mentors)
    assert send(plan, carol) == 1
    return plan


def test_somebody_whom_the_plan_has_asked_is_not_held_to_when_they_were_asked(eager, carol):
    pair = eager.pairs.get(role__title="Helper")
    Volunteer.objects.filter(name="Ada").update(last_asked_on=NOON.date())

    assert fitting(eager) == {"Ada"}
    assert pair.score_parts["least_asked"] == 1
    assert approve(eager, carol) == 1


def test_somebody_whom_the_plan_has_asked_is_held_to_all_else(eager):
    Volunteer.objects.filter(name="Ada").update(latitude=52.5990)

    assert fitting(eager) == set()


def test_somebody_who_has_taken_on_another_role_has_no_room_left(eager):
    OfferFactory(volunteer=Volunteer.objects.get(name="Ada"))

    assert fitting(eager) == set()


def names(pairs):
    return {pair.volunteer.name for pair in pairs}


def valid(plan):
    return names(still_valid(plan, plan.pairs.all()))


def test_every_pair_of_a_plan_is_valid_until_something_changes(ready):
    assert valid(ready) == {"Ada", "Bo", "Cy"}


def test_of_two_who_are_kept_apart_one_is_valid(ready, people):
    """Ada comes first, as she lives nearer; once Bo is approved, he does."""
    ConflictFactory(volunteer=people[1], other=people[0])
    assert valid(ready) == {"Ada", "Cy"}

    ready.pairs.filter(volunteer=people[1]).update(state="approved", approved_by=ready.made_by)
    assert names(still_valid(ready, ready.pairs.proposed())) == {"Cy"}


@pytest.fixture
def busy(plan, carol, mentors):
    """A plan that gives Ada two roles, at different times."""
    Volunteer.objects.filter(name="Ada").update(placement_limit=2)
    Volunteer.objects.filter(name__in=["Bo", "Cy"]).update(state="paused")
    Role.objects.update(slots=0b01)
    Role.objects.filter(pk=mentors.pk).update(dbs_level=0, slots=0b10)
    queue_plan(plan=plan, by=carol, now=NOON)
    plan.refresh_from_db()
    assert plan_worker.run(plan.pk, plan.attempt_id, lambda: NOON)
    plan.refresh_from_db()
    assert len(still_valid(plan, plan.pairs.all())) == 2
    return plan


def test_of_two_roles_at_one_time_one_is_valid(busy, helpers, mentors):
    """Nothing else changes: Ada is as free in that time of the week as in the other."""
    Role.objects.filter(pk=mentors.pk).update(slots=0b01)
    assert len(still_valid(busy, busy.pairs.all())) == 1

    busy.pairs.filter(role=helpers).update(state="approved", approved_by=busy.made_by)
    assert still_valid(busy, busy.pairs.proposed()) == []


def test_a_role_that_leaves_the_scope_is_not_valid(ready, mentors):
    ready.scope = Scope(starts_until=mentors.starts_on).to_json()
    ready.save()
    Role.objects.filter(pk=mentors.pk).update(starts_on=mentors.starts_on + timedelta(days=1))

    assert valid(ready) == {"Ada", "Bo"}


# In a city


def change_something(chance, people, roles):
    """Change a person, a role, or who is kept apart."""
    person, other = chance.sample(people, 2)
    about_person = [{"state": "paused"}, {"latitude": 52.55 + chance.random() * 0.08}, {"placement_limit": 1}]
    about_role = [
        {"slots": chance.choice([0b1, 0b10, 0b100])},
        {"places_minimum": 1, "places_maximum": 1},
        {"state": "closed"},
        {"skills": chance.getrandbits(4)},
    ]
    change = chance.choice([*about_person, *about_role, {}])
    if change in about_person:
        Volunteer.objects.filter(pk=person).update(**change)
    elif change:
        Role.objects.filter(pk=chance.choice(roles)).update(**change)
    else:
        ConflictFactory(volunteer=Volunteer.objects.get(pk=person), other=Volunteer.objects.get(pk=other))


def assert_possible(plan, pairs):
    """Check that a plan made now could have all of these pairs, each for as many points."""
    problem = problem_of(plan)
    indices = {pair: problem.pairs([(pair.volunteer_id, pair.role_id)]) for pair in pairs}
    assert all(found and problem.points[found[0]] == pair.points for pair, found in indices.items())
    keys = frozenset((pair.volunteer_id, pair.role_id) for pair in pairs)
    with_rules(problem, replace(problem.rules, pinned=keys)).solve()


@pytest.mark.no_cover
@pytest.mark.slow
def test_pairs_that_are_still_valid_can_all_be_in_a_plan(carol):
    """Whatever changes: they are pinned, and the whole problem is solved, which refuses what can't be."""
    plan, chance, left_out = scarce_plan(carol), random.Random(4), 0
    pairs = plan.pairs.order_by("pk")
    people, roles = (sorted(set(pairs.values_list(name, flat=True))) for name in ("volunteer", "role"))
    assert len(still_valid(plan, pairs)) == len(pairs) >= 10

    for _ in range(40):
        with transaction.atomic():
            for _ in range(chance.randint(1, 4)):
                change_something(chance, people, roles)
            found = still_valid(plan, pairs)
            left_out += len(pairs) - len(found)
            assert_possible(plan, found)
            transaction.set_rollback(True)

    assert left_out >= 40


def test_looking_at_pairs_takes_the_same_queries_for_any_number(begun):
    def add(number):
        people = VolunteerFactory.create_batch(number)
        initiative = InitiativeFactory()
        PlanPair.objects.bulk_create(
            PlanPair(
                plan=begun, role=RoleFactory(initiative=initiative), volunteer=person, points=1, score=0.1
            )
            for person in people
        )

    def look():
        plan = Plan.objects.get(pk=begun.pk)
        still_valid(plan, plan.pairs.proposed())

    assert_same_for_few_and_many({"pairs": look}, add, at_most=20, few=2, many=40)


# The pages


def address(name, plan):
    return reverse(f"planning:{name}", args=[plan.pk])


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_plan_offers_to_approve_the_rest(officer, begun):
    page = text(officer.get(address("plan", begun)))

    assert "Approve the rest" in page
    assert address("run_plan", begun) not in page
    assert "Approve 2 pairs" in text(officer.get(address("approve_plan", begun)))
    response = officer.post(address("approve_plan", begun))
    assert str(*response.wsgi_request._messages) == "Pairs approved: 2."
    assert "Approve the rest" not in text(officer.get(address("plan", begun)))


def test_approve_plan_names_the_pairs_that_do_not_fit_any_more(officer, begun, people):
    Volunteer.objects.filter(pk=people[1].pk).update(state="paused")

    page = text(officer.get(address("approve_plan", begun)))

    assert "Approve 1 pair" in page
    assert page.index(
        "These will not be approved, because their people or roles have changed since the plan was made"
    ) < page.index("Bo</a>, Helper")
    response = officer.post(address("approve_plan", begun))
    said = (
        "Some people or roles have changed, so those pairs were not approved. Approved: 1. Not approved: 1."
    )
    assert str(*response.wsgi_request._messages) == said


def test_approve_plan_refuses_where_no_pair_fits_any_more(officer, begun):
    Volunteer.objects.filter(name__in=["Bo", "Cy"]).update(state="paused")

    page = text(officer.get(address("approve_plan", begun)))

    assert "The people or roles in these pairs have changed since the plan was made" in page
    assert "<h1" in page
    assert "Cy</a>, Mentor" in page
    response = officer.post(address("approve_plan", begun))
    assert "Nothing was approved" in str(*response.wsgi_request._messages)
