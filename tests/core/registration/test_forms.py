from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from core.forms import CleanCharField
from core.registration.forms import StepForm, by_slug
from core.registration.steps import Step

NOON = datetime(2026, 6, 2, 12, 0, tzinfo=UTC)
STEPS = {"reach": Step("reach", "Reach", ("email", "phone"), either=("email", "phone"))}


class ReachForm(StepForm):
    steps = STEPS
    slug = "reach"
    title = "How can we reach you?"
    email = CleanCharField(label="Email address", required=False, max_length=20)
    phone = CleanCharField(label="Telephone number", required=False)
    note = CleanCharField(label="Note", required=False)

    def clean(self):
        self.require_either("Enter one")


def form(data=None):
    record = SimpleNamespace(email="", phone="101", note="")
    return ReachForm(data, record=record, day=date(2026, 6, 2))


def test_form_shows_the_present_answer():
    assert form().initial == {"email": "", "phone": "101"}


def test_form_keeps_the_fields_of_its_question_alone():
    bound = form({"email": "ann@example.com", "note": "Hello"})

    assert bound.is_valid()
    assert bound.answers(NOON) == {"email": "ann@example.com", "phone": ""}


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"note": "Hello"}, {"email": ["Enter one"]}),
        ({"email": "x" * 21}, {"email": ["Email address must be 20 characters or fewer"]}),
    ],
)
def test_form_asks_for_one_of_several_once(data, errors):
    assert form(data).errors == errors


def test_by_slug_keeps_the_order():
    assert by_slug(ReachForm) == {"reach": ReachForm}
