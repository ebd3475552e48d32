import pytest

from groups.forms.steps import FORMS
from groups.models import Check, Group
from groups.rules import (
    APPROVE,
    REFUSE,
    REINSTATE,
    REQUEST_CHANGES,
    SUBMIT,
    SUSPEND,
    may_answer,
    may_edit_group,
    may_move,
    may_own_group,
    missing_checks,
    missing_steps,
)
from groups.steps import STEP_BY_SLUG, STEPS
from tests.factories.groups import CheckFactory

MOVES = (SUBMIT, REQUEST_CHANGES, APPROVE, REFUSE, SUSPEND, REINSTATE)
POSSIBLE = {
    "draft": {SUBMIT},
    "submitted": {REQUEST_CHANGES, APPROVE, REFUSE},
    "changes_requested": {SUBMIT},
    "approved": {SUSPEND},
    "suspended": {REINSTATE},
    "refused": set(),
}


def test_may_edit_group_is_for_its_people(group, asha, ben, carol, eve):
    assert [may_edit_group(person, group) for person in (asha, ben, carol, eve)] == [True, True, False, False]


def test_may_own_group_is_for_its_owner(group, asha, ben, carol, eve):
    assert [may_own_group(person, group) for person in (asha, ben, carol, eve)] == [True, False, False, False]


@pytest.mark.parametrize("state", Group.State.values)
def test_may_move_knows_what_follows_each_state(state):
    assert {move for move in MOVES if may_move(Group(state=state), move)} == POSSIBLE[state]


@pytest.mark.parametrize(
    ("state", "slug", "answer"),
    [
        ("draft", "name", True),
        ("draft", "about", True),
        ("submitted", "name", False),
        ("submitted", "about", False),
        ("changes_requested", "name", True),
        ("approved", "name", False),
        ("approved", "kind", False),
        ("approved", "declaration", False),
        ("approved", "about", True),
        ("refused", "about", False),
        ("suspended", "about", False),
    ],
)
def test_may_answer_depends_on_state_and_question(state, slug, answer):
    assert may_answer(Group(state=state), STEP_BY_SLUG[slug]) is answer


def test_missing_steps_of_an_empty_registration_are_all(draft):
    assert missing_steps(draft) == list(STEPS)


def test_missing_steps_of_a_complete_registration_are_none(submitted):
    assert missing_steps(submitted) == []


@pytest.mark.parametrize(
    ("slug", "fields"),
    [
        ("name", {"name": ""}),
        ("kind", {"legal_form": ""}),
        ("about", {"audience": ""}),
        ("base", {"postcode": ""}),
        ("public", {"public_email": "", "public_phone": "", "website": ""}),
        ("contact", {"contact_email": ""}),
        ("safeguarding", {"safeguarding_email": "", "safeguarding_phone": ""}),
        ("safeguarding", {"safeguarding_name": ""}),
        ("declaration", {"declared_at": None}),
    ],
)
def test_missing_steps_names_the_one_that_is_empty(submitted, slug, fields):
    for name, value in fields.items():
        setattr(submitted, name, value)

    assert [step.slug for step in missing_steps(submitted)] == [slug]


@pytest.mark.parametrize(("slug", "links"), [("wards", "wards"), ("priorities", "priorities")])
def test_missing_steps_names_links_that_are_empty(submitted, slug, links):
    getattr(submitted, links).clear()

    assert [step.slug for step in missing_steps(submitted)] == [slug]


@pytest.mark.parametrize("name", ["public_phone", "website"])
def test_missing_steps_takes_any_public_contact(submitted, name):
    submitted.public_email = ""
    setattr(submitted, name, "anything")

    assert missing_steps(submitted) == []


def test_missing_checks_are_all_at_first(draft):
    assert missing_checks(draft) == list(Check.Kind)


def test_missing_checks_count_passed_and_not_needed(draft):
    CheckFactory(group=draft, kind="register", outcome="not_needed")
    CheckFactory(group=draft, kind="contact", outcome="passed")
    CheckFactory(group=draft, kind="activity", outcome="failed")

    assert missing_checks(draft) == [Check.Kind.SAFEGUARDING, Check.Kind.ACTIVITY]


def test_missing_checks_forget_what_was_superseded(submitted):
    submitted.checks.filter(kind="contact").update(superseded_at=submitted.submitted_at)

    assert missing_checks(submitted) == [Check.Kind.CONTACT]


def test_steps_and_forms_and_checks_agree():
    assert list(FORMS) == [step.slug for step in STEPS]
    assert {step.check for step in STEPS} - {""} == set(Check.Kind.values)
    fields = {field.name for field in Group._meta.get_fields()}
    assert {name for step in STEPS for name in step.fields} <= fields
