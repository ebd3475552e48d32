"""Someone of 15 begins to register: they are refused kindly, and nothing of them is kept."""

import pytest

from accounts.models import EmailLink, User
from core.models import AuditEvent
from notifications.models import Message
from tests.journeys.test_main_job import enter_with_link
from volunteers.models import Volunteer

pytestmark = pytest.mark.slow


def test_somebody_of_15_is_refused_and_leaves_no_trace(person, city):
    kim = person()
    enter_with_link(kim, "Become a volunteer", "kim@school.example")
    assert kim.sees("You need to be 16 or older")
    kim.press("Start")
    kim.fill(name="Kim Young")
    kim.press("Save and continue")
    kim.fill(born_on_day="1", born_on_month="6", born_on_year="2018")
    kim.press("Save and continue")

    assert kim.sees("You cannot volunteer with us yet")
    assert kim.sees("Thank you for wanting to help.")
    kim.look()
    for model in (Volunteer, User, EmailLink, Message):
        assert not model.objects.exists(), model
    assert not AuditEvent.objects.filter(actor_name__contains="kim").exists()
    kim.press("I entered the wrong date, so I will start again")
    assert kim.sees("to be 16 or older")
    assert not kim.faults
