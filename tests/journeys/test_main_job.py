"""The main job from end to end, by its four people, each at a browser of their own."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password

from groups.models import Check
from matching.models import Placement
from notifications.models import Message
from tests.factories.accounts import OfficerFactory

pytestmark = pytest.mark.slow

SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "a-long-enough-password"
LINK = re.compile(r"https?://[^/\s]+(/account/link/\S+)")


def link_sent_to(email):
    """Return the path of the link in the newest mail to an address."""
    body = Message.objects.filter(to=email).latest_first()[0].body
    return LINK.search(body).group(1)


def code_now():
    """Return what the officer's authenticator app shows."""
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def enter_with_link(person, door, email):
    """Ask for a link at a door of the home page, with a mistake first, and follow it from the mail."""
    person.goto("/")
    person.press(door)
    person.press("Send me the link")
    assert person.sees("There is a problem")
    person.fill(email=email)
    person.press("Send me the link")
    person.goto(link_sent_to(email))
    person.press("Continue")


def register_group(secretary):
    """Register a group, with a mistake on the way that loses nothing."""
    enter_with_link(secretary, "Register a group", "secretary@boxing.example")
    secretary.press("Start")
    secretary.fill(name="Heath Town Boxing Club")
    secretary.press("Save and continue")
    secretary.tick("Registered charity")
    secretary.fill(charity="12")
    secretary.press("Save and continue")
    assert secretary.sees("There is a problem")
    secretary.fill(charity="1234567")
    secretary.press("Save and continue")
    secretary.fill(summary="We teach boxing.", audience="Young people")
    secretary.press("Save and continue")
    secretary.tick("Prevent violence")
    secretary.press("Save and continue")
    secretary.tick("Heath Town")
    secretary.press("Save and continue")
    secretary.fill(postcode="DY3 1AS")
    secretary.press("Save and continue")
    assert secretary.sees("DY3 1AS is outside Wolverhampton")
    secretary.fill(postcode="wv100qp")
    secretary.press("Save and continue")
    secretary.fill(public_email="hello@boxing.example")
    secretary.press("Save and continue")
    secretary.fill(contact_name="Asha Secretary", contact_email="secretary@boxing.example")
    secretary.press("Save and continue")
    secretary.fill(safeguarding_name="Sita Lead", safeguarding_phone="01632 960001")
    secretary.press("Save and continue")
    secretary.page.locator("main input[type=checkbox]").check()
    secretary.press("Save and continue")
    secretary.press("Send registration")
    assert secretary.sees("SWP-G-")


def sign_in_officer(officer, email):
    """Sign in with a password and the second factor."""
    officer.goto("/account/login/")
    officer.fill(login=email, password=PASSWORD)
    officer.press("Sign in")
    officer.fill(code=code_now())
    officer.press("Sign in")


def approve_group(officer):
    """Open the waiting registration, record the checks, and approve it."""
    officer.goto("/desk/")
    officer.goto("/desk/groups/?state=submitted")
    officer.press("Heath Town Boxing Club")
    for kind in Check.Kind:
        officer.tick(str(kind.label), "Passed")
        officer.press("Record check")
    officer.press("Save decision")
    assert officer.sees("Select your decision")
    officer.tick("Approve")
    officer.press("Save decision")
    assert officer.sees("Approved")


def offer_initiative(secretary):
    """Draft an initiative with a role, and send it to an officer."""
    secretary.goto("/my-groups/")
    secretary.press("Heath Town Boxing Club")
    secretary.press("Your initiatives and the volunteers they need")
    secretary.press("Offer an initiative")
    secretary.fill(title="Tuesday boxing")
    secretary.press("Continue")
    secretary.fill(
        summary="Boxing for beginners.",
        description="Gloves are there.",
        audience="Young people aged 11 to 18",
    )
    secretary.tick("Prevent violence")
    secretary.press("Save")
    manage = secretary.page.url
    secretary.press("where it is")
    secretary.tick("Yes, show the address")
    secretary.fill(name="The Old Gym", address="1 Example Street", postcode="WV10 0QP")
    secretary.press("Save")
    secretary.goto_under(manage, "times/")
    secretary.fill(starts_1_0="6:30pm", ends_1_0="5pm")
    secretary.press("Save")
    assert secretary.sees("Tuesday must end after it starts")
    secretary.fill(ends_1_0="8pm")
    secretary.press("Save")
    add_role(secretary)
    secretary.press("Check and send")
    secretary.press("Send to an officer")
    assert secretary.sees("Waiting for an officer")


