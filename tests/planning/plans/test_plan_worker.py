from datetime import timedelta
from uuid import uuid4

import pytest

from core.models import AuditEvent
from planning import background_jobs
from planning.inputs import Problem
from planning.models import Plan
from planning.plans import jobs, plan_worker
from planning.plans.services.making import cancel_plan, preview_plan, queue_plan
from planning.plans.services.rules import add_rule
from planning.solver import Impossible
from tests.factories.planning import PlanFactory
from tests.planning.plans.common import LATER, NOON, pairs_of
from volunteers.models import Volunteer


def clock():
    return NOON


@pytest.fixture
def queued(plan, carol):
    return queue_plan(plan=plan, by=carol, now=NOON)


def state_of(plan):
    plan.refresh_from_db()
    return plan.state


def test_run_works_a_plan_out(queued):
    assert plan_worker.run(queued.pk, queued.attempt_id, clock)

    assert state_of(queued) == "ready"
    assert (queued.stage, queued.progress, queued.finished_at, queued.attempts) == ("", 100, NOON, 1)
    assert pairs_of(queued) == {("Ada", "Helper"), ("Bo", "Helper"), ("Cy", "Mentor")}
    assert queued.objective == queued.bound
    assert AuditEvent.objects.about(queued).last().action == "plan.solved"


def test_run_keeps_what_its_page_says(queued, helpers, mentors, ward):
    plan_worker.run(queued.pk, queued.attempt_id, clock)

    queued.refresh_from_db()
    assert queued.problem == {
        "people": 3,
        "people_with_a_chance": 3,
        "roles": 2,
        "places": 3,
        "pairs": 4,
        "missing": {"dbs": {"fail": 2}},
    }
    measures = queued.measures
    assert measures["roles"] == {str(helpers.pk): [2, 1, 2], str(mentors.pk): [1, 1, 1]}
    assert measures["wards"] == {ward.gss: [3, 2, 3]}
    assert (measures["pairs"], measures["people"], measures["below_minimum"]) == (3, 3, 0)
    parts = measures["scores"] + measures["minimums"] + measures["tiers"]
    assert parts == queued.objective
    assert measures["scores"] == sum(pair.points for pair in queued.pairs.all())


def test_run_keeps_each_pairs_score_and_whether_it_was_pinned(queued, carol, helpers, people):
    Plan.objects.update(state="draft")
    add_rule(plan=queued, kind="pin", volunteer=people[2], role=helpers, by=carol)
    queued = queue_plan(plan=queued, by=carol, now=NOON)

    plan_worker.run(queued.pk, queued.attempt_id, clock)

    pair = queued.pairs.get(volunteer=people[2])
    assert (pair.role, pair.is_pinned) == (helpers, True)
    assert pair.points == round(pair.score * 10_000)
    assert set(pair.score_parts) == set(queued.weights.weights)
    assert not queued.pairs.exclude(pk=pair.pk).filter(is_pinned=True).exists()


def test_run_again_comes_to_the_same_result(ready, carol):
    before = (ready.fingerprint, ready.objective, pairs_of(ready))

    again = queue_plan(plan=ready, by=carol, now=LATER)
    plan_worker.run(again.pk, again.attempt_id, clock)

    again.refresh_from_db()
    assert (again.fingerprint, again.objective, pairs_of(again)) == before


def test_run_only_looks_at_the_problem_of_a_preview(plan, carol, people):
    previewed = preview_plan(plan=plan, by=carol, now=LATER)

    assert plan_worker.run(plan.pk, previewed.attempt_id, clock)

    assert state_of(plan) == "draft"
    assert (plan.problem["pairs"], plan.previewed_at, plan.finished_at) == (4, NOON, NOON)
    assert (plan.stage, plan.fingerprint) == ("", "")
    assert not plan.pairs.exists()
    assert AuditEvent.objects.about(plan).last().action == "plan.previewed"


def test_run_keeps_the_problem_of_a_plan_that_is_not_possible(queued, mentors, people, carol):
    Plan.objects.update(state="draft")
    add_rule(plan=queued, kind="pin", volunteer=people[0], role=mentors, by=carol)
    queued = queue_plan(plan=queued, by=carol, now=NOON)

    plan_worker.run(queued.pk, queued.attempt_id, clock)

    assert state_of(queued) == "failed"
    assert (queued.problem["roles"], queued.previewed_at) == (2, NOON)


def test_run_works_a_plan_out_after_its_preview(plan, carol):
    previewed = preview_plan(plan=plan, by=carol, now=NOON)
    plan_worker.run(plan.pk, previewed.attempt_id, clock)
    queued = queue_plan(plan=plan, by=carol, now=NOON)

    assert plan_worker.run(plan.pk, queued.attempt_id, clock)
    assert state_of(plan) == "ready"


def test_run_does_nothing_for_another_attempt(queued):
    assert not plan_worker.run(queued.pk, uuid4(), clock)
    assert state_of(queued) == "queued"


def test_run_does_nothing_twice(ready):
    assert not plan_worker.run(ready.pk, ready.attempt_id, clock)
    assert state_of(ready) == "ready"


def test_run_does_nothing_for_a_plan_that_was_cancelled_while_it_waited(queued, carol):
    cancel_plan(plan=queued, by=carol, now=NOON)

    assert not plan_worker.run(queued.pk, queued.attempt_id, clock)
    assert state_of(queued) == "cancelled"


