from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from core.models import AuditEvent
from planning.background_jobs import LEASE, MAX_ATTEMPTS
from planning.models import Plan, Question
from planning.plans import jobs, question_worker
from planning.plans.answers import answer_from_json, answer_to_json
from planning.plans.explaining import Explainer
from planning.plans.pair_status import NO_PART, NotInPlan, other_candidates, status_of
from planning.plans.question_services import ask_question, cancel_question
from planning.plans.services.errors import PlanNotReady
from planning.plans.services.making import queue_plan
from planning.plans.services.rules import add_rule, remove_rule
from planning.what_if import Change, ChangeKind
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import OfferFactory
from tests.factories.planning import QuestionFactory
from tests.factories.volunteers import VolunteerFactory
from tests.planning.plans.common import LATER, NOON, answered
from volunteers.models import Volunteer

NOBODY = uuid4()


def clock():
    return NOON


@pytest.fixture
def dee(people):
    """Someone who could help as well, but lives further away than Ada and Bo."""
    return VolunteerFactory(name="Dee", latitude=52.62)


@pytest.fixture
def question(dee, ready, helpers, carol):
    return ask_question(plan=ready, role=helpers, volunteer=dee, by=carol)


def state_of(question):
    question.refresh_from_db()
    return question.state


# Asking


def test_a_question_waits_for_its_turn_and_leaves_a_trace(question, ready, carol):
    assert (question.state, question.made_by, str(question)) == ("queued", carol, "Why not Dee in Helper?")
    event = AuditEvent.objects.about(ready).last()
    assert (event.action, event.details["volunteer"]) == ("plan.why_asked", str(question.volunteer_id))


