from datetime import timedelta
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from initiatives.models import Role
from planning.models import Plan, PlanPair
from planning.plans import plan_worker
from planning.plans.plan_problem import changes_of, rules_of
from planning.plans.scope import Scope
from planning.plans.services.making import create_plan, preview_plan
from planning.plans.services.rules import add_rule
from planning.what_if import Change, ChangeKind
from tests.factories.accounts import UserFactory
from tests.factories.initiatives import InitiativeFactory, ProtectedInitiativeFactory, RoleFactory
from tests.factories.places import WardFactory
from tests.factories.planning import PlanFactory, PlanPairFactory, ReadyPlanFactory
from tests.factories.strategy import PriorityFactory
from tests.factories.volunteers import VolunteerFactory
from tests.planning.plans.common import NOON, answered, at, run, text, words
from tests.queries import assert_same_for_few_and_many
from volunteers.models import Volunteer


def look_at(plan, by):
    """Look at the problem of a plan as of now."""
    queued = preview_plan(plan=plan, by=by, now=timezone.now())
    assert plan_worker.run(queued.pk, queued.attempt_id)
    plan.refresh_from_db()
    return plan


# The list, and a new plan


def test_plans_says_what_to_do_where_there_is_none(officer):
    assert "No plans yet" in text(officer.get(reverse("planning:plans")))


def test_plans_lists_the_newest_first(officer):
    PlanFactory(title="Old")
    ReadyPlanFactory(title="New", measures={"pairs": 7}, changes=[{"kind": "minimum"}])

    page = text(officer.get(reverse("planning:plans")))

    assert page.index("New") < page.index("Old")
    assert "(what if)" in page
    assert ">7<" in page


def test_plans_makes_the_same_queries_for_any_number(officer):
    first = PlanFactory()

    def add(number):
        officers = User.objects.bulk_create(UserFactory.build_batch(number))
        Plan.objects.bulk_create(
            PlanFactory.build(made_by=officer, weights=first.weights) for officer in officers
        )

    assert_same_for_few_and_many({"plans": partial(officer.get, reverse("planning:plans"))}, add, at_most=6)


def test_new_plan_keeps_what_was_chosen_and_shows_the_problem(
    officer, helpers, people, ward, django_capture_on_commit_callbacks
):
    priority = PriorityFactory()
    helpers.initiative.priorities.add(priority)
    choice = {"title": "Autumn", "priority": priority.pk, "wards": [ward.gss]}
    days = {"starts_from_day": "1", "starts_from_month": "6", "starts_from_year": "2026"}

    with django_capture_on_commit_callbacks(execute=True):
        response = officer.post(reverse("planning:new_plan"), choice | days)

    plan = Plan.objects.get()
    assert response.url == at("plan", plan)
    page = text(officer.get(response.url))
    for said in [
        priority.name,
        "St Peter’s",
        "Starts on or after 1 June 2026",
        "open roles",
        "Make the plan",
    ]:
        assert said in page
    assert [role.title for role in Scope.from_json(plan.scope).roles()] == ["Helper"]


