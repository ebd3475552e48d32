"""The pages that say why someone is not in a role of a plan."""

from datetime import timedelta
from functools import partial

import pytest

from accounts.models import User
from initiatives.models import Role
from matching.scoring import POINTS
from planning.models import Plan, Question
from planning.plans import plan_worker
from planning.plans.page_data import MAX_MOVES
from planning.plans.question_services import ask_question
from planning.plans.services.errors import PlanNotReady
from planning.plans.services.rules import add_rule
from planning.plans.services.what_if import what_if
from planning.what_if import Change, ChangeKind
from tests.factories.accounts import UserFactory
from tests.factories.initiatives import RoleFactory
from tests.factories.planning import QuestionFactory
from tests.factories.volunteers import VolunteerFactory
from tests.planning.plans.common import answered, at, run, text, words
from tests.queries import assert_same_for_few_and_many
from volunteers.models import Volunteer


def why(plan, role, person):
    return at("why_not", plan, role.pk, volunteer=person.pk)


# Who else could


def test_why_not_lists_who_could_do_it_and_finds_people(officer, solved, helpers, people):
    page = text(officer.get(at("why_not", solved, helpers.pk, q="cy")))

    assert page.count(f'name="volunteer" value="{people[2].pk}"') == 2
    assert "No registered volunteer aged 18 or over has this name or reference number" in text(
        officer.get(at("why_not", solved, helpers.pk, q="zz"))
    )


def test_why_not_knows_nobody_under_18(officer, solved, helpers, people):
    Volunteer.objects.filter(pk=people[2].pk).update(born_on=solved.as_of - timedelta(days=17 * 365))

    found = text(officer.get(at("why_not", solved, helpers.pk, q="cy")))
    named = text(officer.get(why(solved, helpers, people[2])))

    assert "No registered volunteer aged 18 or over has this name" in found
    assert people[2].name not in found
    assert people[2].name not in named


def test_why_not_says_so_where_nobody_else_could(officer, solved, mentors):
    assert "No one else passes every check." in text(officer.get(at("why_not", solved, mentors.pk)))


def test_why_not_of_what_takes_no_part_is_missing(officer, solved, people):
    closed = RoleFactory(state=Role.State.CLOSED)

    assert officer.get(at("why_not", solved, closed.pk)).status_code == 404
    assert officer.get(why(solved, closed, people[0])).status_code == 404
    assert officer.post(why(solved, closed, people[0])).status_code == 404


# At once


def test_why_not_names_the_gates_at_once(officer, solved, mentors, people):
    page = text(officer.get(why(solved, mentors, people[0])))

    for said in ["They do not pass every check:", "DBS check", "Work out what it would take", "Score: "]:
        assert said in page
    assert "smallest change" not in page


def test_why_not_says_that_a_pair_is_in(officer, solved, helpers, people):
    page = text(officer.get(why(solved, helpers, people[0])))

    assert "Ada is in the plan" in page
    assert "Work out" not in page
    officer.post(why(solved, helpers, people[0]))
    assert not Question.objects.exists()
    assert "The best plan includes this pair" in page


def test_a_plan_with_pins_claims_no_more_than_it_is(officer, plan, helpers, people, carol):
    dee = VolunteerFactory(name="Dee", latitude=52.5990)
    add_rule(plan=plan, kind="pin", volunteer=dee, role=helpers, by=carol)
    run(plan, carol)

    assert "An officer pinned this pair" in text(officer.get(why(plan, helpers, dee)))
    assert (
        "No other plan for these people and roles that follows the officers’ instructions scores higher"
        in text(officer.get(at("plan", plan)))
    )


def test_nothing_is_pinned_once_offers_have_gone_out(officer, solved, helpers, people):
    before = text(officer.get(why(solved, helpers, people[0])))
    solved.pairs.update(state="refused")

    after = text(officer.get(why(solved, helpers, people[0])))

    assert at("add_plan_rule", solved) in before
    assert at("add_plan_rule", solved) not in after
    assert "Offers from this plan have been sent, so you can no longer pin or forbid pairs" in after


def test_why_not_overrides_the_gates_that_a_what_if_plan_assumes(officer, solved, helpers, carol):
    fay = VolunteerFactory(name="Fay", latitude=52.6000, state="paused")
    run(solved, carol)
    change = Change(ChangeKind.GATE, volunteer=fay.pk, role=helpers.pk, gate="standing")
    copy = what_if(plan=solved, changes=[change], by=carol)
    assert plan_worker.run(copy.pk, copy.attempt_id)
    copy.refresh_from_db()

    assert "They do not pass every check" in text(officer.get(why(solved, helpers, fay)))
    supposed = text(officer.get(why(copy, helpers, fay)))
    assert "They pass every check, but the best plan gives this role to other people" in supposed
    answered(copy, helpers, fay, carol)
    assert "What including them would cost" in text(officer.get(why(copy, helpers, fay)))


