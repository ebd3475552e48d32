"""A plan for the whole city in a browser: run, asked why not, pinned, tried out, approved and sent."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from matching.models import Offer
from notifications.models import Message
from places.models import Ward
from planning.models import Plan
from tests.factories.accounts import OfficerFactory
from tests.factories.initiatives import InitiativeFactory, RoleFactory
from tests.factories.volunteers import VolunteerFactory
from tests.journeys.test_main_job import PASSWORD, sign_in_officer
from volunteers.models import Volunteer

HELPER, MENTOR = "Helper", "Mentor"
CAROL, SAM = "carol@safer.example", "sam@safer.example"

pytestmark = [pytest.mark.usefixtures("city"), pytest.mark.slow]


def make_officers():
    """Two officers who can sign in."""
    for email in (CAROL, SAM):
        OfficerFactory(email=email, password=make_password(PASSWORD))


def fill_town():
    """Two roles in one ward, and three people, of whom two can help and one can do both."""
    ward = Ward.objects.on(timezone.localdate()).first()
    initiative = InitiativeFactory(title="Open door", ward=ward)
    starts = timezone.localdate() + timedelta(days=30)
    RoleFactory(title=HELPER, initiative=initiative, places_maximum=1, starts_on=starts)
    RoleFactory(title=MENTOR, initiative=initiative, dbs_level=3, starts_on=starts)
    checked = {"dbs_level": 3, "dbs_valid_until": starts + timedelta(days=700)}
    return [
        VolunteerFactory(name="Ada", latitude=52.5871),
        VolunteerFactory(name="Bo", latitude=52.5920),
        VolunteerFactory(name="Cy", latitude=52.5990, **checked),
    ]


def make_plan(officer, title):
    """Make a plan of every open role and have it worked out; return its address."""
    officer.goto("/desk/plans/")
    officer.press("Make a plan")
    officer.press("Check the numbers first")
    assert officer.sees("There is a problem")
    officer.fill(title=title)
    officer.press("Check the numbers first")
    assert officer.sees("pairs that pass every check")
    officer.press("Make the plan")
    assert officer.sees("This is the best possible plan.")
    return officer.page.url


def ask_and_pin(officer, plan):
    """Ask why Bo does not help, and pin that he does."""
    officer.press("Why not someone else? Helper, Ada")
    officer.press("Bo")
    assert officer.sees("Why not Bo?")
    assert officer.sees("The role has one more place")
    officer.press("Pin: the plan must include this pair")
    assert officer.sees("The plan follows these each time it is run")
    officer.press("Run again")
    assert officer.sees("Pinned")
    assert officer.sees("Bo → Helper")


def try_one_more_place(officer, plan):
    """See what one more place would change, beside the plan."""
    officer.goto_under(plan, "roles/")
    officer.press("What if? Helper")
    officer.tick("The role takes more people")
    officer.fill(number="1")
    officer.press("Make the plan")
    officer.press("Compare with the original plan")
    assert officer.sees("Ada, Helper")


def approve_and_send(officer, second, plan):
    """Approve everything; another officer agrees to the mentor; the offers go out."""
    officer.goto_under(plan, "")
    officer.press("Approve all")
    officer.press("Approve")
    sign_in_officer(second, SAM)
    second.goto_under(plan, "")
    second.press("Agree to 1 pair as second officer")
    second.press("Send the offers")
    second.press("Send the offers")
    assert second.sees("Closed")


def test_a_plan_is_run_questioned_tried_approved_and_sent(person):
    make_officers()
    fill_town()
    officer = person()
    sign_in_officer(officer, CAROL)

    plan = make_plan(officer, "Autumn")
    ask_and_pin(officer, plan)
    try_one_more_place(officer, plan)
    approve_and_send(officer, person(), plan)

    offers = Offer.objects.filter(source=Offer.Source.PLAN)
    assert {(offer.volunteer.name, offer.role.title) for offer in offers} == {("Bo", HELPER), ("Cy", MENTOR)}
    assert Message.objects.filter(template="offers_made").count() == 2


def test_a_pair_that_no_longer_holds_is_left_out_until_the_plan_is_run_again(person):
    make_officers()
    ada, *_others = fill_town()
    officer = person(javascript=False)
    sign_in_officer(officer, CAROL)
    plan = make_plan(officer, "Autumn")
    Volunteer.objects.filter(pk=ada.pk).update(state="paused")

    officer.press("Approve all")

    assert officer.sees("These will not be approved")
    officer.goto_under(plan, "")
    officer.press("Run again")
    assert officer.sees("Bo → Helper")
    officer.press("Approve all")
    officer.press("Approve")
    assert Plan.objects.get().pairs.filter(state="approved").count() == 2
    officer.goto_under(plan, "")
    assert officer.sees("Approved")