def test_new_plan_of_everything(officer, helpers, mentors, people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(reverse("planning:new_plan"), {"title": "Autumn"})

    page = text(officer.get(at("plan", Plan.objects.get())))
    for said in ["Every priority", "Every ward", "Pairs that fail only one check", "DBS check"]:
        assert said in page


def test_new_plan_refuses_days_in_the_wrong_order(officer, db):
    days = {
        f"{name}_{part}": value
        for name, day in (("starts_from", "2"), ("starts_until", "1"))
        for part, value in (("day", day), ("month", "6"), ("year", "2026"))
    }

    page = text(officer.post(reverse("planning:new_plan"), {"title": "Autumn", **days}))

    assert "The last day must be the same as or after the first day" in page
    assert "Enter what do you call" not in page


def test_plan_without_roles_offers_nothing_to_work_out(officer, carol):
    plan = look_at(create_plan(title="Nothing", scope=Scope(), by=carol, now=NOON), carol)

    page = text(officer.get(at("plan", plan)))

    assert "No open role matches your choices, so there is nothing to plan" in page
    assert at("run_plan", plan) not in page


def test_plan_that_failed_says_why_and_which_pin_it_was(officer, plan, helpers, mentors, people, carol):
    add_rule(plan=plan, kind="pin", volunteer=people[0], role=mentors, by=carol)
    add_rule(plan=plan, kind="pin", volunteer=people[1], role=helpers, by=carol)
    Plan.objects.update(state="failed", error=plan_worker.INELIGIBLE_PIN)

    page = text(officer.get(at("plan", plan)))

    assert plan_worker.INELIGIBLE_PIN in page
    assert page.count("This pair does not pass every check, so no plan can include it") == 1
    assert page.index("Ada, Mentor") < page.index("This pair does not pass") < page.index("Bo, Helper")
    assert at("run_plan", plan) in page
    assert at("cancel_plan", plan) not in page


def test_plan_says_when_its_problem_was_looked_at_and_looks_again(
    officer, plan, people, django_capture_on_commit_callbacks
):
    unseen = text(officer.get(at("plan", plan)))
    assert "The number of people and roles has not been checked yet" in unseen
    assert at("run_plan", plan) in unseen

    with django_capture_on_commit_callbacks(execute=True):
        response = officer.post(at("preview_plan", plan))

    page = text(officer.get(response.url))
    assert "Based on people and roles at" in page
    assert "Check the numbers again" in page
    assert ">4<" in page.replace(" ", "")
    VolunteerFactory()
    assert text(officer.get(at("plan", plan))).count(">4<") == page.count(">4<")


def test_plan_waits_while_its_problem_is_looked_at(officer, plan, carol):
    preview_plan(plan=plan, by=carol, now=timezone.now())

    assert "Waiting to start" in text(officer.get(at("plan", plan)))
    assert words(officer.post(at("preview_plan", plan))) == [
        "Nothing has changed because the plan is already in progress."
    ]


def test_preview_plan_leaves_a_result_as_it_is(officer, solved):
    assert words(officer.post(at("preview_plan", solved))) == [
        "Nothing has changed because the plan already has a result."
    ]
    assert Plan.objects.get().state == "ready"


def test_plan_shows_its_problem_in_the_same_queries_for_any_number(officer, plan, helpers, carol):
    add_rule(plan=plan, kind="pin", volunteer=VolunteerFactory(), role=helpers, by=carol)

    def add(number):
        add_people(number)
        look_at(plan, carol)

    assert_same_for_few_and_many({"plan": lambda: officer.get(at("plan", plan))}, add, at_most=24)


def add_people(number):
    users = User.objects.bulk_create(UserFactory.build_batch(number))
    return Volunteer.objects.bulk_create(VolunteerFactory.build(user=user) for user in users)


def test_plan_keeps_outsiders_out(client, eve, plan):
    client.force_login(eve)

    assert client.get(at("plan", plan)).status_code == 403


# Running


def test_run_plan_works_it_out(officer, plan, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = officer.post(at("run_plan", plan))

    assert response.url == at("plan", plan)
    plan.refresh_from_db()
    assert plan.state == "ready"


def test_run_plan_says_that_it_is_being_worked_out(officer, plan):
    Plan.objects.update(state="running")

    assert words(officer.post(at("run_plan", plan))) == [
        "Nothing has changed because the plan is already in progress."
    ]


def test_run_plan_says_that_offers_have_gone_out(officer, plan):
    Plan.objects.update(state="closed", fingerprint="1", objective=1, bound=1)

    assert words(officer.post(at("run_plan", plan))) == [
        "Nothing has changed because offers from this plan have been sent."
    ]


@pytest.mark.parametrize(
    ("state", "stage", "said"),
    [
        ("queued", "", "Waiting to start"),
        ("running", "people", "Loading people and roles"),
        ("running", "pairs", "Checking every pair"),
        ("running", "solving", "Finding the best plan"),
        ("running", "writing", "Saving the plan"),
    ],
)
def test_plan_says_how_far_it_is(officer, plan, state, stage, said):
    Plan.objects.update(state=state, stage=stage, progress=42)

    page = text(officer.get(at("plan", plan)))

    assert said in page
    assert "42%" in page
    assert at("cancel_plan", plan) in page


def test_cancel_plan_stops_at_once_or_soon(officer, plan):
    Plan.objects.update(state="running")
    assert words(officer.post(at("cancel_plan", plan))) == [
        "The plan will stop when its current step is finished."
    ]
    page = text(officer.get(at("plan", plan)))
    assert "It will stop when this step is finished." in page
    assert at("cancel_plan", plan) not in page

    Plan.objects.update(state="queued", is_cancel_requested=False)
    assert words(officer.post(at("cancel_plan", plan)))[-1] == "Plan cancelled."


def test_cancel_plan_says_that_it_was_done(officer, solved):
    assert words(officer.post(at("cancel_plan", solved))) == [
        "Nothing has changed because the plan was already finished."
    ]


# What came out


def test_plan_shows_who_goes_where_and_why(officer, solved, ward):
    page = text(officer.get(at("plan", solved)))

    for said in [
        "This is the best possible plan.",
        "places filled of 3",
        "Cy</a> →",
        "Needs a second officer",
        "miles away",
    ]:
        assert said in page
    assert page.count('class="result"') == 3
    assert f"?ward={ward.gss}" in page
    assert "100%" in page
    assert "Gini" in page


def test_plan_offers_no_change_once_its_offers_have_gone_out(officer, solved, helpers, people, carol):
    add_rule(plan=solved, kind="pin", volunteer=people[0], role=helpers, by=carol)
    before = text(officer.get(at("plan", solved)))
    solved.pairs.update(state="refused")

    after = text(officer.get(at("plan", solved)))

    for words_of_change in ["Pin or forbid", "Withdraw", "Needs a second officer"]:
        assert words_of_change in before
        assert words_of_change not in after


def test_plan_asks_for_a_second_officer_until_there_is_one(officer, solved, carol, sam):
    approved = {"state": "approved", "approved_by": carol, "approved_at": NOON}
    solved.pairs.update(**approved, seconded_by=sam, seconded_at=NOON)

    assert "Needs a second officer" not in text(officer.get(at("plan", solved)))


def test_plan_says_how_fair_it_is_and_hides_small_numbers(officer, solved):
    groups = {
        "ward": {"E0": [12, 9, 3], "": [20, 0, 0]},
        "age": {"25": [30, 10, 10]},
        "language": {"1": [50, 8, 8]},
        "experience": {"newcomer": [41, 9, 9]},
    }
    solved.measures["fairness"]["chances"] = groups
    solved.save()

    page = " ".join(text(officer.get(at("plan", solved))).split())

    for said in ["E0", "Not given", "25 or over", "Panjabi", "New volunteers", ">*<", ">10<", ">40<"]:
        assert said in page
    assert ">41<" not in page


def test_plan_knows_how_full_wards_are_where_some_places_are_private(officer, plan, carol, ward):
    RoleFactory(
        initiative=ProtectedInitiativeFactory(), places_maximum=9, is_minimum_hard=True, places_minimum=9
    )

    run(plan, carol)

    assert plan.measures["fairness"]["lowest"] == 1
    assert "100% of places filled" in text(officer.get(at("plan", plan)))


def test_plan_of_private_places_alone_says_nothing_of_wards(officer, plan, carol, helpers, mentors):
    Role.objects.update(state="closed")
    RoleFactory(initiative=ProtectedInitiativeFactory())

    run(plan, carol)

    assert plan.measures["fairness"]["lowest"] is None
    assert "Ward with the fewest places filled" not in text(officer.get(at("plan", plan)))


def test_plan_says_how_far_it_may_be_from_the_best(officer, solved):
    Plan.objects.update(bound=solved.objective * 2)
    assert "At most 50.00% below the best possible plan." in " ".join(
        text(officer.get(at("plan", solved))).split()
    )

    Plan.objects.update(bound=solved.objective + 1)
    assert "0.01%" in text(officer.get(at("plan", solved)))


def test_plan_is_narrowed_down_by_ward_and_role(officer, plan, carol, helpers, mentors, ward):
    hidden = RoleFactory(title="Night helper", initiative=ProtectedInitiativeFactory())
    run(plan, carol)
    everything = text(officer.get(at("plan", plan)))
    here = text(officer.get(at("plan", plan, ward=ward.gss)))
    private = text(officer.get(at("plan", plan, ward="")))
    mentoring = text(officer.get(at("plan", plan, role=mentors.pk)))
    nonsense = text(officer.get(at("plan", plan, role="x", ward="y")))

    assert [page.count('class="result"') for page in (here, private, mentoring)] == [3, 0, 1]
    assert everything.count('class="result"') == nonsense.count('class="result"') == 3
    assert "St Peter’s. <a" in here
    assert "Private places. <a" in private
    assert f"{at('approve_plan', plan)}?role={mentors.pk}" in mentoring
    assert hidden.title not in mentoring


def test_plan_says_that_a_person_has_left(officer, solved, monkeypatch):
    monkeypatch.setattr("planning.plans.page_data.people_by_key", lambda keys, on: {})
    PlanPair.objects.filter(volunteer__name="Bo").update(note="The role is full.", state="refused")

    page = text(officer.get(at("plan", solved)))

    assert "The role is full." in page
    assert page.count("This person has left.") == 3


def test_plan_makes_the_same_queries_for_any_number_of_pairs(officer, carol, helpers):
    plan = ReadyPlanFactory()
    add_rule(plan=plan, kind="pin", volunteer=VolunteerFactory(), role=helpers, by=carol)

    def add(number):
        initiatives = [InitiativeFactory(ward=WardFactory()) for _ in range(number // 10)]
        roles = Role.objects.bulk_create(
            RoleFactory.build(initiative=initiatives[index % len(initiatives)]) for index in range(number)
        )
        PlanPair.objects.bulk_create(
            PlanPairFactory.build(plan=plan, role=role, volunteer=person)
            for role, person in zip(roles, add_people(number), strict=True)
        )
        wards = {initiative.ward_id: [3, 2, 3] for initiative in initiatives}
        Plan.objects.filter(pk=plan.pk).update(measures={**plan.measures, "wards": wards})

    assert_same_for_few_and_many({"plan": lambda: officer.get(at("plan", plan))}, add, at_most=21)
    context = officer.get(at("plan", plan)).context
    assert all([context["rules"], context["rows"], context["wards"]])


def test_plan_roles_lists_those_that_are_short_first(officer, plan, carol, helpers):
    short = RoleFactory(title="Driver", initiative=helpers.initiative, dbs_level=4)
    gone = RoleFactory(title="Gone", initiative=helpers.initiative, dbs_level=4)
    run(plan, carol)
    gone.delete()

    page = text(officer.get(at("plan_roles", plan)))

    assert page.index("Driver") < page.index("Helper")
    assert "Below minimum" in page
    assert "Gone" not in page
    assert at("why_not", plan, short.pk) in page


def test_pages_about_a_result_lead_to_the_plan_without_one(officer, plan, helpers):
    for address in [
        at("plan_roles", plan),
        at("approve_plan", plan),
        at("why_not", plan, helpers.pk),
        at("compare_plans", plan),
        at("what_if", plan, helpers.pk),
    ]:
        assert officer.get(address).url == at("plan", plan)
    assert officer.post(at("what_if", plan, helpers.pk)).url == at("plan", plan)


# An officer's word


def test_add_plan_rule_pins_and_forbids(officer, plan, helpers, people):
    pair = {"role": helpers.pk, "volunteer": people[0].pk, "other": ""}

    officer.post(at("add_plan_rule", plan), {**pair, "kind": "pin"})
    response = officer.post(at("add_plan_rule", plan), {**pair, "kind": "forbid"})

    assert rules_of(plan).forbidden == {(people[0].pk, helpers.pk)}
    assert words(response)[-1] == "Noted. Run the plan again to see the result."


def test_plan_rules_say_that_what_was_approved_falls(officer, solved, helpers, people, carol):
    pair = {"role": helpers.pk, "volunteer": people[0].pk, "kind": "forbid"}
    approved = {"state": "approved", "approved_by": carol, "approved_at": NOON}

    solved.pairs.update(**approved)
    added = officer.post(at("add_plan_rule", solved), pair)
    solved.pairs.update(**approved)
    removed = officer.post(at("remove_plan_rule", solved, solved.rules.get().pk))

    again = "Run the plan again. You will need to approve the pairs again."
    assert words(added)[-1] == f"Noted. {again}"
    assert words(removed)[-1] == f"Taken back. {again}"


def test_add_plan_rule_keeps_two_people_apart(officer, solved, helpers, people):
    ada, bo, _cy = people
    pair = {"role": helpers.pk, "volunteer": ada.pk, "other": f" {bo.reference.lower()}", "kind": "apart"}

    officer.post(at("add_plan_rule", solved), pair)

    assert rules_of(solved).apart == {(ada.pk, bo.pk)}
    page = text(officer.get(at("plan", solved)))
    assert "Kept apart: not in the same role" in page
    assert at("remove_plan_rule", solved, solved.rules.get().pk) in page


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "wish"},
        {"kind": ""},
        {"role": "x"},
        {"volunteer": ""},
    ],
)
def test_add_plan_rule_refuses_what_is_not_complete(officer, plan, helpers, people, changes):
    Volunteer.objects.filter(pk=people[0].pk).update(reference="SWP-V-ADA")
    pair = {"role": helpers.pk, "volunteer": people[0].pk, "kind": "pin"}

    response = officer.post(at("add_plan_rule", plan), {**pair, **changes})

    assert not plan.rules.exists()
    assert "Nothing has changed" in words(response)[0]


@pytest.mark.parametrize("kind", ["pin", "forbid"])
def test_add_plan_rule_refuses_people_under_18(officer, plan, helpers, people, kind):
    Volunteer.objects.filter(pk=people[0].pk).update(born_on=plan.as_of - timedelta(days=17 * 365))

    response = officer.post(
        at("add_plan_rule", plan), {"role": helpers.pk, "volunteer": people[0].pk, "kind": kind}
    )

    assert not plan.rules.exists()
    assert "Nothing has changed" in words(response)[0]


@pytest.mark.parametrize("reference", ["SWP-V-NOBODY", "", "\x00", "SWP-V-ADA"])
def test_add_plan_rule_asks_again_whom_to_keep_apart(officer, solved, helpers, people, reference):
    Volunteer.objects.filter(pk=people[0].pk).update(reference="SWP-V-ADA")
    pair = {"role": helpers.pk, "volunteer": people[0].pk, "kind": "apart", "other": reference}

    response = officer.post(at("add_plan_rule", solved), pair, follow=True)

    assert not solved.rules.exists()
    assert response.redirect_chain == [(at("why_not", solved, helpers.pk, volunteer=people[0].pk), 302)]
    assert (
        "Nothing has changed because no other registered volunteer aged 18 or over has that reference number"
        in text(response)
    )


def test_rules_stay_while_the_plan_is_worked_out(officer, plan, helpers, people, carol):
    rule = add_rule(plan=plan, kind="pin", volunteer=people[0], role=helpers, by=carol)
    Plan.objects.update(state="running")
    pair = {"role": helpers.pk, "volunteer": people[1].pk, "kind": "pin"}

    responses = [
        officer.post(at("add_plan_rule", plan), pair),
        officer.post(at("remove_plan_rule", plan, rule.pk)),
    ]

    assert plan.rules.get() == rule
    assert "Nothing has changed because you cannot change this plan now" in words(responses[-1])[-1]


def test_remove_plan_rule_takes_it_back(officer, plan, helpers, people, carol):
    rule = add_rule(plan=plan, kind="pin", volunteer=people[0], role=helpers, by=carol)

    officer.post(at("remove_plan_rule", plan, rule.pk))

    assert not plan.rules.exists()
    again = officer.post(at("remove_plan_rule", plan, rule.pk))
    assert words(again)[-1] == "Nothing has changed because that was already withdrawn."


# What if


def new_plan_from(response):
    copy = Plan.objects.exclude(base=None).get()
    assert response.url == at("plan", copy)
    return copy


@pytest.mark.parametrize(
    ("answers", "change"),
    [
        ({"kind": "slots", "slots": ["0", "4"]}, {"kind": ChangeKind.SLOTS, "value": 0b10001}),
        ({"kind": "minimum", "number": "0"}, {"kind": ChangeKind.MINIMUM, "value": 0}),
        ({"kind": "places", "number": "2"}, {"kind": ChangeKind.PLACES, "value": 2}),
    ],
)
def test_what_if_assumes_a_change_to_a_role(officer, solved, helpers, answers, change):
    response = officer.post(at("what_if", solved, helpers.pk), answers)

    assert changes_of(new_plan_from(response)) == (Change(**change, role=helpers.pk),)


def test_what_if_assumes_a_check(officer, solved, mentors, people):
    answers = {"kind": "check", "reference": people[0].reference.lower()}

    response = officer.post(at("what_if", solved, mentors.pk), answers)

    change = Change(ChangeKind.CHECK, volunteer=people[0].pk, role=mentors.pk, value=3)
    assert changes_of(new_plan_from(response)) == (change,)


def test_what_if_assumes_no_check_of_people_under_18(officer, solved, mentors, people):
    Volunteer.objects.filter(pk=people[0].pk).update(born_on=solved.as_of - timedelta(days=17 * 365))

    page = officer.post(
        at("what_if", solved, mentors.pk), {"kind": "check", "reference": people[0].reference}
    )

    assert "Enter the reference number of a registered volunteer aged 18 or over" in text(page)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "Select what would be different"),
        ({"kind": "places"}, "Enter a number"),
        ({"kind": "minimum", "number": "x"}, "must be a whole number"),
        ({"kind": "minimum", "number": "1"}, "Enter a number lower than the role needs now, which is 1"),
        ({"kind": "places", "number": "0"}, "Enter 1 or more"),
        (
            {"kind": "check", "reference": "SWP-V-NOBODY"},
            "Enter the reference number of a registered volunteer aged 18 or over",
        ),
    ],
)
def test_what_if_asks_for_what_is_missing(officer, solved, helpers, answers, said):
    page = text(officer.post(at("what_if", solved, helpers.pk), answers))

    assert said in page
    assert Plan.objects.count() == 1


