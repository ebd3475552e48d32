from datetime import date

from matching.eligibility import GATES, TALK_FIRST, judge
from matching.scoring import PARTS, score
from matching.templatetags.matching import NAMES, called, change_address, outcome, remedy, said, slot_names
from tests.factories.facts import make_candidate, make_opening


def test_every_gate_and_part_has_a_name():
    gates = {gate.code for gate in judge(make_candidate(), make_opening()).findings}

    assert len(gates) == len(GATES)
    assert set(NAMES) == gates | {part.code for part in PARTS} | {TALK_FIRST.code}
    assert str(called("dbs")) == "DBS check"


def test_gates_and_parts_are_said_with_days_in_words():
    too_young = make_candidate(born_on=date(2007, 3, 1))
    (gate,) = judge(too_young, make_opening(minimum_age=21)).failing

    assert "minimum age of 21" in said(gate)
    assert remedy(gate) == "They will be old enough on 1 March 2028."
    assert str(outcome(gate)) == "Fails"
    assert change_address(gate) == "/my/details/age/"
    assert change_address(gate._replace(code="dbs")) == ""
    assert all(said(part) for part in score(too_young, make_opening()).parts)


def test_slots_are_named():
    assert slot_names(0b1) == ["Monday morning"]