# Asked and answered


def test_a_name_in_the_list_asks_and_leads_to_the_answer(
    officer, solved, helpers, people, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = officer.post(at("why_not", solved, helpers.pk), {"volunteer": people[2].pk})

    assert response.url == why(solved, helpers, people[2])
    page = text(officer.get(response.url))
    for said in [
        "Why not Cy?",
        "They pass every check, but the best plan gives this role to other people",
        "The plan’s score would ",
        " to Helper (Open door, ",
        " loses their place in Helper (Open door, ",
        "With this change the plan includes them and scores",
        "Based on people and roles at",
    ]:
        assert said in page


def test_why_not_tells_what_has_to_pass(officer, solved, mentors, people, carol):
    answered(solved, mentors, people[0], carol)

    page = text(officer.get(why(solved, mentors, people[0])))

    # Of equally good plans any may be taken: she may need a place or a role besides, or nothing more.
    for said in [
        "They pass the check “DBS check”",
        "With this change the plan includes them and scores",
        "Compare that plan with this one",
    ]:
        assert said in page
    assert "What including them would cost" not in page


@pytest.mark.parametrize(
    ("state", "stage", "said"),
    [
        ("queued", "", "Waiting to start"),
        ("running", "people", "Loading people and roles"),
        ("running", "pairs", "Checking every pair"),
        ("running", "solving", "Working out the plan with them in it"),
    ],
)
def test_why_not_says_how_far_the_answer_is(officer, solved, helpers, people, state, stage, said):
    QuestionFactory(plan=solved, role=helpers, volunteer=people[2], state=state, stage=stage, progress=42)

    page = text(officer.get(why(solved, helpers, people[2])))

    for here in [said, "42%", "data-look-again", at("cancel_question", solved, helpers.pk)]:
        assert here in page
    assert "Work out what it would take" not in page


def test_an_answer_is_worked_out_again_only_where_that_is_asked_for(officer, solved, helpers, people, carol):
    question = answered(solved, helpers, people[2], carol)

    officer.post(why(solved, helpers, people[2]))
    question.refresh_from_db()
    assert question.state == "ready"

    officer.post(why(solved, helpers, people[2]), {"again": "1"})
    question.refresh_from_db()
    assert question.state == "queued"


def test_why_not_warns_where_the_plan_does_not_fit_any_more(officer, solved, helpers, people, carol):
    question = answered(solved, helpers, people[2], carol)
    assert "have changed since" not in text(officer.get(why(solved, helpers, people[2])))
    VolunteerFactory()
    question.delete()
    answered(solved, helpers, people[2], carol)

    assert "have changed since" in text(officer.get(why(solved, helpers, people[2])))


def test_why_not_says_that_other_gates_are_unmet(officer, solved, helpers, people, carol):
    answered(solved, helpers, people[2], carol)
    Volunteer.objects.filter(pk=people[2].pk).update(state="paused")

    page = text(officer.get(why(solved, helpers, people[2])))

    assert "Things have changed since this was last worked out" in page
    assert "Work out what it would take" in page
    assert "smallest change" not in page


def test_why_not_says_why_it_did_not_work(officer, solved, helpers, people):
    QuestionFactory(plan=solved, role=helpers, volunteer=people[2], state="failed", error="It stopped.")

    assert "It stopped." in text(officer.get(why(solved, helpers, people[2])))


def test_a_question_is_cancelled(officer, solved, helpers, people, carol):
    address = at("cancel_question", solved, helpers.pk, volunteer=people[2].pk)
    question = ask_question(plan=solved, role=helpers, volunteer=people[2], by=carol)

    assert officer.post(address).url == why(solved, helpers, people[2])

    question.refresh_from_db()
    assert question.state == "cancelled"
    assert "Work out what it would take" in text(officer.get(why(solved, helpers, people[2])))
    assert officer.get(address).status_code == 405


def test_cancelling_what_nobody_asked_leads_back(officer, solved, helpers):
    assert officer.post(at("cancel_question", solved, helpers.pk)).url == at("why_not", solved, helpers.pk)


def test_asking_about_nobody_or_without_a_result_leads_back(officer, plan, helpers, people):
    nobody = officer.post(at("why_not", plan, helpers.pk), {"volunteer": "x"})
    without = officer.post(why(plan, helpers, people[2]))

    assert (nobody.url, without.url) == (at("why_not", plan, helpers.pk), why(plan, helpers, people[2]))
    assert not Question.objects.exists()


def test_asking_says_that_the_plan_has_just_been_run_again(officer, solved, helpers, people, monkeypatch):
    def refuse(**facts):
        raise PlanNotReady

    monkeypatch.setattr("planning.views.why_not.ask_question", refuse)

    response = officer.post(why(solved, helpers, people[2]))

    assert words(response) == ["Nothing was worked out. Run the plan first."]


def test_why_not_says_that_nothing_small_would_help(officer, plan, carol, people, mentors):
    other = VolunteerFactory(name="Dee", dbs_level=3, dbs_valid_until="2030-01-01")
    add_rule(plan=plan, kind="pin", volunteer=people[2], role=mentors, by=carol)
    add_rule(plan=plan, kind="apart", volunteer=people[2], other=other, by=carol)
    run(plan, carol)
    answered(plan, mentors, other, carol)

    page = text(officer.get(why(plan, mentors, other)))

    assert "No small change would include them." in page
    assert "No plan can give them this role because of the pairs that are pinned or kept apart" in page


@pytest.mark.parametrize(
    ("objective", "said"),
    [
        (1, "Nothing: without the instruction that forbids it, the plan’s score would be"),
        (None, "Nothing: the plan’s score would stay the same"),
    ],
)
def test_why_not_says_that_it_costs_nothing(officer, solved, helpers, people, objective, said, carol):
    dee = VolunteerFactory(name="Dee", latitude=52.5880)
    run(solved, solved.made_by)
    lower = objective or solved.objective
    chosen = {pair.volunteer_id for pair in solved.pairs.all()}
    twin = next(each for each in (dee, people[1]) if each.pk not in chosen)
    Plan.objects.update(objective=lower, bound=lower)
    answered(solved, helpers, twin, carol)

    assert said in text(officer.get(why(solved, helpers, twin)))


@pytest.mark.parametrize(
    ("loss", "said"),
    [
        (1, "Almost nothing: the plan’s score would fall by less than 0.01, from"),
        (POINTS, "score would fall by 1.00"),
    ],
)
def test_why_not_says_what_it_costs(officer, solved, helpers, people, loss, said, carol):
    dee = VolunteerFactory(name="Dee", latitude=52.5990)
    run(solved, carol)
    question = answered(solved, helpers, dee, carol)
    question.answer["forcing"]["loss"] = loss
    question.save()

    page = text(officer.get(why(solved, helpers, dee)))

    assert said in page
    assert "They pass every check, but the best plan gives this role to other people" in page


def keep_moves(question, comes_in, goes_out):
    """Let the answer say that these people come into and give up these roles."""
    question.answer["forcing"] |= {
        name: [[str(person.pk), str(role.pk)] for person, role in pairs]
        for name, pairs in (("comes_in", comes_in), ("goes_out", goes_out))
    }
    question.save()


def test_of_many_who_move_some_are_named(officer, solved, helpers, mentors, people, carol):
    """The one asked about comes first, then who would come or go; who would only change comes last."""
    question = answered(solved, helpers, people[2], carol)
    _ada, bo, cy = people
    many = VolunteerFactory.create_batch(MAX_MOVES - 1)
    keep_moves(question, [(cy, helpers), (bo, mentors), *((each, helpers) for each in many)], [(bo, helpers)])

    page = text(officer.get(why(solved, helpers, cy)))

    assert page.count(" gets a place in ") == MAX_MOVES
    assert page.index(" gets a place in ") == page.index("Cy gets a place in Helper (Open door, ") + len("Cy")
    assert "and 1 other person would move" in page
    assert "Bo changes" not in page


def test_who_moves_is_named_while_they_are_there(officer, solved, helpers, mentors, people, carol):
    question = answered(solved, helpers, people[2], carol)
    ada, bo, cy = people
    gone = [(VolunteerFactory.build(), helpers), (ada, RoleFactory.build())]
    keep_moves(question, [(cy, helpers), (bo, mentors)], [(bo, helpers), *gone])

    page = " ".join(text(officer.get(why(solved, helpers, cy))).split())

    assert "to Mentor (Boxing, " in page
    assert page.count("<li> Bo") + page.count("<li> Cy") == 2
    assert " loses their place " not in page
    assert "would move" not in page


def test_why_not_makes_the_same_queries_for_any_number_of_people(officer, solved, helpers, people, carol):
    answered(solved, helpers, people[2], carol)

    def add(number):
        users = User.objects.bulk_create(UserFactory.build_batch(number))
        Volunteer.objects.bulk_create(VolunteerFactory.build(user=user) for user in users)

    pages = {
        "about one": partial(officer.get, why(solved, helpers, people[2])),
        "list": partial(officer.get, at("why_not", solved, helpers.pk)),
    }
    assert_same_for_few_and_many(pages, add, at_most=40)


def test_outsiders_learn_and_ask_nothing(client, eve, solved, helpers, people):
    client.force_login(eve)

    for address in [
        why(solved, helpers, people[2]),
        at("cancel_question", solved, helpers.pk, volunteer=people[2].pk),
    ]:
        assert client.post(address).status_code == 403
    assert not Question.objects.exists()