def test_what_if_starts_from_the_role_as_it_is(officer, solved, helpers):
    Role.objects.filter(pk=helpers.pk).update(slots=1)

    page = text(officer.get(at("what_if", solved, helpers.pk)))

    assert page.count("checked") == 1


def test_what_if_makes_the_smallest_change_that_brings_somebody_in(officer, solved, mentors, people, carol):
    Volunteer.objects.filter(pk=people[2].pk).update(state="paused")
    run(solved, solved.made_by)

    answered(solved, mentors, people[0], carol)

    response = officer.post(at("what_if", solved, mentors.pk, volunteer=people[0].pk))

    assert [change.kind for change in changes_of(new_plan_from(response))] == [ChangeKind.CHECK]


def test_what_if_of_a_person_gives_the_plan_that_was_answered(officer, solved, helpers, carol):
    """Dee is next, so that neither taking part nor a place more is enough for Fay: she has to be pinned."""
    VolunteerFactory(name="Dee", latitude=52.5881)
    fay = VolunteerFactory(name="Fay", latitude=52.6000, state="paused")
    run(solved, carol)
    way = answered(solved, helpers, fay, carol).answer["smallest_change"]
    assert way["is_pinned"]

    copy = new_plan_from(officer.post(at("what_if", solved, helpers.pk, volunteer=fay.pk)))

    assert plan_worker.run(copy.pk, copy.attempt_id)
    copy.refresh_from_db()
    assert copy.objective == way["objective"]
    assert copy.pairs.filter(volunteer=fay, role=helpers).exists()


