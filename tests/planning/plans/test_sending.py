from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from core.models import AuditEvent
from initiatives.models import Role
from matching.models import Offer
from notifications.models import Message
from planning.background_jobs import LEASE
from planning.models import Plan, PlanPair
from planning.plans import jobs, plan_worker, sending_worker
from planning.plans.explaining import Explainer
from planning.plans.services.approving import approve_pairs, second_pairs
from planning.plans.services.errors import NothingToSend, PlanBusy, PlanNotReady, PlanSent
from planning.plans.services.making import queue_plan
from planning.plans.services.rules import add_rule
from planning.plans.services.sending import send_plan
from tests.factories.matching import OfferFactory
from tests.planning.plans.common import LATER, NOON, pairs_of
from volunteers.models import Volunteer


@pytest.fixture
def approved(ready, carol):
    """The plan with all its pairs approved by Carol; the mentor's waits for a second officer."""
    approve_pairs(plan=ready, pairs=PlanPair.objects.all(), by=carol, now=NOON)
    return ready


def sent(plan, by):
    """Have the offers of a plan sent, and send them."""
    send_plan(plan=plan, by=by, now=NOON)
    plan.refresh_from_db()
    return sending_worker.send(plan.pk, plan.attempt_id, lambda: NOON)


def test_send_plan_makes_the_offers_and_tells_each_person_once(approved, carol, helpers, people):
    Volunteer.objects.filter(name="Ada").update(placement_limit=2)

    assert sent(approved, carol) == 2

    offers = Offer.objects.filter(role=helpers, source=Offer.Source.PLAN)
    assert {offer.volunteer.name for offer in offers} == {"Ada", "Bo"}
    assert {pair.state for pair in approved.pairs.filter(role=helpers)} == {"offered"}
    assert Message.objects.filter(template="offers_made").count() == 2
    assert AuditEvent.objects.about(approved).last().action == "plan.sent"


def test_send_plan_leaves_what_waits_for_a_second_officer(approved, carol, sam, mentors):
    sent(approved, carol)

    approved.refresh_from_db()
    assert (approved.state, approved.stage) == ("ready", "")
    assert not Offer.objects.filter(role=mentors).exists()

    second_pairs(plan=approved, by=sam, now=LATER)
    assert sent(approved, carol) == 1
    approved.refresh_from_db()
    assert approved.state == "closed"


def test_send_plan_says_who_could_not_be_offered_a_place(approved, carol, people):
    Volunteer.objects.filter(name="Bo").update(state="paused")

    assert sent(approved, carol) == 1
    pair = approved.pairs.get(volunteer=people[1])
    assert (pair.state, pair.note) == ("refused", "Not volunteering at the moment")


def test_send_plan_is_started_when_the_change_is_through(
    approved, carol, helpers, django_capture_on_commit_callbacks
):
    Role.objects.update(starts_on="2100-01-01")
    with django_capture_on_commit_callbacks(execute=True):
        assert send_plan(plan=approved, by=carol, now=NOON) == 2

    assert Offer.objects.filter(role=helpers).count() == 2


def test_send_plan_refuses_while_it_is_sending(approved, carol):
    send_plan(plan=approved, by=carol, now=NOON)

    with pytest.raises(PlanBusy):
        send_plan(plan=approved, by=carol, now=NOON)
    with pytest.raises(PlanBusy):
        queue_plan(plan=approved, by=carol, now=NOON)


def test_send_plan_refuses_without_anything_to_send(ready, carol):
    with pytest.raises(NothingToSend):
        send_plan(plan=ready, by=carol, now=NOON)


def test_send_plan_refuses_a_plan_without_a_result(plan, carol):
    with pytest.raises(PlanNotReady):
        send_plan(plan=plan, by=carol, now=NOON)


def test_a_plan_whose_offers_have_gone_out_stays_as_it_is(approved, carol, helpers, people):
    sent(approved, carol)

    with pytest.raises(PlanSent):
        queue_plan(plan=approved, by=carol, now=NOON)
    with pytest.raises(PlanSent):
        add_rule(plan=approved, kind="pin", volunteer=people[0], role=helpers, by=carol)


