from datetime import UTC, date, datetime

import pytest
from django.template.loader import render_to_string

from tests.factories.volunteers import VolunteerFactory
from volunteers.forms.yes_or_no import form_of
from volunteers.own_data import own_data
from volunteers.steps import STEP_BY_SLUG, Step
from volunteers.yes_or_no import YesOrNo

DAY, NOW = date(2026, 6, 1), datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
ANSWERS = [(True, "yes", "Yes"), (False, "no", "No"), (None, "later", "Not told yet")]


@pytest.fixture
def declared(monkeypatch):
    """A question that stands for those that are declared; its field is not in the database."""
    question = YesOrNo("has_tent", "tent", "Tent", "Do you have a tent?", "Of your own.")
    monkeypatch.setattr("volunteers.yes_or_no.QUESTIONS", (question,))
    monkeypatch.setitem(STEP_BY_SLUG, "tent", Step("tent", "Tent", ("has_tent",), is_new=True))
    return question


def person(**facts):
    volunteer = VolunteerFactory()
    volunteer.has_tent = facts.get("has_tent")
    return volunteer


@pytest.mark.parametrize(("kept", "given", "_words"), ANSWERS)
def test_a_yes_or_no_question_keeps_what_was_answered(db, declared, kept, given, _words):
    form = form_of(declared)({"has_tent": given}, record=person(), day=DAY)

    assert form.is_valid()
    assert form.answers(NOW) == {"has_tent": kept}
    field = form["has_tent"]
    assert (field.label, field.help_text) == ("Do you have a tent?", "Of your own.")


@pytest.mark.parametrize(("kept", "shown", "_words"), ANSWERS)
def test_a_yes_or_no_question_shows_what_was_answered(db, declared, kept, shown, _words):
    form = form_of(declared)(record=person(has_tent=kept), day=DAY)

    assert form["has_tent"].value() == shown


def test_a_yes_or_no_question_wants_an_answer(db, declared):
    form = form_of(declared)({}, record=person(), day=DAY)

    assert form.errors == {"has_tent": ["Select yes, no or later"]}


@pytest.mark.parametrize(("kept", "_given", "words"), ANSWERS)
def test_a_yes_or_no_answer_is_on_pages_and_in_a_persons_own_data(db, declared, kept, _given, words):
    volunteer = person(has_tent=kept)
    changes = {"tent": "/change/"}

    page = render_to_string("volunteers/_answers.html", {"volunteer": volunteer, "changes": changes})

    assert words in page
    assert 'href="/change/"' in page
    assert own_data(volunteer)["has_tent"] is kept