def test_what_if_of_a_person_needs_what_would_bring_them_in(officer, solved, helpers, mentors, people, carol):
    """Not so of whom nobody asked about yet, nor where nothing would."""
    add_rule(plan=solved, kind="pin", volunteer=people[2], role=mentors, by=carol)
    other = VolunteerFactory(dbs_level=3, dbs_valid_until="2030-01-01")
    add_rule(plan=solved, kind="apart", volunteer=people[2], other=other, by=carol)
    run(solved, carol)
    answered(solved, mentors, other, carol)

    for person, role in [(people[2], helpers), (other, mentors)]:
        response = officer.post(at("what_if", solved, role.pk, volunteer=person.pk))

        assert response.url == at("why_not", solved, role.pk, volunteer=person.pk)
        assert "Nothing was worked out" in words(response)[-1]
    assert Plan.objects.count() == 1


def test_what_if_says_that_the_plan_has_just_been_run_again(officer, solved, helpers, monkeypatch):
    from planning.plans.services.errors import PlanNotReady

    def refuse(**facts):
        raise PlanNotReady

    monkeypatch.setattr("planning.views.what_if.what_if", refuse)

    response = officer.post(at("what_if", solved, helpers.pk), {"kind": "places", "number": "1"})

    assert words(response) == ["Nothing was worked out. Run the plan first."]


