"""What a plan says about pairs that it has not chosen is true: the change is made, and it is solved again.

A check, a place or a limit is changed in the database itself; a pin and a gate that is passed over are given
to the problem.
"""

import random
from collections import Counter
from datetime import date

import pytest
from django.db import transaction
from django.db.models import F

from accounts.models import User
from initiatives.models import Role
from planning.inputs import Rules, build_problem
from planning.plans import plan_worker
from planning.plans.explaining import Explainer
from planning.plans.plan_problem import facts_of
from planning.plans.scope import Scope
from planning.plans.services.making import create_plan, queue_plan
from planning.plans.services.rules import add_rule
from planning.what_if import Change, ChangeKind
from tests.factories.accounts import UserFactory
from tests.factories.initiatives import InitiativeFactory, RoleFactory
from tests.factories.matching import OfferFactory
from tests.factories.places import WardFactory
from tests.factories.volunteers import VolunteerFactory
from tests.planning.plans.common import NOON
from volunteers.models import Volunteer

PEOPLE, ROLES, WARDS, ASKED = 60, 14, 4, 320
ALL_DAY = 2**21 - 1
FAR_OFF = date(2030, 1, 1)


def somebody(chance, user):
    level = chance.choice([0, 0, 0, 3])
    return VolunteerFactory.build(
        user=user,
        latitude=52.55 + chance.random() * 0.08,
        longitude=-2.2 + chance.random() * 0.12,
        travel_miles=chance.choice([1, 2, 3, 5]),
        availability=chance.choice([ALL_DAY, ALL_DAY, 0b111, None]),
        skills=chance.getrandbits(4),
        dbs_level=level,
        dbs_valid_until=FAR_OFF if level else None,
        dbs_declared=3,
        placement_limit=chance.choice([1, 1, 2]),
        state=chance.choice(["active"] * 9 + ["paused"]),
    )


def a_role(chance, ward):
    maximum = chance.randint(1, 3)
    place = {"latitude": 52.55 + chance.random() * 0.08, "longitude": -2.2 + chance.random() * 0.12}
    return RoleFactory(
        initiative=InitiativeFactory(ward=ward, **place),
        slots=chance.choice([0, 0b1, 0b10, 0b11, 0b110]),
        skills=chance.getrandbits(4),
        dbs_level=chance.choice([0, 0, 3]),
        places_minimum=chance.randint(1, maximum),
        places_maximum=maximum,
        is_minimum_hard=chance.random() < 0.2,
    )


@pytest.fixture
def plan(carol):
    """The plan of a small city in which much is scarce, with a pin, a forbidden pair and two people apart."""
    chance = random.Random(6)
    users = User.objects.bulk_create(UserFactory.build() for _ in range(PEOPLE))
    people = Volunteer.objects.bulk_create(somebody(chance, user) for user in users)
    wards = WardFactory.create_batch(WARDS)
    roles = [a_role(chance, wards[number % WARDS]) for number in range(ROLES)]
    for number, person in enumerate(people[:4]):
        OfferFactory(role=roles[number], volunteer=person)
    plan = create_plan(title="June", scope=Scope(), by=carol, now=NOON)
    facts = facts_of(plan)
    problem = build_problem(facts, plan.weights.weights)
    eligible = [(facts.candidates[one].id, facts.roles[other]) for one, other in sorted(problem.points)]
    for kind, (person, role) in zip(("pin", "forbid"), chance.sample(eligible, 2), strict=True):
        add_rule(plan=plan, kind=kind, volunteer=Volunteer.objects.get(pk=person), role=role, by=carol)
    add_rule(plan=plan, kind="apart", volunteer=people[5], other=people[6], by=carol)
    queue_plan(plan=plan, by=carol, now=NOON)
    plan.refresh_from_db()
    assert plan_worker.run(plan.pk, plan.attempt_id, lambda: NOON)
    plan.refresh_from_db()
    return plan


def make_true(change: Change) -> bool:
    """Make a supposed change in the database; say whether it is one that can be."""
    role, person = Role.objects.filter(pk=change.role), Volunteer.objects.filter(pk=change.volunteer)
    if change.kind is ChangeKind.CHECK:
        return bool(person.update(dbs_level=change.value, dbs_valid_until=FAR_OFF))
    if change.kind is ChangeKind.PLACES:
        return bool(role.update(places_maximum=F("places_maximum") + change.value))
    if change.kind is ChangeKind.LIMIT:
        return bool(person.update(placement_limit=F("placement_limit") + change.value))
    return False


def solved_again(plan, rules, changes=(), pinned=(), allowed=()):
    """Return the objective and the pairs of the plan after changes, and put everything back."""
    with transaction.atomic():
        left = [change for change in changes if not make_true(change)]
        facts = facts_of(plan)
        transaction.set_rollback(True)
    ruled = Rules(rules.pinned | set(pinned), rules.forbidden - set(allowed), rules.apart)
    solution = build_problem(facts, plan.weights.weights, rules=ruled, changes=left).solve()
    pairs = {(facts.candidates[one].id, facts.roles[other].pk) for one, other in solution.assignments}
    return solution.objective, pairs


@pytest.mark.slow
@pytest.mark.no_cover
def test_what_is_said_about_pairs_not_chosen_is_true(plan):
    explainer = Explainer(plan)
    rules = explainer.problem.rules
    assert explainer.is_fresh
    assert solved_again(plan, rules) == (plan.objective, explainer.chosen)
    facts = explainer.problem.facts
    everything = [(each.id, role.pk) for each in facts.candidates for role in facts.roles]
    left_out = [pair for pair in everything if pair not in explainer.chosen]
    seen = Counter()

    for pair in random.Random(1).sample(left_out, ASKED):
        answer = explainer.explain(*pair)
        assert not answer.is_in
        if answer.forcing:
            seen["forced"] += 1
            objective, pairs = solved_again(plan, rules, pinned=[pair], allowed=[pair])
            assert (plan.objective - objective, objective) == (answer.forcing.loss, answer.forcing.objective)
            assert set(answer.forcing.comes_in) <= pairs
            assert not set(answer.forcing.goes_out) & pairs
        if answer.smallest_change:
            way = answer.smallest_change
            seen[way.changes[-1].kind if way.changes else "rule"] += 1
            assert {gate.code for gate in way.gates} == {
                gate.code for gate in answer.verdict.unmet if not answer.forcing
            }
            allowed = [pair] if way.is_allowed else []
            pinned = [pair] if way.is_pinned else []
            objective, pairs = solved_again(plan, rules, way.changes, pinned, allowed)
            assert pair in pairs
            assert (objective, objective - plan.objective) == (way.objective, way.gain)
        else:
            seen["no way"] += 1

    assert seen["forced"] >= 40, seen
    assert (
        min(seen[kind] for kind in (ChangeKind.GATE, ChangeKind.CHECK, ChangeKind.PLACES, ChangeKind.LIMIT))
        >= 1
    ), seen
