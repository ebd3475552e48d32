"""The plan of a small city in which much is scarce, with a pin, a forbidden pair and two people apart."""

import random
from datetime import date

from accounts.models import User
from planning.inputs import build_problem
from planning.plans import plan_worker
from planning.plans.plan_problem import facts_of
from planning.plans.scope import Scope
from planning.plans.services.making import create_plan, queue_plan
from planning.plans.services.rules import add_rule
from tests.factories.accounts import UserFactory
from tests.factories.initiatives import InitiativeFactory, RoleFactory
from tests.factories.matching import OfferFactory
from tests.factories.places import WardFactory
from tests.factories.volunteers import VolunteerFactory
from tests.planning.plans.common import NOON
from volunteers.models import Volunteer

PEOPLE, ROLES, WARDS = 60, 14, 4
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


def scarce_plan(carol):
    """Return the plan, solved."""
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