def test_compare_plans_puts_two_side_by_side(officer, solved, helpers, people, carol):
    officer.post(at("what_if", solved, helpers.pk), {"kind": "places", "number": "1"})
    copy = Plan.objects.exclude(base=None).get()
    VolunteerFactory(name="Dee")
    assert plan_worker.run(copy.pk, copy.attempt_id)

    page = text(officer.get(at("compare_plans", copy)))

    for said in ["Helper takes 1 more person", "Only in the what-if plan", "Dee, Helper", "Places filled"]:
        assert said in page
    result = text(officer.get(at("plan", copy)))
    assert "This is a what-if plan" in result
    assert at("compare_plans", copy) in result
    assert at("approve_plan", copy) not in result


def test_compare_plans_warns_where_the_plan_was_run_again_meanwhile(officer, solved, helpers, carol):
    officer.post(at("what_if", solved, helpers.pk), {"kind": "places", "number": "1"})
    copy = Plan.objects.exclude(base=None).get()
    assert plan_worker.run(copy.pk, copy.attempt_id)
    before = text(officer.get(at("compare_plans", copy)))

    run(solved, carol)

    warning = "The plan has been run again since this what-if plan was made"
    assert warning not in before
    assert warning in text(officer.get(at("compare_plans", copy)))


def test_compare_plans_shows_a_plan_alone_that_was_made_from_none(officer, solved):
    assert officer.get(at("compare_plans", solved)).url == at("plan", solved)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change(ChangeKind.CHECK, value=3), "has this DBS check: Enhanced DBS check"),
        (Change(ChangeKind.SLOTS, value=1), "is at these times: Monday morning"),
        (Change(ChangeKind.SLOTS), "any time"),
        (Change(ChangeKind.MINIMUM, value=2), "can go ahead with 2"),
        (Change(ChangeKind.LIMIT, value=1), "takes on 1 more role"),
        (Change(ChangeKind.GATE, gate="travel"), "passes the check “Travel”"),
    ],
)
def test_plan_lists_the_changes_it_assumes(officer, change, said):
    plan = ReadyPlanFactory(changes=[change.to_json()])

    assert said in " ".join(text(officer.get(at("plan", plan))).split())


