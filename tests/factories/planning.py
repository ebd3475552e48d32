from datetime import date

import factory

from planning.inputs import FAIRNESS
from planning.models import Fix, Plan, PlanPair, Question, Review
from planning.plans.plan_problem import fairness_to_json
from tests.factories.accounts import OfficerFactory
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import WeightSetFactory
from tests.factories.volunteers import VolunteerFactory


class PlanFactory(factory.django.DjangoModelFactory):
    """A plan of every open role that nobody has run yet."""

    class Meta:
        model = Plan

    title = "All of June"
    made_by = factory.SubFactory(OfficerFactory)
    as_of = date(2026, 6, 1)
    fairness = factory.LazyFunction(lambda: fairness_to_json(FAIRNESS))
    weights = factory.SubFactory(WeightSetFactory)


class ReadyPlanFactory(PlanFactory):
    """A plan that was solved, of a fingerprint that fits nothing."""

    state = Plan.State.READY
    fingerprint = "0" * 64
    objective = 10
    bound = 10
    problem = factory.LazyFunction(dict)
    measures = factory.LazyFunction(dict)


class PlanPairFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanPair

    plan = factory.SubFactory(ReadyPlanFactory)
    role = factory.SubFactory(RoleFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    points = 5000
    score = 0.5


class QuestionFactory(factory.django.DjangoModelFactory):
    """A question that waits for its turn."""

    class Meta:
        model = Question

    plan = factory.SubFactory(ReadyPlanFactory)
    role = factory.SubFactory(RoleFactory)
    volunteer = factory.SubFactory(VolunteerFactory)
    made_by = factory.SubFactory(OfficerFactory)


class ReviewFactory(factory.django.DjangoModelFactory):
    """A review that is ready: seven of ten places can be filled."""

    class Meta:
        model = Review

    made_by = factory.SubFactory(OfficerFactory)
    as_of = date(2026, 6, 1)
    weights = factory.SubFactory(WeightSetFactory)
    state = Review.State.READY
    places = 10
    filled = 7


class FixFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Fix

    review = factory.SubFactory(ReviewFactory)
    kind = Fix.Kind.RECRUIT
    unlocks = 1
