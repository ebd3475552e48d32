"""What a plan says about pairs that it has not chosen is true: the change is made, and it is solved again.

A check, a place or a limit is changed in the database itself; a pin and an overridden gate are given to the
problem.
"""

import random
from collections import Counter

import pytest
from django.db import transaction
from django.db.models import F

from initiatives.models import Role
from planning.inputs import Rules, build_problem
from planning.plans.explaining import Explainer
from planning.plans.plan_problem import facts_of
from planning.what_if import Change, ChangeKind
from tests.planning.plans.scarce_city import FAR_OFF, scarce_plan
from volunteers.models import Volunteer

ASKED = 320


@pytest.fixture
def plan(carol):
    return scarce_plan(carol)


def make_true(change: Change) -> bool:
    """Make an assumed change in the database. Return whether it can be made there."""
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
            found = answer.smallest_change
            seen[found.changes[-1].kind if found.changes else "rule"] += 1
            assert {gate.code for gate in found.gates} == {
                gate.code for gate in answer.verdict.unmet if not answer.forcing
            }
            allowed = [pair] if found.is_allowed else []
            pinned = [pair] if found.is_pinned else []
            objective, pairs = solved_again(plan, rules, found.changes, pinned, allowed)
            assert pair in pairs
            assert (objective, objective - plan.objective) == (found.objective, found.gain)
        else:
            seen["no change"] += 1

    assert seen["forced"] >= 40, seen
    assert (
        min(seen[kind] for kind in (ChangeKind.GATE, ChangeKind.CHECK, ChangeKind.PLACES, ChangeKind.LIMIT))
        >= 1
    ), seen