# Approving


def test_approve_plan_asks_before_it_approves(officer, solved, carol):
    page = text(officer.get(at("approve_plan", solved)))

    assert "Approve 3 pairs" in page
    assert "of them is for a role with people at risk" in page

    response = officer.post(at("approve_plan", solved))

    assert words(response) == ["Pairs approved: 3."]
    assert solved.pairs.filter(state="approved", approved_by=carol).count() == 3
    assert "Everything here is already approved." in text(officer.get(at("approve_plan", solved)))
    assert "Agree to 1 pair as second officer" in text(officer.get(at("plan", solved)))


def test_approve_plan_approves_a_part(officer, solved, helpers, mentors, ward):
    one = solved.pairs.get(volunteer__name="Ada")

    assert "The plan proposes 3 pairs in total." in text(officer.get(at("approve_plan", solved, pair=one.pk)))
    officer.post(at("approve_plan", solved, pair=one.pk))
    assert solved.pairs.filter(state="approved").get() == one
    officer.post(at("approve_plan", solved, role=mentors.pk))
    assert solved.pairs.filter(state="approved").count() == 2
    officer.post(at("approve_plan", solved, ward=""))
    assert solved.pairs.filter(state="approved").count() == 2
    officer.post(at("approve_plan", solved, ward=ward.gss))
    assert solved.pairs.filter(state="approved").count() == 3