def test_a_question_is_answered_in_the_background(
    dee, ready, helpers, carol, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        ask_question(plan=ready, role=helpers, volunteer=dee, by=carol)

    assert Question.objects.get().is_answered


def test_one_question_and_one_answer_serve_all_who_ask(question, ready, helpers, dee, sam):
    def asked_again(**how):
        return ask_question(plan=ready, role=helpers, volunteer=dee, by=sam, **how)

    assert asked_again(is_again=True).attempt_id == question.attempt_id
    question_worker.run(question.pk, question.attempt_id, clock)
    assert asked_again().is_answered

    anew = asked_again(is_again=True)

    assert (anew.pk, anew.state, anew.made_by) == (question.pk, "queued", sam)
    assert anew.attempt_id != question.attempt_id


def test_the_same_question_has_the_same_answer(question, ready, helpers, dee, carol):
    question_worker.run(question.pk, question.attempt_id, clock)
    question.refresh_from_db()
    again = ask_question(plan=ready, role=helpers, volunteer=dee, by=carol, is_again=True)
    question_worker.run(again.pk, again.attempt_id, clock)
    again.refresh_from_db()

    assert again.answer == question.answer


def test_nothing_is_asked_of_a_plan_without_a_result(plan, helpers, people, carol):
    with pytest.raises(PlanNotReady):
        ask_question(plan=plan, role=helpers, volunteer=people[0], by=carol)


def test_answers_go_with_the_result_that_they_are_about(ready, helpers, people, dee, carol):
    def ask():
        return answered(ready, helpers, dee, carol)

    ask()
    rule = add_rule(plan=ready, kind="forbid", volunteer=people[0], role=helpers, by=carol)
    assert not Question.objects.exists()
    ask()
    remove_rule(rule=rule, by=carol)
    assert not Question.objects.exists()
    question = ask_question(plan=ready, role=helpers, volunteer=dee, by=carol)
    queue_plan(plan=ready, by=carol, now=NOON)
    assert not question_worker.run(question.pk, question.attempt_id, clock)
    assert not Question.objects.exists()


# Answering


def test_run_keeps_what_the_explainer_says(question, ready, helpers, dee):
    assert question_worker.run(question.pk, question.attempt_id, clock)

    question.refresh_from_db()
    said = Explainer(ready).explain(dee.pk, helpers.pk)
    assert answer_from_json(status_of(ready, dee.pk, helpers.pk), question.answer) == said
    assert said.forcing is not None
    assert (question.stage, question.progress, question.finished_at) == ("", 100, NOON)
    assert question.answer["is_fresh"]


def test_answer_from_json_returns_what_was_stored(ready, helpers, mentors, people, carol):
    add_rule(plan=ready, kind="forbid", volunteer=people[2], role=helpers, by=carol)
    explainer = Explainer(ready)

    for person, role in [(people[0], mentors), (people[1], mentors), (people[2], helpers)]:
        said = explainer.explain(person.pk, role.pk)
        assert said.smallest_change is not None
        assert (
            answer_from_json(status_of(ready, person.pk, role.pk), answer_to_json(said, is_fresh=True))
            == said
        )


def test_answer_does_not_apply_once_other_gates_are_unmet(question, ready, helpers, dee):
    question_worker.run(question.pk, question.attempt_id, clock)
    question.refresh_from_db()
    Volunteer.objects.filter(pk=dee.pk).update(state="paused")

    assert answer_from_json(status_of(ready, dee.pk, helpers.pk), question.answer) is None


def test_run_says_where_the_person_takes_no_part_any_more(question, dee):
    Volunteer.objects.filter(pk=dee.pk).update(state="left")

    assert not question_worker.run(question.pk, question.attempt_id, clock)
    assert (state_of(question), question.error) == ("failed", NO_PART)


def test_a_waiting_question_is_cancelled_at_once(question, ready, carol):
    cancel_question(question=question, by=carol, now=NOON)

    assert state_of(question) == "cancelled"
    assert not question_worker.run(question.pk, question.attempt_id, clock)
    assert AuditEvent.objects.about(ready).last().action == "plan.why_cancelled"


@pytest.mark.parametrize("stage", ["pairs", "solving"])
def test_a_running_question_is_cancelled_at_its_next_sign_of_life(question, carol, stage, monkeypatch):
    report = question_worker.Attempt.report

    def cancel_first(attempt, here, share=0.0):
        if here == stage:
            cancel_question(question=question, by=carol, now=NOON)
        report(attempt, here, share)

    monkeypatch.setattr(question_worker.Attempt, "report", cancel_first)

    assert not question_worker.run(question.pk, question.attempt_id, clock)
    assert (state_of(question), question.answer) == ("cancelled", {})


def test_an_answer_that_is_there_is_not_cancelled(question, ready, carol):
    question_worker.run(question.pk, question.attempt_id, clock)

    cancel_question(question=question, by=carol, now=NOON)

    assert state_of(question) == "ready"
    assert AuditEvent.objects.about(ready).last().action == "plan.why_asked"


def test_requeue_abandoned_restarts_a_dead_question(question, django_capture_on_commit_callbacks):
    Question.objects.update(state="running", heartbeat_at=NOON - LEASE - timedelta(minutes=1))

    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.requeue_abandoned(NOON) == 1

    assert state_of(question) == "ready"
    assert question.answer["smallest_change"]


def test_question_fails_after_too_many_attempts(question):
    Question.objects.update(
        state="running", heartbeat_at=NOON - LEASE - timedelta(minutes=1), attempts=MAX_ATTEMPTS
    )

    assert jobs.requeue_abandoned(NOON) == 0
    assert state_of(question) == "failed"


def test_a_pair_of_a_plan_is_asked_about_once(question):
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionFactory(plan=question.plan, role=question.role, volunteer=question.volunteer)


def test_an_answered_question_has_its_answer(question):
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.update(state="ready")


# At once


def test_others_lists_who_could_do_a_role_and_is_not_in_it(ready, people, dee, helpers):
    found = other_candidates(ready, helpers.pk, 5)

    assert [(card.name, key) for card, key, _points in found] == [("Cy", people[2].pk), ("Dee", dee.pk)]
    assert found[0][2] > found[1][2]
    assert len(other_candidates(ready, helpers.pk, 1)) == 1


def test_others_leaves_out_who_said_no(ready, people, dee, helpers):
    no = {"state": "declined", "decline_code": "role", "place_number": None, "answered_at": LATER}
    OfferFactory(role=helpers, volunteer=people[2], **no)

    assert [key for _card, key, _points in other_candidates(ready, helpers.pk, 1)] == [dee.pk]


def test_other_candidates_keeps_the_changes_of_a_what_if_plan(ready, people, dee, mentors):
    """With a check Dee could mentor; whoever is named and in the plan stays in it."""
    ready.changes = [
        Change(ChangeKind.CHECK, volunteer=person.pk, value=3).to_json() for person in (dee, people[2])
    ]

    assert [key for _card, key, _points in other_candidates(ready, mentors.pk, 5)] == [dee.pk]


def test_status_and_other_candidates_refuse_what_takes_no_part(ready, people, helpers):
    closed = RoleFactory(state="closed")

    for person, role in [(people[0].pk, closed.pk), (NOBODY, helpers.pk)]:
        with pytest.raises(NotInPlan):
            status_of(ready, person, role)
    with pytest.raises(NotInPlan):
        other_candidates(ready, closed.pk, 5)


def test_status_of_a_pair_agrees_with_the_whole_problem(ready, people, helpers, mentors, dee):
    explainer = Explainer(Plan.objects.get())

    for person in [*people, dee]:
        for role in (helpers, mentors):
            now, whole = status_of(ready, person.pk, role.pk), explainer.explain(person.pk, role.pk)
            assert (now.verdict, now.score, now.is_in) == (whole.verdict, whole.score, whole.is_in)
