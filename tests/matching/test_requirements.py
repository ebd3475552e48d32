from types import SimpleNamespace

import numpy as np
import pytest

from matching.eligibility import FAIL, PASS, REQUIREMENTS, UNKNOWN, columns
from matching.eligibility.requirements import ALWAYS_TOLD, Requirement
from matching.eligibility.sql.requirements import UnmetRequirement, unmet_requirement
from matching.facts import Kind
from matching.facts.columns import KINDS, CandidateColumns, RoleHistories
from matching.wording import ENGLISH
from tests.factories.facts import make_opening
from volunteers import profile

FIRST_AID = Requirement(
    code="first_aid",
    name="First aid",
    needed="needs_first_aid",
    held="has_first_aid",
    untold=None,
    met="Trained in first aid",
    unmet="Not trained in first aid",
    unmet_remedy="Ask whether they would train.",
    unknown="Training is not known",
    unknown_remedy="Ask whether they are trained.",
    question="training",
)
NEEDED, NOT_NEEDED = SimpleNamespace(needs_first_aid=True), SimpleNamespace(needs_first_aid=False)
ANSWERS = [True, False, None]


@pytest.mark.parametrize(
    ("answer", "role", "outcome", "reason", "remedy"),
    [
        (True, NEEDED, PASS, "Trained in first aid", ""),
        (False, NEEDED, FAIL, "Not trained in first aid", "Ask whether they would train."),
        (None, NEEDED, UNKNOWN, "Training is not known", "Ask whether they are trained."),
        (None, NOT_NEEDED, PASS, "Trained in first aid", ""),
    ],
)
def test_a_requirement_says_yes_no_or_not_known(answer, role, outcome, reason, remedy):
    finding = FIRST_AID.rule(SimpleNamespace(has_first_aid=answer), role)

    assert (finding.code, finding.outcome) == ("first_aid", outcome)
    assert (finding.reason, finding.remedy) == (reason, remedy)


def test_a_requirement_that_needs_its_own_words_where_the_role_needs_nothing_has_them():
    (availability,) = (each for each in REQUIREMENTS if each.code == "availability")

    finding = availability.rule(SimpleNamespace(availability=None), make_opening(slots=0))

    assert finding.reason == "The role's times are flexible"


@pytest.mark.parametrize("role", [NEEDED, NOT_NEEDED])
def test_a_requirement_over_columns_answers_as_its_rule_does(monkeypatch, role):
    monkeypatch.setitem(KINDS, "has_first_aid", Kind.WHOLE)
    people = CandidateColumns.of(
        SimpleNamespace(id=number, has_first_aid=answer) for number, answer in enumerate(ANSWERS)
    )

    answers = FIRST_AID.column(people, role, RoleHistories.of(["none"] * 3))

    outcomes = [columns.OUTCOMES[number] for number in np.broadcast_to(answers, 3).tolist()]
    assert outcomes == [
        FIRST_AID.rule(SimpleNamespace(has_first_aid=answer), role).outcome for answer in ANSWERS
    ]


def test_a_requirement_in_sql_asks_for_its_bits_of_the_profile(monkeypatch):
    bits = {"first_aid": profile.yes_or_no("has_first_aid", 50)}
    monkeypatch.setattr("matching.eligibility.sql.requirements.BITS", bits)

    assert unmet_requirement(FIRST_AID, NEEDED) == UnmetRequirement(
        "first_aid", 1 << 50, unknown=f"(v.profile & {1 << 51}) = 0"
    )
    assert unmet_requirement(FIRST_AID, NOT_NEEDED) is None


def test_a_requirement_passes_its_words_and_rules_on_to_its_gate():
    gate = FIRST_AID.gate

    assert (gate.code, gate.name, gate.question) == ("first_aid", "First aid", "training")
    assert gate.may_be_overridden
    assert not gate.keeps_people_safe


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda each: each.code)
def test_every_requirement_has_its_sentences_and_its_bits(requirement):
    values = {requirement.missing: 1} if requirement.missing else {}
    sentences = [requirement.met, requirement.unmet, requirement.unmet_remedy]
    if requirement.untold != ALWAYS_TOLD:
        sentences += [requirement.unknown, requirement.unknown_remedy]

    assert all(ENGLISH.sentence(sentence, values) for sentence in sentences)
    bits = profile.BITS[requirement.code]
    assert bool(bits.told or bits.told_in) == (requirement.untold != ALWAYS_TOLD)