def add_role(secretary):
    """Say whom the initiative needs."""
    secretary.press("Add a role")
    secretary.fill(title="Boxing coach", tasks="Coach beginners.", places_minimum="1", places_maximum="1")
    secretary.fill(starts_on_day="1", starts_on_month="6", starts_on_year="2027", minimum_age="18")
    secretary.page.get_by_label("Tuesday evening").check()
    secretary.tick("Basic DBS check", "English")
    secretary.press("Add the role")
    assert secretary.sees("Boxing coach")


def publish(officer):
    """Read what the group sent, and publish it."""
    officer.goto("/desk/initiatives/")
    officer.press("Tuesday boxing")
    officer.tick("Publish")
    officer.press("Save decision")
    assert officer.sees("Published")


def search_as_resident(resident):
    """Find the initiative by postcode, without JavaScript."""
    resident.goto("/")
    resident.fill(postcode="WV10 0QP")
    resident.press("Find")
    resident.press("Tuesday boxing")
    assert resident.sees("Boxing for beginners.")


def register_volunteer(volunteer):
    """Register as a volunteer near the gym, with mistakes on the way that lose nothing."""
    enter_with_link(volunteer, "Become a volunteer", "dev@home.example")
    volunteer.press("Start")
    volunteer.press("Save and continue")
    assert volunteer.sees("There is a problem")
    volunteer.fill(name="Dev Volunteer")
    volunteer.press("Save and continue")
    volunteer.fill(born_on_day="31", born_on_month="2", born_on_year="1990")
    volunteer.press("Save and continue")
    assert volunteer.sees("There is a problem")
    volunteer.fill(born_on_day="1")
    volunteer.press("Save and continue")
    volunteer.fill(postcode="WV10 0QP")
    volunteer.press("Save and continue")
    volunteer.tick("By bus or tram", "3 miles")
    volunteer.press("Save and continue")
    volunteer.press("Save and continue")  # other wards are optional
    volunteer.tick("Tuesday evening")
    volunteer.press("Save and continue")
    volunteer.tick("Boxing coaching")
    volunteer.press("Save and continue")
    volunteer.tick("Boxing coaching")  # and is experienced in it
    volunteer.press("Save and continue")
    volunteer.tick("Prevent violence")
    volunteer.press("Save and continue")
    volunteer.tick("English")
    volunteer.press("Save and continue")
    volunteer.tick("One", "Whenever a role suits me, up to 3 times in 30 days")
    volunteer.press("Save and continue")
    volunteer.tick("Yes, a basic check")
    volunteer.press("Save and continue")
    volunteer.tick("Yes")  # the use of a car
    volunteer.press("Save and continue")
    volunteer.press("Save and continue")  # the telephone number is optional
    volunteer.press("Send")
    assert volunteer.sees("SWP-V-")


def record_dbs_check(officer):
    """Record the certificate that the volunteer showed."""
    officer.goto("/desk/volunteers/")
    officer.press("Dev Volunteer")
    officer.page.get_by_text("Record a DBS check you have seen").click()
    officer.tick("Basic", "Yes")
    officer.fill(issued_on_day="5", issued_on_month="1", issued_on_year="2026")
    officer.press("Record check")


def invite(officer):
    """See that the volunteer must be asked first, record the check, and offer the place."""
    officer.goto("/desk/roles/")
    officer.press("Boxing coach")
    role = officer.page.url
    assert officer.sees("People to ask")
    record_dbs_check(officer)
    officer.goto_under(role, "")
    officer.press("Invite Dev Volunteer")
    officer.press("Send the offer")
    assert officer.sees("Waiting for an answer")


def accept(volunteer):
    """Read the offer and take the place."""
    volunteer.goto("/my/")
    volunteer.press("Boxing coach")
    volunteer.tick("Yes, I accept")
    volunteer.press("Send my answer")
    assert volunteer.sees("Your place is confirmed")


@pytest.mark.usefixtures("city")
def test_main_job(person):
    carol = OfficerFactory(email="carol@safer.example", password=make_password(PASSWORD))
    secretary, officer, resident, volunteer = person(), person(), person(javascript=False), person()
    register_volunteer(volunteer)
    register_group(secretary)
    sign_in_officer(officer, carol.email)
    approve_group(officer)
    offer_initiative(secretary)
    publish(officer)
    search_as_resident(resident)
    invite(officer)
    accept(volunteer)
    assert Placement.objects.current().get().volunteer.name == "Dev Volunteer"
