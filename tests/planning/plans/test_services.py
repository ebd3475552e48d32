from datetime import date

import pytest

from core.models import AuditEvent
from matching.models import WeightSet
from matching.scoring import WEIGHTS
from planning.inputs import FAIRNESS, Rules
from planning.models import Plan, PlanPair, PlanRule
from planning.plans.freshness import is_fresh
from planning.plans.plan_problem import changes_of, fairness_of, rules_of
from planning.plans.scope import Scope
from planning.plans.services.approving import approve_pairs, second_pairs
from planning.plans.services.errors import PlanBusy, PlanIsHypothetical, PlanNotReady, PlanSent, PlanStale
from planning.plans.services.making import cancel_plan, create_plan, queue_plan
from planning.plans.services.rules import add_rule, remove_rule
from planning.plans.services.what_if import what_if
from planning.what_if import Change, ChangeKind
from tests.factories.initiatives import InitiativeFactory, ProtectedInitiativeFactory, RoleFactory
from tests.factories.matching import OfferFactory, WeightSetFactory
from tests.factories.places import WardFactory
from tests.factories.planning import PlanFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.volunteers import VolunteerFactory
from tests.planning.plans.common import LATER, NOON
from volunteers.models import Volunteer

PAIRS = PlanPair.objects.all()


def last_event(plan):
    return AuditEvent.objects.about(plan).last()


# Which roles


def test_scope_is_the_same_after_it_was_stored():
    scope = Scope(3, ("E05001337",), date(2026, 6, 1), date(2026, 7, 1))

    assert Scope.from_json(scope.to_json()) == scope
    assert Scope.from_json({}) == Scope.from_json(Scope().to_json()) == Scope()


def test_scope_finds_the_open_roles_that_were_chosen(db):
    ward, priority = WardFactory(), PriorityFactory()
    initiative = InitiativeFactory(ward=ward)
    initiative.priorities.add(priority)
    both = RoleFactory(initiative=initiative, starts_on=date(2026, 6, 1))
    other = RoleFactory(starts_on=date(2026, 7, 1))
    private = RoleFactory(initiative=ProtectedInitiativeFactory())
    RoleFactory(state="closed")
    RoleFactory(initiative__state="paused")

    assert set(Scope().roles()) == {both, other, private}
    assert set(Scope(priority=priority.pk).roles()) == {both}
    assert set(Scope(wards=(ward.gss,)).roles()) == {both}
    assert set(Scope(starts_from=date(2026, 6, 2)).roles()) == {other, private}
    assert set(Scope(starts_until=date(2026, 6, 1)).roles()) == {both}


# Making and running


def test_create_plan_keeps_what_was_chosen(carol):
    weights = WeightSetFactory()

    plan = create_plan(title="June", scope=Scope(priority=7), by=carol, now=NOON)

    assert (plan.state, plan.weights, plan.as_of) == ("draft", weights, date(2026, 6, 1))
    assert Scope.from_json(plan.scope) == Scope(priority=7)
    assert fairness_of(plan) == FAIRNESS
    assert last_event(plan).action == "plan.created"


def test_create_plan_makes_the_first_weights_where_there_are_none(carol):
    plan = create_plan(title="June", scope=Scope(), by=carol, now=NOON)

    assert WeightSet.objects.get() == plan.weights
    assert plan.weights.weights == dict(WEIGHTS)


def test_queue_plan_gives_each_attempt_an_id(plan, carol):
    first = queue_plan(plan=plan, by=carol, now=NOON).attempt_id
    Plan.objects.update(state="failed", error="Why", attempts=3, progress=9)

    again = queue_plan(plan=plan, by=carol, now=LATER)

    assert again.state == "queued"
    assert again.attempt_id != first
    assert (again.error, again.attempts, again.progress) == ("", 0, 0)


@pytest.mark.parametrize("state", ["queued", "running"])
def test_queue_plan_refuses_one_that_is_being_worked_out(db, carol, state):
    with pytest.raises(PlanBusy):
        queue_plan(plan=PlanFactory(state=state), by=carol, now=NOON)


def test_queue_plan_refuses_once_offers_have_gone_out(ready, carol, people):
    pair = ready.pairs.first()
    offer = OfferFactory(role=pair.role, volunteer=pair.volunteer)
    ready.pairs.filter(pk=pair.pk).update(state="offered", offer=offer, approved_by=carol)

    with pytest.raises(PlanSent):
        queue_plan(plan=ready, by=carol, now=NOON)


def test_queue_plan_refuses_a_closed_one(ready, carol):
    Plan.objects.update(state="closed")

    with pytest.raises(PlanSent):
        queue_plan(plan=ready, by=carol, now=NOON)


@pytest.mark.parametrize("state", ["draft", "queued"])
def test_cancel_plan_stops_one_that_does_not_run_at_once(db, carol, state):
    plan = cancel_plan(plan=PlanFactory(state=state), by=carol, now=NOON)

    assert (plan.state, plan.finished_at) == ("cancelled", NOON)
    assert last_event(plan).action == "plan.cancelled"


