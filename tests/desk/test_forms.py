from datetime import date

import pytest

from desk.forms import (
    AuditForm,
    CheckForm,
    DecisionForm,
    GroupDecisionForm,
    InitiativeDecisionForm,
    ListForm,
    ScreeningForm,
)
from groups.models import Group
from initiatives.models import Initiative
from tests.groups.hostile import TEXTS

POSSIBLE = {
    "draft": [],
    "submitted": ["approve", "changes", "refuse"],
    "changes_requested": [],
    "approved": ["suspend"],
    "suspended": ["reinstate"],
    "refused": [],
}


def group_form(data, state="submitted"):
    return GroupDecisionForm(data, subject=Group(state=state, version=3))


@pytest.mark.parametrize("state", Group.State.values)
def test_group_decision_offers_what_is_possible(state):
    form = group_form(None, state)

    assert form.possible == POSSIBLE[state]
    assert [key for key, _words in form.fields["decision"].widget.choices] == POSSIBLE[state]
    assert form["version"].value() == 3


@pytest.mark.parametrize(
    ("state", "possible"),
    [("submitted", ["publish", "send_back"]), ("published", []), ("draft", []), ("closed", [])],
)
def test_initiative_decision_offers_what_is_possible(state, possible):
    assert InitiativeDecisionForm(subject=Initiative(state=state)).possible == possible


def test_decision_understands_what_comes_too_late():
    assert group_form({"decision": "approve", "version": "2"}, "approved").is_valid()


@pytest.mark.parametrize("decision", ["changes", "refuse", "suspend"])
@pytest.mark.parametrize("message", ["", "   ", "\u200b"])
def test_decision_against_asks_for_words(decision, message):
    form = group_form({"decision": decision, "message": message, "version": "3"})

    assert form.errors == {"message": ["Enter a message to the group that says why"]}


@pytest.mark.parametrize("decision", ["approve", "reinstate"])
def test_decision_in_favour_needs_no_words(decision):
    assert group_form({"decision": decision, "version": "3"}).is_valid()


def test_decision_says_what_is_wrong_with_the_words_once():
    form = group_form({"decision": "refuse", "message": "x" * 3000, "version": "3"})

    assert form.errors == {"message": ["Message to the group must be 2000 characters or fewer"]}


def test_decision_asks_for_one():
    assert group_form({"version": "3"}).errors == {"decision": ["Select your decision"]}


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "1.5", "\x00"])
def test_decision_refuses_a_version_that_never_was(version):
    assert "version" in group_form({"decision": "approve", "version": version}).errors


def test_decision_form_is_of_something():
    with pytest.raises(NotImplementedError):
        DecisionForm.may(None, None, None)


def audit_form(**data):
    return AuditForm(data, actions=[("group.approved", "")], subjects=[("groups.group", "")])


def test_audit_form_refuses_days_in_the_wrong_order():
    days = dict.fromkeys(("since_month", "until_month"), "6") | dict.fromkeys(
        ("since_year", "until_year"), "2026"
    )

    assert audit_form(since_day="2", until_day="2", **days).is_valid()
    assert audit_form(since_day="2", until_day="1", **days).errors == {
        "until": ["“To” must be the same day as “From” or later"]
    }


@pytest.mark.parametrize("text", TEXTS)
def test_forms_survive_hostile_text(text):
    forms = [
        CheckForm({"kind": text, "outcome": text, "note": text}),
        group_form({"decision": text, "message": text, "version": text}),
        ScreeningForm({"level": text, "issued_on_0": text, "is_accepted": text, "note": text}),
        ListForm({"q": text, "state": text}, states=[("", "")]),
        audit_form(subject=text, record=text, action=text, person=text, by=text, since_day=text),
    ]

    assert not any(form.is_valid() for form in forms[:3])
    assert all(form.is_valid() in {True, False} for form in forms)


def test_check_form_asks_for_both():
    assert CheckForm({}).errors == {
        "kind": ["Select what you checked"],
        "outcome": ["Select the result"],
    }


def test_screening_form_reads_the_facts():
    data = {
        "level": "3",
        "issued_on_day": "27",
        "issued_on_month": "3",
        "issued_on_year": "2026",
        "is_accepted": "no",
    }
    form = ScreeningForm(data)

    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "level": 3,
        "issued_on": date(2026, 3, 27),
        "is_accepted": False,
        "note": "",
    }


def test_screening_form_asks_for_the_facts():
    assert ScreeningForm({}).errors == {
        "level": ["Select the level"],
        "issued_on": ["Enter the date of issue"],
        "is_accepted": ["Select if you accept it"],
    }
