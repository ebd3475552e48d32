from datetime import date

import pytest

from planning.plans import plan_worker
from planning.plans.explaining import Explainer
from planning.plans.pair_status import NotInPlan
from planning.plans.services.making import queue_plan
from planning.plans.services.rules import add_rule
from planning.what_if import Change, ChangeKind
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import OfferFactory
from tests.factories.volunteers import VolunteerFactory
from tests.planning.plans.common import NOON


@pytest.fixture
def dee(people):
    """Someone who could help as well, but lives further away than Ada and Bo."""
    return VolunteerFactory(name="Dee", latitude=52.62)


def run(plan, by):
    queued = queue_plan(plan=plan, by=by, now=NOON)
    plan_worker.run(queued.pk, queued.attempt_id, lambda: NOON)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def solved(plan, dee, carol):
    return run(plan, carol)


def test_explain_says_that_a_pair_is_in_the_plan(solved, people, helpers):
    answer = Explainer(solved).explain(people[0].pk, helpers.pk)

    assert (answer.is_in, answer.forcing, answer.smallest_change) == (True, None, None)
    assert answer.card.name == "Ada"
    assert answer.verdict.is_eligible


def test_explain_says_what_forcing_loses_and_who_moves(solved, dee, helpers):
    pair_of_bo = solved.pairs.get(volunteer__name="Bo")

    answer = Explainer(solved).explain(dee.pk, helpers.pk)

    assert answer.forcing.loss == pair_of_bo.points - round(answer.score.total * 10_000)
    assert answer.forcing.comes_in == ((dee.pk, helpers.pk),)
    assert answer.forcing.goes_out == ((pair_of_bo.volunteer_id, helpers.pk),)


def test_explain_says_that_one_place_more_is_enough(solved, dee, helpers):
    way = Explainer(solved).explain(dee.pk, helpers.pk).smallest_change

    assert way.changes == (Change(ChangeKind.PLACES, role=helpers.pk, value=1),)
    assert (way.gates, way.is_pinned, way.extra) == ((), False, "places")
    assert way.gain > 0


def test_explain_says_that_a_check_is_enough(solved, dee, people, mentors):
    people[2].state = "paused"
    people[2].save()

    answer = Explainer(solved).explain(dee.pk, mentors.pk)

    assert answer.forcing is None
    assert answer.smallest_change.changes == (Change(ChangeKind.CHECK, volunteer=dee.pk, value=3),)
    assert ([gate.code for gate in answer.smallest_change.gates], answer.smallest_change.extra) == (
        ["dbs"],
        "",
    )


def test_explain_says_which_gates_have_to_pass(solved, helpers):
    away = VolunteerFactory(name="Away", latitude=52.7, availability=None, placement_limit=1)
    OfferFactory(volunteer=away)
    helpers.slots = 1
    helpers.places_maximum = 9
    helpers.save()

    way = Explainer(solved).explain(away.pk, helpers.pk).smallest_change

    assert way.changes == (
        Change(ChangeKind.GATE, volunteer=away.pk, role=helpers.pk, gate="availability"),
        Change(ChangeKind.GATE, volunteer=away.pk, role=helpers.pk, gate="travel"),
        Change(ChangeKind.LIMIT, volunteer=away.pk, value=1),
    )
    assert way.extra == ""


def test_explain_suggests_no_way_past_the_age_for_a_role_with_people_at_risk(solved, helpers):
    young = VolunteerFactory(name="Young", born_on=date(2007, 1, 1))
    helpers.dbs_level, helpers.minimum_age = 2, 21
    helpers.save()

    answer = Explainer(solved).explain(young.pk, helpers.pk)

    assert "age" in {gate.code for gate in answer.verdict.unmet}
    assert answer.smallest_change is None


def test_explain_says_that_a_full_role_needs_a_place(solved, dee, mentors):
    OfferFactory(role=mentors)

    way = Explainer(solved).explain(dee.pk, mentors.pk).smallest_change

    assert {change.kind for change in way.changes} == {ChangeKind.CHECK, ChangeKind.PLACES}
    assert way.extra == ""


def test_explain_says_that_a_ban_has_to_be_taken_back(plan, carol, people, helpers):
    add_rule(plan=plan, kind="forbid", volunteer=people[0], role=helpers, by=carol)
    run(plan, carol)

    answer = Explainer(plan).explain(people[0].pk, helpers.pk)

    assert (
        answer.smallest_change.is_allowed,
        answer.smallest_change.changes,
        answer.smallest_change.is_pinned,
    ) == (True, (), False)
    assert answer.forcing.loss < 0


def test_explain_says_that_only_a_pin_is_enough(solved, dee, helpers, carol, people):
    helpers.places_maximum = 3
    helpers.save()
    VolunteerFactory.create_batch(2, latitude=52.5872)
    run(solved, carol)

    way = Explainer(solved).explain(dee.pk, helpers.pk).smallest_change

    assert (way.is_pinned, way.changes) == (True, ())
    assert way.gain < 0


def test_explain_finds_no_change_when_a_pin_holds_the_only_place(plan, carol, people, mentors, dee):
    """Whoever is pinned keeps the place, and those two are kept apart."""
    add_rule(plan=plan, kind="pin", volunteer=people[2], role=mentors, by=carol)
    add_rule(plan=plan, kind="apart", volunteer=people[2], other=dee, by=carol)
    dee.dbs_level, dee.dbs_valid_until = 3, "2030-01-01"
    dee.save()
    run(plan, carol)

    answer = Explainer(plan).explain(dee.pk, mentors.pk)

    assert (answer.is_in, answer.forcing, answer.smallest_change) == (False, None, None)


def test_explain_finds_no_change_for_somebody_in_the_role(solved, helpers):
    offer = OfferFactory(role=helpers)

    answer = Explainer(solved).explain(offer.volunteer_id, helpers.pk)

    assert [gate.code for gate in answer.verdict.unmet] == ["history", "limit"]
    assert answer.smallest_change is None


def test_explain_refuses_who_takes_no_part(solved, people, helpers):
    explainer = Explainer(solved)

    with pytest.raises(NotInPlan):
        explainer.explain(people[0].pk, RoleFactory(state="closed").pk)
    with pytest.raises(NotInPlan):
        explainer.explain(VolunteerFactory(state="draft").pk, helpers.pk)


def test_explainer_says_how_far_it_is(solved, dee, helpers):
    said = []

    Explainer(solved, progress=said.append, before_solving=lambda: said.append("solves")).explain(
        dee.pk, helpers.pk
    )

    assert said == [0.0, "solves", "solves"]


def test_explainer_says_whether_its_answers_fit_the_plan(solved):
    assert Explainer(solved).is_fresh

    VolunteerFactory()

    assert not Explainer(solved).is_fresh


def test_explainer_keeps_the_changes_of_a_what_if_plan(solved, dee, helpers, carol):
    solved.changes = [Change(ChangeKind.CHECK, volunteer=dee.pk, value=3).to_json()]
    solved.save()
    run(solved, carol)

    way = Explainer(solved).explain(dee.pk, helpers.pk).smallest_change

    assert way is not None
    assert way.gates == ()
