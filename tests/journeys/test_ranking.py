"""An officer compares, overrides a gate and invites; the volunteer accepts; a senior officer reviews."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from matching.models import Placement
from places.models import Ward
from tests.factories.accounts import OfficerFactory, SeniorOfficerFactory
from tests.factories.initiatives import InitiativeFactory, RoleFactory
from tests.factories.volunteers import VolunteerFactory
from tests.journeys.test_main_job import PASSWORD, sign_in_officer
from volunteers.catalogues import mask_of
from volunteers.models import Volunteer

CAROL, SAM, ADA = "carol@safer.example", "sam@safer.example", "ada@home.example"
TUESDAY_EVENING, MONDAY_MORNING = 5, 0

pytestmark = [pytest.mark.usefixtures("city"), pytest.mark.slow]


def fill_town():
    """A role on Tuesday evenings for one; Bo could do it, and Ada is free on Mondays only."""
    ward = Ward.objects.on(timezone.localdate()).first()
    role = RoleFactory(
        title="Helper",
        initiative=InitiativeFactory(title="Open door", ward=ward),
        slots=mask_of([TUESDAY_EVENING]),
        starts_on=timezone.localdate() + timedelta(days=30),
    )
    VolunteerFactory(name="Bo")
    VolunteerFactory(name="Cy", latitude=52.5990)
    ada = VolunteerFactory(name="Ada", availability=mask_of([MONDAY_MORNING]))
    ada.user.email = ADA
    ada.user.save()
    return role, ada


def compare(officer, role):
    """Hold the two who suit the role side by side."""
    officer.goto(f"/desk/roles/{role.pk}/")
    officer.press("Compare 2 people")
    assert officer.sees("Choose 2 people who are suitable for the role, then select “Compare 2 people”")
    officer.press("Back to the role")
    officer.tick("Compare: Bo", "Compare: Cy")
    officer.press("Compare 2 people")
    assert officer.sees("Invite Cy")


def pass_over(officer, role):
    """Pass over the times of a role for Ada, who will change hers, and invite her."""
    officer.goto(f"/desk/roles/{role.pk}/")
    officer.page.get_by_text("Times: 1 person").click()
    officer.press("See every check : Ada")
    officer.press("Override this check for one offer (Times)")
    officer.press("Override it for one offer")
    assert officer.sees("There is a problem")
    officer.fill(reason="She swaps her shift from May on.")
    officer.press("Override it for one offer")
    assert officer.sees("An officer has overridden this check for one offer.")
    officer.press("Send the offer")
    assert officer.sees("Waiting for an answer")


def ask_to_pass_over_a_check(officer, role):
    """Ask to override the DBS check of another of the initiative's roles for Bo."""
    mentors = RoleFactory(title="Mentor", initiative=role.initiative, dbs_level=3)
    bo = Volunteer.objects.get(name="Bo")
    officer.goto(f"/desk/roles/{mentors.pk}/invite/{bo.pk}/")
    officer.press("Override this check for one offer (DBS check)")
    officer.fill(reason="The certificate comes by post this week.")
    officer.press("Ask a senior officer to agree")
    assert officer.sees("Enter what the risks are and what you will do about them")
    last = timezone.localdate() + timedelta(days=28)
    officer.fill(risk_assessment="Bo is never alone with anybody.", supervisor="Ada, the leader")
    officer.fill(ends_on_day=str(last.day), ends_on_month=str(last.month), ends_on_year=str(last.year))
    officer.press("Ask a senior officer to agree")
    assert officer.sees("An officer has asked to override this check.")
    officer.press("A senior officer must agree")


def agree(senior):
    """Agree as the second officer, then think better of it."""
    senior.goto("/desk/overrides/")
    senior.press("Agree : Bo")
    assert senior.sees("Agreed by")
    senior.press("Withdraw : Bo")
    assert senior.sees("None at the moment.")


def record_conflict(officer, ada):
    """Write down that Ada must be kept from someone."""
    officer.goto(f"/desk/volunteers/{ada.pk}/")
    officer.press("Conflicts: who or what to keep them away from")
    officer.press("Record the conflict")
    assert officer.sees("There is a problem")
    officer.tick("Another volunteer")
    officer.fill(reference="SWP-V-NOBODY", reason="A dispute between neighbours.")
    officer.press("Record the conflict")
    assert officer.sees("Enter the reference number of another volunteer")


def change_weights(senior):
    """Look at what other weights would change, and save them."""
    senior.goto("/desk/weights/")
    senior.fill(skills="99", reason="Nearer is better.")
    senior.press("Show what would change")
    assert senior.sees("The weights must add up to 100")
    senior.fill(skills="20", nearness="25")
    senior.press("Show what would change")
    assert senior.sees("What would change today")
    senior.press("Save these weights")
    assert senior.sees("Version 2 is in use")


def review_the_city(senior):
    """Find out what would let more places be filled."""
    senior.goto("/desk/city/")
    senior.press("Start a new review")
    assert senior.sees("Open roles had one place left on that day")
    senior.goto("/desk/fairness/")


def accept(volunteer, client_cookie):
    """Take the place."""
    volunteer.page.context.add_cookies([client_cookie])
    volunteer.goto("/my/")
    volunteer.press("Helper")
    volunteer.tick("Yes, I accept")
    volunteer.press("Send my answer")
    assert volunteer.sees("Your place is confirmed")


def test_ranking(person, client, live_server):
    role, ada = fill_town()
    OfficerFactory(email=CAROL, password=make_password(PASSWORD))
    SeniorOfficerFactory(email=SAM, password=make_password(PASSWORD))
    officer, senior, volunteer = person(), person(), person()
    sign_in_officer(officer, CAROL)
    compare(officer, role)
    record_conflict(officer, ada)
    pass_over(officer, role)
    ask_to_pass_over_a_check(officer, role)
    client.force_login(ada.user)
    session = client.cookies["sessionid"].value
    accept(volunteer, {"name": "sessionid", "value": session, "url": live_server.url})
    assert Placement.objects.current().get().volunteer == ada
    sign_in_officer(senior, SAM)
    agree(senior)
    change_weights(senior)
    review_the_city(senior)