def test_cancel_plan_asks_one_that_runs_to_stop(db, carol):
    plan = cancel_plan(plan=PlanFactory(state="running"), by=carol, now=NOON)

    assert (plan.state, plan.is_cancel_requested) == ("running", True)


def test_cancel_plan_refuses_one_that_is_done(ready, carol):
    with pytest.raises(PlanNotReady):
        cancel_plan(plan=ready, by=carol, now=NOON)


# An officer's word


def test_rules_are_read_by_kind(plan, carol, helpers, people):
    ada, bo, cy = people
    add_rule(plan=plan, kind="pin", volunteer=ada, role=helpers, by=carol)
    add_rule(plan=plan, kind="forbid", volunteer=bo, role=helpers, by=carol)
    add_rule(plan=plan, kind="apart", volunteer=bo, other=cy, by=carol)

    assert rules_of(plan) == Rules(
        frozenset({(ada.pk, helpers.pk)}),
        frozenset({(bo.pk, helpers.pk)}),
        frozenset({(bo.pk, cy.pk)}),
    )
    assert last_event(plan).action == "plan.rule_added"


def test_a_new_word_about_a_pair_replaces_the_old_one(plan, carol, helpers, people):
    add_rule(plan=plan, kind="pin", volunteer=people[0], role=helpers, by=carol)
    add_rule(plan=plan, kind="forbid", volunteer=people[0], role=helpers, by=carol)

    assert [rule.kind for rule in plan.rules.all()] == ["forbid"]


def test_remove_rule_takes_a_word_back(plan, carol, helpers, people):
    rule = add_rule(plan=plan, kind="pin", volunteer=people[0], role=helpers, by=carol)

    remove_rule(rule=rule, by=carol)

    assert not PlanRule.objects.exists()
    assert last_event(plan).action == "plan.rule_removed"


def test_a_rule_makes_a_solved_plan_stale(ready, carol, helpers, people):
    assert is_fresh(ready)

    add_rule(plan=ready, kind="forbid", volunteer=people[0], role=helpers, by=carol)

    assert not is_fresh(ready)


def test_no_rule_joins_while_the_plan_is_worked_out(plan, carol, helpers, people):
    queue_plan(plan=plan, by=carol, now=NOON)

    with pytest.raises(PlanBusy):
        add_rule(plan=plan, kind="pin", volunteer=people[0], role=helpers, by=carol)


@pytest.mark.parametrize("is_removed", [False, True])
def test_what_was_approved_falls_where_an_officers_word_changes(
    ready, carol, sam, helpers, people, is_removed
):
    rule = add_rule(plan=ready, kind="pin", volunteer=people[0], role=helpers, by=carol)
    times = {"approved_at": LATER, "seconded_at": LATER}
    ready.pairs.update(state="approved", approved_by=carol, seconded_by=sam, **times)

    if is_removed:
        remove_rule(rule=rule, by=carol)
    else:
        add_rule(plan=ready, kind="forbid", volunteer=people[1], role=helpers, by=carol)

    assert not ready.pairs.approved().exists()
    assert not ready.pairs.to_be_sent().exists()
    assert ready.pairs.filter(approved_by=None, seconded_by=None, approved_at=None).count() == 3


# What if


def test_what_if_copies_a_plan_with_its_rules_and_adds_changes(ready, carol, helpers, people):
    add_rule(plan=ready, kind="forbid", volunteer=people[0], role=helpers, by=carol)
    change = Change(ChangeKind.PLACES, role=helpers.pk, value=1)

    copy = what_if(plan=ready, changes=[change], by=carol)

    assert (copy.base, copy.state, changes_of(copy)) == (ready, "queued", (change,))
    assert rules_of(copy) == rules_of(ready)
    assert copy.attempt_id is not None


@pytest.mark.parametrize("is_pinned", [True, False])
def test_what_if_about_a_pair_forgets_what_was_said_about_it(ready, carol, helpers, people, is_pinned):
    ada, bo, _cy = people
    for person in (ada, bo):
        add_rule(plan=ready, kind="forbid", volunteer=person, role=helpers, by=carol)
    pair = (ada.pk, helpers.pk)

    copy = what_if(plan=ready, changes=[], by=carol, pair=pair, is_pinned=is_pinned)

    assert rules_of(copy).forbidden == {(bo.pk, helpers.pk)}
    assert rules_of(copy).pinned == ({pair} if is_pinned else set())
    assert rules_of(ready).forbidden == {(ada.pk, helpers.pk), (bo.pk, helpers.pk)}


def test_what_if_of_a_what_if_keeps_both_changes(ready, carol, helpers):
    first = what_if(plan=ready, changes=[Change(ChangeKind.PLACES, role=helpers.pk, value=1)], by=carol)
    Plan.objects.filter(pk=first.pk).update(state="ready", fingerprint="1", objective=1, bound=1)

    second = what_if(plan=first, changes=[Change(ChangeKind.MINIMUM, role=helpers.pk, value=1)], by=carol)

    assert [change.kind for change in changes_of(second)] == [ChangeKind.PLACES, ChangeKind.MINIMUM]


