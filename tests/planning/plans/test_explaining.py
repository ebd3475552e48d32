import pytest

from planning.plans import plan_worker
from planning.plans.explaining import Explainer
from planning.plans.pair_status import NotInPlan
from planning.plans.services import add_rule, queue_plan
from planning.what_if import Change, Kind
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import OfferFactory
from tests.factories.volunteers import VolunteerFactory
from tests.planning.plans.days import NOON


@pytest.fixture
def dee(people):
    """Somebody who could help as well, but lives further away than Ada and Bo."""
    return VolunteerFactory(name="Dee", latitude=52.62)


def run(plan, by):
    queued = queue_plan(plan=plan, by=by, now=NOON)
    plan_worker.run(queued.pk, queued.run, lambda: NOON)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def solved(plan, dee, carol):
    return run(plan, carol)


def test_why_says_that_a_pair_is_in_the_plan(solved, people, helpers):
    answer = Explainer(solved).why(people[0].pk, helpers.pk)

    assert (answer.is_in, answer.forcing, answer.way) == (True, None, None)
    assert answer.card.name == "Ada"
    assert answer.verdict.is_eligible


def test_why_says_what_forcing_loses_and_who_moves(solved, dee, helpers):
    pair_of_bo = solved.pairs.get(volunteer__name="Bo")

    answer = Explainer(solved).why(dee.pk, helpers.pk)

    assert answer.forcing.loss == pair_of_bo.points - round(answer.score.total * 10_000)
    assert answer.forcing.comes_in == ((dee.pk, helpers.pk),)
    assert answer.forcing.goes_out == ((pair_of_bo.volunteer_id, helpers.pk),)


def test_why_says_that_one_place_more_is_enough(solved, dee, helpers):
    way = Explainer(solved).why(dee.pk, helpers.pk).way

    assert way.changes == (Change(Kind.PLACES, role=helpers.pk, value=1),)
    assert (way.gates, way.is_pinned, way.extra) == ((), False, "places")
    assert way.gain > 0


def test_why_says_that_a_check_is_enough(solved, dee, people, mentors):
    people[2].state = "paused"
    people[2].save()

    answer = Explainer(solved).why(dee.pk, mentors.pk)

    assert answer.forcing is None
    assert answer.way.changes == (Change(Kind.CHECK, volunteer=dee.pk, value=3),)
    assert ([gate.code for gate in answer.way.gates], answer.way.extra) == (["dbs"], "")


def test_why_says_which_gates_have_to_pass(solved, helpers):
    away = VolunteerFactory(name="Away", latitude=52.7, availability=None, placement_limit=1)
    OfferFactory(volunteer=away)
    helpers.slots = 1
    helpers.places_maximum = 9
    helpers.save()

    way = Explainer(solved).why(away.pk, helpers.pk).way

    assert way.changes == (
        Change(Kind.GATE, volunteer=away.pk, role=helpers.pk, gate="availability"),
        Change(Kind.GATE, volunteer=away.pk, role=helpers.pk, gate="travel"),
        Change(Kind.LIMIT, volunteer=away.pk, value=1),
    )
    assert way.extra == ""


def test_why_says_that_a_full_role_needs_a_place(solved, dee, mentors):
    OfferFactory(role=mentors)

    way = Explainer(solved).why(dee.pk, mentors.pk).way

    assert {change.kind for change in way.changes} == {Kind.CHECK, Kind.PLACES}
    assert way.extra == ""


def test_why_says_that_a_ban_has_to_be_taken_back(plan, carol, people, helpers):
    add_rule(plan=plan, kind="forbid", volunteer=people[0], role=helpers, by=carol)
    run(plan, carol)

    answer = Explainer(plan).why(people[0].pk, helpers.pk)

    assert (answer.way.is_allowed, answer.way.changes, answer.way.is_pinned) == (True, (), False)
    assert answer.forcing.loss < 0


def test_why_says_that_only_a_pin_is_enough(solved, dee, helpers, carol, people):
    helpers.places_maximum = 3
    helpers.save()
    VolunteerFactory.create_batch(2, latitude=52.5872)
    run(solved, carol)

    way = Explainer(solved).why(dee.pk, helpers.pk).way

    assert (way.is_pinned, way.changes) == (True, ())
    assert way.gain < 0


def test_why_finds_no_way_past_a_pin_that_holds_the_only_place(plan, carol, people, mentors, dee):
    """Whoever is pinned keeps the place, and those two are kept apart."""
    add_rule(plan=plan, kind="pin", volunteer=people[2], role=mentors, by=carol)
    add_rule(plan=plan, kind="apart", volunteer=people[2], other=dee, by=carol)
    dee.dbs_level, dee.dbs_valid_until = 3, "2030-01-01"
    dee.save()
    run(plan, carol)

    answer = Explainer(plan).why(dee.pk, mentors.pk)

    assert (answer.is_in, answer.forcing, answer.way) == (False, None, None)


def test_why_finds_no_way_for_who_is_in_the_role_already(solved, helpers):
    offer = OfferFactory(role=helpers)

    answer = Explainer(solved).why(offer.volunteer_id, helpers.pk)

    assert [gate.code for gate in answer.verdict.unmet] == ["history", "limit"]
    assert answer.way is None


def test_why_refuses_who_takes_no_part(solved, people, helpers):
    explainer = Explainer(solved)

    with pytest.raises(NotInPlan):
        explainer.why(people[0].pk, RoleFactory(state="closed").pk)
    with pytest.raises(NotInPlan):
        explainer.why(VolunteerFactory(state="draft").pk, helpers.pk)


def test_explainer_says_how_far_it_is(solved, dee, helpers):
    said = []

    Explainer(solved, tick=said.append, before_solving=lambda: said.append("solves")).why(dee.pk, helpers.pk)

    assert said == [0.0, "solves", "solves"]


def test_explainer_says_whether_its_answers_fit_the_plan(solved):
    assert Explainer(solved).is_fresh

    VolunteerFactory()

    assert not Explainer(solved).is_fresh


def test_explainer_of_a_what_if_keeps_to_what_it_supposes(solved, dee, helpers, carol):
    solved.changes = [Change(Kind.CHECK, volunteer=dee.pk, value=3).stored()]
    solved.save()
    run(solved, carol)

    way = Explainer(solved).why(dee.pk, helpers.pk).way

    assert way is not None
    assert way.gates == ()