def test_approve_plan_refuses_a_stale_plan(officer, solved, people):
    Volunteer.objects.filter(pk__in=[each.pk for each in people]).update(state="paused")

    page = text(officer.get(at("approve_plan", solved)))
    assert "You cannot approve them until you run the plan again." in page
    assert at("run_plan", solved) in page
    assert "Bo</a>, Helper" in page
    response = officer.post(at("approve_plan", solved))

    assert "people or roles have changed" in words(response)[0]
    assert not solved.pairs.filter(state="approved").exists()


def test_approve_plan_refuses_a_plan_with_new_rules(officer, carol, solved, helpers, people):
    add_rule(plan=solved, kind="forbid", volunteer=people[0], role=helpers, by=carol)

    page = text(officer.get(at("approve_plan", solved)))
    assert "You cannot approve it until you run it again." in page
    assert at("run_plan", solved) in page
    response = officer.post(at("approve_plan", solved))

    assert "Nothing was approved" in words(response)[0]
    assert not solved.pairs.filter(state="approved").exists()


def test_approve_plan_says_that_another_plan_may_be_better(officer, solved):
    may_be_better = "You can still approve these pairs, but a new plan may be better."
    before = text(officer.get(at("approve_plan", solved)))
    VolunteerFactory()

    page = text(officer.get(at("approve_plan", solved)))

    assert may_be_better not in before
    assert at("run_plan", solved) not in before
    assert may_be_better in page
    assert at("run_plan", solved) in page
    assert "Approve 3 pairs" in page
    assert words(officer.post(at("approve_plan", solved))) == ["Pairs approved: 3."]