def test_send_does_nothing_for_another_attempt(approved, carol):
    send_plan(plan=approved, by=carol, now=NOON)

    assert sending_worker.send(approved.pk, uuid4(), lambda: NOON) == 0
    assert not Offer.objects.exists()


def test_send_does_not_close_a_plan_of_another_attempt(approved, carol, monkeypatch):
    send_plan(plan=approved, by=carol, now=NOON)
    approved.refresh_from_db()
    other = uuid4()
    monkeypatch.setattr(
        sending_worker, "send_offers", lambda pairs, now: Plan.objects.update(attempt_id=other)
    )

    sending_worker.send(approved.pk, approved.attempt_id, lambda: NOON)

    approved.refresh_from_db()
    assert (approved.stage, approved.attempt_id) == ("sending", other)


@pytest.fixture
def dead(approved, carol):
    """A plan whose process died while it was sending."""
    send_plan(plan=approved, by=carol, now=NOON)
    Plan.objects.update(heartbeat_at=NOON - LEASE - timedelta(seconds=1))
    approved.refresh_from_db()
    return approved


def test_requeue_abandoned_resumes_sending(dead, helpers, django_capture_on_commit_callbacks):
    Role.objects.update(starts_on="2100-01-01")
    with django_capture_on_commit_callbacks(execute=True):
        assert jobs.requeue_abandoned(NOON) == 1

    assert Offer.objects.filter(role=helpers).count() == 2


def test_requeue_abandoned_leaves_resumed_sending_alone(dead):
    Plan.objects.update(attempt_id=uuid4())

    assert not sending_worker._requeue(dead, jobs.enqueue_sending, NOON)


# Who said no


def decline(person, role):
    OfferFactory(
        role=role,
        volunteer=person,
        state="declined",
        decline_code="role",
        place_number=None,
        answered_at=NOON,
    )


def test_nobody_is_planned_for_a_role_that_they_said_no_to(plan, carol, helpers, people):
    decline(people[0], helpers)

    queue_plan(plan=plan, by=carol, now=NOON)
    plan.refresh_from_db()
    plan_worker.run(plan.pk, plan.attempt_id, lambda: NOON)

    assert pairs_of(plan) == {("Bo", "Helper"), ("Cy", "Mentor")}
    answer = Explainer(Plan.objects.get()).explain(people[0].pk, helpers.pk)
    assert (answer.has_declined, answer.forcing, answer.smallest_change) == (True, None, None)


def test_who_said_no_and_is_gone_does_not_matter(plan, helpers, people):
    decline(people[0], helpers)
    Volunteer.objects.filter(pk=people[0].pk).update(state="left")

    assert Explainer(plan).problem.points


# The page


def test_send_page_says_who_gets_what(officer, approved):
    address = reverse("planning:send_plan", args=[approved.pk])
    page = officer.get(address).content.decode()

    for said in [
        "Send 2 offers",
        "2 people will get one email each",
        "1 pair is waiting for a second officer",
    ]:
        assert said in page

    response = officer.post(address)

    assert "Offers being sent: 2." in str(*response.wsgi_request._messages)
    plan = officer.get(response.url).content.decode()
    assert "We are sending the offers now." in plan
    assert address not in plan


def test_send_page_says_that_nothing_waits(officer, ready):
    address = reverse("planning:send_plan", args=[ready.pk])

    assert "There are no approved pairs to send." in officer.get(address).content.decode()
    response = officer.post(address)
    assert "Nothing was sent" in str(*response.wsgi_request._messages)


def test_why_not_says_that_they_said_no(officer, ready, helpers, people):
    decline(people[2], helpers)

    page = officer.get(
        reverse("planning:why_not", args=[ready.pk, helpers.pk]), {"volunteer": people[2].pk}
    ).content.decode()

    assert "They declined this role, so no plan" in page