def test_what_if_needs_a_result_to_compare_with(plan, carol):
    with pytest.raises(PlanNotReady):
        what_if(plan=plan, changes=[], by=carol)


# Approving


def test_approve_pairs_approves_what_was_chosen(ready, carol, helpers):
    count = approve_pairs(plan=ready, pairs=PAIRS.filter(role=helpers), by=carol, now=LATER)

    assert count == 2
    approved = ready.pairs.filter(state="approved")
    assert {(pair.role, pair.approved_by, pair.approved_at) for pair in approved} == {(helpers, carol, LATER)}
    assert ready.pairs.proposed().count() == 1
    assert last_event(ready).details == {"pairs": 2}


def test_approve_pairs_leaves_other_plans_alone(ready, carol, helpers):
    other = what_if(plan=ready, changes=[], by=carol)

    assert approve_pairs(plan=ready, pairs=other.pairs.all(), by=carol, now=LATER) == 0
    assert last_event(ready).action == "plan.solved"


def test_approve_pairs_refuses_a_plan_without_a_result(plan, carol):
    with pytest.raises(PlanNotReady):
        approve_pairs(plan=plan, pairs=PAIRS, by=carol, now=LATER)


def test_approve_pairs_refuses_a_what_if_plan(ready, carol):
    Plan.objects.update(changes=[{"kind": "minimum"}])

    with pytest.raises(PlanIsHypothetical):
        approve_pairs(plan=ready, pairs=PAIRS, by=carol, now=LATER)


def make_person_unfit(_helpers):
    Volunteer.objects.filter(name="Ada").update(state="paused")


def add_a_person(_helpers):
    VolunteerFactory()


def take_a_place(helpers):
    OfferFactory(role=helpers)


@pytest.mark.parametrize(("change", "valid"), [(make_person_unfit, 2), (add_a_person, 3), (take_a_place, 2)])
def test_approve_pairs_approves_those_that_are_still_valid(ready, carol, helpers, change, valid):
    change(helpers)

    assert approve_pairs(plan=ready, pairs=PAIRS, by=carol, now=LATER) == valid
    assert ready.pairs.proposed().count() == 3 - valid


def test_approve_pairs_refuses_where_no_pair_is_valid_any_more(ready, carol, helpers):
    make_person_unfit(helpers)

    with pytest.raises(PlanStale):
        approve_pairs(plan=ready, pairs=PAIRS.filter(volunteer__name="Ada"), by=carol, now=LATER)

    assert ready.pairs.proposed().count() == 3


def test_approve_pairs_refuses_a_plan_with_new_rules(ready, carol, helpers, people):
    rule = add_rule(plan=ready, kind="forbid", volunteer=people[0], role=helpers, by=carol)

    with pytest.raises(PlanStale):
        approve_pairs(plan=ready, pairs=PAIRS, by=carol, now=LATER)

    remove_rule(rule=rule, by=carol)
    assert approve_pairs(plan=ready, pairs=PAIRS, by=carol, now=LATER) == 3


def test_pairs_at_risk_wait_for_another_officer(ready, carol, sam):
    approve_pairs(plan=ready, pairs=PAIRS, by=carol, now=NOON)

    assert [pair.role.title for pair in ready.pairs.to_be_sent()] == ["Helper", "Helper"]
    assert second_pairs(plan=ready, by=carol, now=LATER) == 0
    assert second_pairs(plan=ready, by=sam, now=LATER) == 1
    assert last_event(ready).action == "plan.seconded"
    assert ready.pairs.to_be_sent().count() == 3
    assert second_pairs(plan=ready, by=sam, now=LATER) == 0


def test_second_pairs_refuses_pairs_that_are_not_valid_any_more(ready, carol, sam):
    approve_pairs(plan=ready, pairs=PAIRS, by=carol, now=NOON)
    Volunteer.objects.filter(name="Cy").update(state="paused")

    with pytest.raises(PlanStale):
        second_pairs(plan=ready, by=sam, now=LATER)


def test_a_plan_is_fresh_until_people_or_roles_change(ready):
    assert is_fresh(ready)
    VolunteerFactory()
    assert not is_fresh(ready)


def test_second_pairs_goes_on_once_the_plans_own_offers_have_changed_its_inputs(ready, carol, sam, helpers):
    approve_pairs(plan=ready, pairs=PAIRS, by=carol, now=NOON)
    pair = ready.pairs.filter(role=helpers).first()
    ready.pairs.filter(pk=pair.pk).update(
        state="offered", offer=OfferFactory(role=helpers, volunteer=pair.volunteer)
    )

    assert second_pairs(plan=ready, by=sam, now=LATER) == 1