def test_approve_plan_refuses_a_what_if_plan(officer):
    plan = ReadyPlanFactory(changes=[Change(ChangeKind.MINIMUM, value=1).to_json()])

    assert "This is a what-if plan" in text(officer.get(at("approve_plan", plan)))
    assert "this is a what-if plan" in words(officer.post(at("approve_plan", plan)))[0]


@pytest.mark.parametrize("name", ["approve_plan", "second_plan"])
def test_nothing_is_approved_without_a_result(officer, plan, name):
    assert words(officer.post(at(name, plan))) == ["Nothing was approved because the plan has no result."]


def test_second_plan_takes_another_officer(officer, client, solved, sam):
    officer.post(at("approve_plan", solved))
    assert "Pairs you have agreed to: 0." in words(officer.post(at("second_plan", solved)))[-1]

    client.force_login(sam)
    assert "Pairs you have agreed to: 1." in words(client.post(at("second_plan", solved)))[-1]
    assert solved.pairs.get(volunteer__name="Cy").seconded_by == sam


def test_second_plan_refuses_a_stale_plan(officer, client, solved, sam):
    officer.post(at("approve_plan", solved))
    Volunteer.objects.filter(name="Cy").update(state="paused")
    client.force_login(sam)

    assert "people or roles have changed" in words(client.post(at("second_plan", solved)))[-1]