def test_run_says_why_a_pinned_pair_can_be_in_no_plan(queued, helpers, mentors, people, carol):
    Plan.objects.update(state="draft")
    add_rule(plan=queued, kind="pin", volunteer=people[0], role=mentors, by=carol)
    queued = queue_plan(plan=queued, by=carol, now=NOON)

    assert not plan_worker.run(queued.pk, queued.attempt_id, clock)
    assert state_of(queued) == "failed"
    assert queued.error == plan_worker.INELIGIBLE_PIN


def test_run_says_that_a_pinned_pair_is_not_there_any_more(queued, helpers, people, carol):
    Plan.objects.update(state="draft")
    add_rule(plan=queued, kind="pin", volunteer=people[0], role=helpers, by=carol)
    Volunteer.objects.filter(pk=people[0].pk).update(state="left")
    helpers.state = "closed"
    helpers.save()
    queued = queue_plan(plan=queued, by=carol, now=NOON)

    assert not plan_worker.run(queued.pk, queued.attempt_id, clock)
    assert state_of(queued) == "failed"
    assert queued.error == plan_worker.INELIGIBLE_PIN


def test_run_fails_where_no_plan_is_possible(queued, monkeypatch):
    def refuse(_problem):
        raise Impossible("Person 7 is pinned to 2 roles.")

    monkeypatch.setattr(Problem, "solve", refuse)

    assert not plan_worker.run(queued.pk, queued.attempt_id, clock)
    assert (state_of(queued), queued.error) == ("failed", plan_worker.CLASHING_PINS)


def before(monkeypatch, name, act):
    """Do something just before the attempt calls a function of its module."""
    call = getattr(plan_worker, name)

    def wrapped(*args):
        act()
        return call(*args)

    monkeypatch.setattr(plan_worker, name, wrapped)


@pytest.mark.parametrize("name", ["problem_of", "_refuse_ineligible_pins", "_write"])
def test_run_obeys_a_cancel_at_any_stage(queued, carol, monkeypatch, name):
    before(monkeypatch, name, lambda: cancel_plan(plan=queued, by=carol, now=NOON))

    assert not plan_worker.run(queued.pk, queued.attempt_id, clock)
    assert state_of(queued) == "cancelled"
    assert not queued.pairs.exists()


@pytest.mark.parametrize("name", ["problem_of", "_write"])
def test_run_stores_nothing_once_another_attempt_has_the_plan(queued, monkeypatch, name):
    other = uuid4()
    before(monkeypatch, name, lambda: Plan.objects.update(attempt_id=other))

    assert not plan_worker.run(queued.pk, queued.attempt_id, clock)
    assert (state_of(queued), queued.attempt_id) == ("running", other)
    assert not queued.pairs.exists()


def test_run_says_how_far_it_is(queued, monkeypatch):
    seen = []
    before(
        monkeypatch,
        "_write",
        lambda: seen.extend(Plan.objects.values_list("stage", "progress", "heartbeat_at")),
    )

    plan_worker.run(queued.pk, queued.attempt_id, clock)

    assert seen == [("writing", 95, NOON)]


def test_run_plan_is_started_when_the_change_is_through(plan, carol, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        queue_plan(plan=plan, by=carol, now=NOON)

    assert state_of(plan) == "ready"


# What a dead process left behind


@pytest.fixture
def dead(queued):
    Plan.objects.update(
        state="running", heartbeat_at=NOON - background_jobs.LEASE - timedelta(seconds=1), attempts=1
    )
    queued.refresh_from_db()
    return queued


def test_requeue_abandoned_restarts_a_dead_plan(dead, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.requeue_abandoned(NOON) == 1

    assert (state_of(dead), dead.attempts) == ("ready", 2)


def test_requeue_abandoned_leaves_running_plans_alone(dead):
    Plan.objects.update(heartbeat_at=NOON - background_jobs.LEASE)

    assert jobs.requeue_abandoned(NOON) == 0
    assert state_of(dead) == "running"


def test_requeue_abandoned_starts_what_never_started(queued):
    Plan.objects.update(updated_at=NOON - background_jobs.LEASE - timedelta(seconds=1))

    assert jobs.requeue_abandoned(NOON) == 1
    assert (state_of(queued), queued.attempts) == ("queued", 0)


def test_requeue_abandoned_fails_after_too_many_attempts(dead):
    Plan.objects.update(attempts=background_jobs.MAX_ATTEMPTS)

    assert jobs.requeue_abandoned(NOON) == 0
    assert (state_of(dead), dead.error) == ("failed", "It stopped before it finished, more than once.")


def test_requeue_abandoned_cancels_on_request(dead, carol):
    cancel_plan(plan=dead, by=carol, now=NOON)

    assert jobs.requeue_abandoned(NOON) == 0
    assert state_of(dead) == "cancelled"


def test_requeue_abandoned_leaves_a_requeued_plan_alone(dead):
    Plan.objects.update(attempt_id=uuid4())

    assert not background_jobs._requeue(dead, jobs.enqueue_plan, NOON)
    assert state_of(dead) == "running"


def test_requeue_abandoned_leaves_idle_plans_alone(db):
    for state in ("draft", "cancelled", "failed"):
        PlanFactory(state=state)
    Plan.objects.update(updated_at=NOON - timedelta(days=9))

    assert jobs.requeue_abandoned(NOON) == 0
