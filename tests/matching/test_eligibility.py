from dataclasses import replace
from datetime import date
from math import inf, nextafter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from matching.eligibility import (
    GATES,
    Outcome,
    judge,
    keeps_people_safe,
    may_be_overridden,
    not_overridden,
    unmet_gates,
)
from matching.facts import Away, Engagement
from matching.wording import Wording
from tests.factories.facts import (
    ENGLISH,
    ENHANCED,
    PANJABI,
    PARK,
    POLISH,
    ST_PETERS,
    STARTS,
    THURSDAY_MORNING,
    TUESDAY_EVENING,
    make_candidate,
    make_opening,
)
from tests.matching.strategies import candidates, days, levels, openings
from volunteers.catalogues import EVERY_SLOT, mask_of, slot_bit

PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN
FAR_AWAY = {"latitude": 52.4862, "longitude": -2.1288}  # 7.1 miles south of the role
TUESDAY, THURSDAY = mask_of([TUESDAY_EVENING]), mask_of([THURSDAY_MORNING])
WITH_OTHERS = {"group": 21, "venue": 22, "people": frozenset({23, 24})}
WILLING = "Willing to help in this ward, however far away it is"
NOT_AWAY = "Not away during the role"
AWAY_REMEDY = "Ask if they can still be there, or let them start after that."
NO_CONFLICT = "No conflicts recorded with this role"
NO_CLASH = "No other role at the same times"
CLASH = "Has another role, or an offer of one, on Tuesday evening"
CLASH_REMEDY = "Change the times of one role, or end the other one."


def gate_of(code, candidate, opening):
    """Return one gate's answer out of the whole verdict."""
    return next(gate for gate in judge(candidate, opening).findings if gate.code == code)


EXITS = [
    # code, changes to the person, changes to the role, outcome, reason, remedy
    ("standing", {}, {}, PASS, "Volunteering at the moment", ""),
    (
        "standing",
        {"is_active": False},
        {},
        FAIL,
        "Not volunteering at the moment",
        "They can end their break from their own page.",
    ),
    ("places", {}, {}, PASS, "The role has a place left", ""),
    (
        "places",
        {},
        {"is_open": False},
        FAIL,
        "The role is not taking people",
        "Open the role first.",
    ),
    (
        "places",
        {},
        {"places_left": 0},
        FAIL,
        "The role has no places left",
        "Wait for a free place, or let the role take more people.",
    ),
    (
        "places",
        {},
        {"places_left": -1},
        FAIL,
        "The role has no places left",
        "Wait for a free place, or let the role take more people.",
    ),
    ("history", {}, {}, PASS, "Not in this role yet", ""),
    (
        "history",
        {"role_history": "offered"},
        {},
        FAIL,
        "Already offered this role",
        "Wait for the answer, or withdraw the offer.",
    ),
    (
        "history",
        {"role_history": "placed"},
        {},
        FAIL,
        "Already has a place in this role",
        "Nothing to do. They have the place.",
    ),
    ("adult", {"born_on": date(2008, 6, 1)}, {}, PASS, "18 or over", ""),
    ("adult", {"born_on": date(2008, 2, 29)}, {"on": date(2026, 3, 1)}, PASS, "18 or over", ""),
    ("adult", {"born_on": None}, {}, PASS, "18 or over", ""),
    (
        "adult",
        {"born_on": date(2008, 6, 2), "is_over_18": True},
        {"starts_on": date(2026, 6, 2)},
        FAIL,
        "Under 18 until 2 June 2026",
        "Nobody can be offered a role before they are 18.",
    ),
    (
        "adult",
        {"born_on": date(2008, 2, 29)},
        {"on": date(2026, 2, 28)},
        FAIL,
        "Under 18 until 1 March 2026",
        "Nobody can be offered a role before they are 18.",
    ),
    (
        "adult",
        {"born_on": None, "is_over_18": False},
        {},
        UNKNOWN,
        "Age not known",
        "Ask for their date of birth.",
    ),
    ("age", {"born_on": None}, {"minimum_age": None}, PASS, "The role is open to any age", ""),
    ("age", {"born_on": date(2008, 6, 1)}, {}, PASS, "Old enough on the first day of the role", ""),
    (
        "age",
        {"born_on": date(2008, 6, 2)},
        {},
        FAIL,
        "Will be 17 on the first day of the role, which has a minimum age of 18",
        "They will be old enough on 2 June 2026.",
    ),
    ("age", {"born_on": None}, {}, PASS, "Old enough on the first day of the role", ""),
    (
        "age",
        {"born_on": None},
        {"minimum_age": 19},
        UNKNOWN,
        "Over 18, but the role has a minimum age of 19",
        "Ask for their date of birth.",
    ),
    (
        "age",
        {"born_on": None, "is_over_18": False},
        {"minimum_age": 16},
        UNKNOWN,
        "Age not known, and the role has a minimum age of 16",
        "Ask for their date of birth.",
    ),
    (
        "dbs",
        {"dbs_level": 0, "dbs_valid_until": None},
        {"dbs_level": 0},
        PASS,
        "The role does not need a DBS check",
        "",
    ),
    ("dbs", {"dbs_valid_until": STARTS}, {}, PASS, "DBS check seen. It counts until 1 June 2026", ""),
    ("dbs", {"dbs_level": 4}, {}, PASS, "DBS check seen. It counts until 31 May 2027", ""),
    (
        "dbs",
        {"dbs_valid_until": date(2026, 5, 31)},
        {},
        FAIL,
        "Enhanced DBS check expires on 31 May 2026, before the first day of the role",
        "They need a new check, and an officer must see it.",
    ),
    (
        "dbs",
        {"dbs_valid_until": None},
        {},
        UNKNOWN,
        "Enhanced DBS check seen, but no expiry date recorded",
        "An officer needs to record when the check expires.",
    ),
    (
        "dbs",
        {"dbs_level": 1, "dbs_declared": 4},
        {},
        UNKNOWN,
        "Enhanced DBS check with barred lists declared, but not yet seen by an officer",
        "An officer needs to see the certificate.",
    ),
    (
        "dbs",
        {"dbs_level": 1, "dbs_declared": 2},
        {},
        FAIL,
        "The role needs: Enhanced DBS check. Has: Basic DBS check",
        "They need the check, and an officer must see it.",
    ),
    ("availability", {"availability": None}, {"slots": 0}, PASS, "The role's times are flexible", ""),
    ("availability", {}, {}, PASS, "Free at all the role's times", ""),
    (
        "availability",
        {"availability": None},
        {},
        UNKNOWN,
        "Free times not known",
        "Ask when they are free.",
    ),
    (
        "availability",
        {"availability": mask_of([THURSDAY_MORNING])},
        {},
        FAIL,
        "Not free on Tuesday evening",
        "Ask if they can be free then, or change the role's times.",
    ),
    (
        "availability",
        {"availability": 0},
        {"slots": mask_of([0, TUESDAY_EVENING, slot_bit(6, 1)])},
        FAIL,
        "Not free on Monday morning, Tuesday evening and Sunday afternoon",
        "Ask if they can be free then, or change the role's times.",
    ),
    ("travel", {}, {}, PASS, "Near enough to travel", ""),
    (
        "travel",
        {"travel_miles": 0.0},
        {"latitude": 52.5862, "longitude": -2.1288},
        PASS,
        "Near enough to travel",
        "",
    ),
    (
        "travel",
        FAR_AWAY,
        {},
        FAIL,
        "7.2 miles away, which is over the limit of 3 miles",
        "Ask if they would travel further for this role.",
    ),
    (
        "travel",
        {},
        {"latitude": None, "longitude": None},
        UNKNOWN,
        "The address is private, so we do not show the distance",
        "An officer needs to ask if they can make the journey.",
    ),
    (
        "travel",
        {"latitude": None},
        {},
        UNKNOWN,
        "Home postcode not known",
        "Ask for their home postcode.",
    ),
    (
        "travel",
        {"longitude": None},
        {},
        UNKNOWN,
        "Home postcode not known",
        "Ask for their home postcode.",
    ),
    ("languages", {}, {}, PASS, "Speaks every language the role needs", ""),
    ("languages", {"languages": 0}, {"languages": 0}, PASS, "Speaks every language the role needs", ""),
    (
        "languages",
        {"languages": 0},
        {},
        UNKNOWN,
        "Languages not known, and the role needs Panjabi",
        "Ask which languages they speak.",
    ),
    (
        "languages",
        {"languages": mask_of([ENGLISH])},
        {"languages": mask_of([ENGLISH, PANJABI, POLISH])},
        FAIL,
        "Does not speak Panjabi and Polish",
        "Ask if they speak it, or if the role can go ahead without it.",
    ),
    ("car", {}, {}, PASS, "The role does not need a car", ""),
    ("car", {"has_car": False}, {}, PASS, "The role does not need a car", ""),
    (
        "car",
        {"has_car": True},
        {"needs_car": True},
        PASS,
        "Has the use of a car with room for passengers",
        "",
    ),
    (
        "car",
        {"has_car": False},
        {"needs_car": True},
        FAIL,
        "Does not have the use of a car with room for passengers",
        "Ask if they could use one, or if the role can go ahead without it.",
    ),
    (
        "car",
        {},
        {"needs_car": True},
        UNKNOWN,
        "Use of a car not known, and the role needs one with room for passengers",
        "Ask if they have the use of a car with room for passengers.",
    ),
    ("limit", {"commitments": 1}, {}, PASS, "Has time for one more role", ""),
    (
        "limit",
        {"commitments": 2},
        {},
        FAIL,
        "Roles and open offers: 2 (the limit is 2)",
        "Wait until one ends, or ask if they would take on more.",
    ),
    ("group", {}, {}, PASS, "The group is approved", ""),
    (
        "group",
        {},
        {"is_group_sound": False},
        FAIL,
        "The group is not approved at the moment",
        "An officer needs to approve the group first.",
    ),
    ("away", {}, {}, PASS, "Not away during the role", ""),
    ("away", {"away": (Away(date(2026, 5, 1), date(2026, 5, 31)),)}, {}, PASS, NOT_AWAY, ""),
    ("away", {"away": (Away(date(2026, 6, 2), date(2026, 6, 9)),)}, {}, PASS, NOT_AWAY, ""),
    (
        "away",
        {"away": (Away(date(2026, 5, 1), STARTS),)},
        {},
        FAIL,
        "Away from 1 May 2026 to 1 June 2026",
        AWAY_REMEDY,
    ),
    (
        "away",
        {"away": (Away(date(2026, 4, 1), date(2026, 4, 2)), Away(STARTS, date(2026, 6, 9)))},
        {},
        FAIL,
        "Away from 1 June 2026 to 9 June 2026",
        AWAY_REMEDY,
    ),
    (
        "away",
        {"away": (Away(date(2026, 6, 30), date(2026, 7, 9)),)},
        {"ends_on": date(2026, 6, 30)},
        FAIL,
        "Away from 30 June 2026 to 9 July 2026",
        AWAY_REMEDY,
    ),
    (
        "away",
        {"away": (Away(date(2026, 7, 1), date(2026, 7, 9)),)},
        {"ends_on": date(2026, 6, 30)},
        PASS,
        NOT_AWAY,
        "",
    ),
    ("travel", FAR_AWAY | {"serves": frozenset({ST_PETERS})}, {}, PASS, WILLING, ""),
    ("travel", {"latitude": None, "serves": frozenset({ST_PETERS})}, {}, PASS, WILLING, ""),
    (
        "travel",
        FAR_AWAY | {"serves": frozenset({PARK})},
        {},
        FAIL,
        "7.2 miles away, which is over the limit of 3 miles",
        "Ask if they would travel further for this role.",
    ),
    (
        "travel",
        {"serves": frozenset({ST_PETERS})},
        {"latitude": None, "longitude": None},
        UNKNOWN,
        "The address is private, so we do not show the distance",
        "An officer needs to ask if they can make the journey.",
    ),
    (
        "travel",
        FAR_AWAY | {"travel_miles": 8.0, "travel_by": "bicycle"},
        {},
        FAIL,
        "7.2 miles away, which is further than we expect by bicycle (5 miles)",
        "Ask if they could get there another way.",
    ),
    ("travel", FAR_AWAY | {"travel_miles": 8.0, "travel_by": "bus"}, {}, PASS, "Near enough to travel", ""),
    (
        "travel",
        FAR_AWAY | {"travel_miles": 5.0, "travel_by": "bicycle"},
        {},
        FAIL,
        "7.2 miles away, which is over the limit of 5 miles",
        "Ask if they would travel further for this role.",
    ),
    ("conflict", {}, {}, PASS, "No conflicts recorded with this role", ""),
    ("conflict", {"avoids": frozenset({1, 2})}, WITH_OTHERS, PASS, NO_CONFLICT, ""),
    (
        "conflict",
        {"avoids": frozenset({21})},
        WITH_OTHERS,
        FAIL,
        "An officer recorded that they must not be matched with this group",
        "An officer would need to remove the conflict.",
    ),
    (
        "conflict",
        {"avoids": frozenset({22})},
        WITH_OTHERS,
        FAIL,
        "An officer recorded that they must not be matched with this place",
        "An officer would need to remove the conflict.",
    ),
    (
        "conflict",
        {"avoids": frozenset({24})},
        WITH_OTHERS,
        FAIL,
        "An officer recorded that they must not be matched with someone in this role",
        "An officer would need to remove the conflict.",
    ),
    ("asks", {"asks": 2}, {}, PASS, "Has not been offered too many roles in the last 30 days", ""),
    (
        "asks",
        {"asks": 3},
        {},
        FAIL,
        "Offers made in the last 30 days: 3 (the most allowed is 3)",
        "Wait until 30 days after one of the offers, or until they want more offers.",
    ),
    (
        "asks",
        {"asks_limit": 0},
        {},
        FAIL,
        "Offers made in the last 30 days: 0 (the most allowed is 0)",
        "Wait until 30 days after one of the offers, or until they want more offers.",
    ),
    ("clash", {}, {}, PASS, NO_CLASH, ""),
    ("clash", {"engagements": (Engagement(12, THURSDAY, STARTS),)}, {}, PASS, NO_CLASH, ""),
    ("clash", {"engagements": (Engagement(11, TUESDAY, STARTS),)}, {}, PASS, NO_CLASH, ""),
    ("clash", {"engagements": (Engagement(12, TUESDAY, STARTS),)}, {"slots": 0}, PASS, NO_CLASH, ""),
    ("clash", {"engagements": (Engagement(12, TUESDAY, date(2026, 1, 1)),)}, {}, FAIL, CLASH, CLASH_REMEDY),
    (
        "clash",
        {"engagements": (Engagement(12, TUESDAY, date(2026, 1, 1), date(2026, 5, 31)),)},
        {},
        PASS,
        NO_CLASH,
        "",
    ),
    (
        "clash",
        {"engagements": (Engagement(12, TUESDAY, date(2026, 1, 1), STARTS),)},
        {},
        FAIL,
        CLASH,
        CLASH_REMEDY,
    ),
    (
        "clash",
        {"engagements": (Engagement(12, TUESDAY, date(2026, 7, 1)),)},
        {"ends_on": date(2026, 6, 30)},
        PASS,
        NO_CLASH,
        "",
    ),
    (
        "clash",
        {"engagements": (Engagement(12, TUESDAY, date(2026, 6, 30)),)},
        {"ends_on": date(2026, 6, 30)},
        FAIL,
        CLASH,
        CLASH_REMEDY,
    ),
    (
        "clash",
        {"engagements": (Engagement(12, TUESDAY, STARTS), Engagement(13, THURSDAY, STARTS))},
        {"slots": TUESDAY | THURSDAY},
        FAIL,
        "Has another role, or an offer of one, on Tuesday evening and Thursday morning",
        CLASH_REMEDY,
    ),
]


@pytest.mark.parametrize(("code", "person", "role", "outcome", "reason", "remedy"), EXITS)
def test_gate_says_outcome_reason_and_remedy(code, person, role, outcome, reason, remedy):
    gate = gate_of(code, make_candidate(**person), make_opening(**role))

    assert (gate.outcome, gate.reason, gate.remedy) == (outcome, reason, remedy)


@pytest.mark.parametrize("changes", [{"latitude": None}, {"longitude": None}])
def test_travel_half_a_position_is_no_position(changes):
    assert gate_of("travel", make_candidate(), make_opening(**changes)).outcome is UNKNOWN


def test_travel_passes_at_the_very_edge():
    opening = make_opening(latitude=52.5862)
    square_miles = opening.square_miles_to(make_candidate())
    reach = square_miles**0.5
    while reach * reach < square_miles:
        reach = nextafter(reach, inf)

    assert gate_of("travel", make_candidate(travel_miles=reach), opening).outcome is PASS
    assert gate_of("travel", make_candidate(travel_miles=reach * 0.999999), opening).outcome is FAIL


def test_dbs_expired_check_is_not_rescued_by_what_is_declared():
    candidate = make_candidate(dbs_valid_until=date(2026, 5, 31), dbs_declared=4)

    assert gate_of("dbs", candidate, make_opening()).outcome is FAIL


def test_verdict_everything_passes():
    verdict = judge(make_candidate(), make_opening())

    assert verdict.is_eligible
    assert (verdict.failing, verdict.unknown, verdict.unmet, verdict.one_thing) == ((), (), (), None)


@pytest.mark.parametrize("changes", [{"is_active": False}, {"availability": None}])
def test_verdict_one_thing_in_the_way(changes):
    verdict = judge(make_candidate(**changes), make_opening())

    assert not verdict.is_eligible
    assert verdict.unmet == (verdict.one_thing,)
    assert len(verdict.failing) + len(verdict.unknown) == 1


def test_a_gate_overridden_says_no_and_stands_in_nobodys_way():
    candidate = make_candidate(dbs_level=0, dbs_declared=0, availability=None)
    verdict = judge(candidate, make_opening(), overridden={"dbs"})

    assert [gate.code for gate in verdict.failing] == ["dbs"]
    assert verdict.findings == judge(candidate, make_opening()).findings
    assert [gate.code for gate in verdict.unmet] == ["availability"]
    assert not verdict.is_eligible
    assert judge(candidate, make_opening(), overridden={"dbs", "availability"}).is_eligible


@pytest.mark.parametrize(
    ("code", "person", "role"),
    [
        ("standing", {"is_active": False}, {}),
        ("group", {}, {"is_group_sound": False}),
        ("places", {}, {"places_left": 0}),
        ("history", {"role_history": "offered"}, {}),
    ],
)
def test_what_is_no_question_of_suiting_is_never_overridden(code, person, role):
    verdict = judge(make_candidate(**person), make_opening(**role), overridden={code})

    assert [gate.code for gate in verdict.unmet] == [code]


def test_gates_that_may_be_overridden_are_those_agreed():
    codes = [gate.code for gate in GATES]

    def never(dbs_level):
        role = make_opening(dbs_level=dbs_level)
        return [code for code in codes if not may_be_overridden(code, role)]

    assert never(0) == never(1) == ["standing", "adult", "group", "places", "history"]
    assert never(2) == never(3) == ["standing", "adult", "group", "places", "history", "age"]
    assert never(4) == ["standing", "adult", "group", "places", "history", "age", "dbs"]
    assert not may_be_overridden("no such gate", make_opening())
    assert [code for code in codes if keeps_people_safe(code)] == ["adult", "age", "dbs", "conflict"]


@given(candidates, openings, st.frozensets(st.sampled_from([gate.code for gate in GATES])))
def test_overriding_changes_no_answer_and_hides_none(candidate, opening, codes):
    plain, eased = judge(candidate, opening), judge(candidate, opening, overridden=codes)

    assert eased.findings == plain.findings
    assert (eased.failing, eased.unknown) == (plain.failing, plain.unknown)
    assert [gate for gate in plain.unmet if gate not in eased.unmet] == [
        gate for gate in plain.unmet if gate.code in codes and may_be_overridden(gate.code, opening)
    ]
    assert not_overridden(plain.unmet, codes, opening) == eased.unmet


@given(candidates, openings, st.frozensets(st.sampled_from([gate.code for gate in GATES])))
def test_no_override_lets_anybody_past_a_barred_gate(candidate, opening, codes):
    plain = judge(candidate, opening)
    barred = {"adult", "age"} if opening.dbs_level >= 2 else {"adult"}
    barred |= {"dbs"} if opening.dbs_level == 4 else set()
    in_the_way = {gate.code for gate in plain.unmet} & barred

    for left in (
        judge(candidate, opening, codes).unmet,
        plain.with_overridden(codes).unmet,
        not_overridden(plain.unmet, codes, opening),
    ):
        assert in_the_way <= {gate.code for gate in left}


@given(st.lists(candidates, max_size=5), openings)
def test_columns_decide_and_the_rules_explain_what_they_decided(people, opening):
    assert unmet_gates(people, opening) == [judge(each, opening).unmet for each in people]


def test_verdict_two_things_in_the_way_are_not_one_thing():
    verdict = judge(make_candidate(is_active=False, availability=None), make_opening())

    assert [gate.code for gate in verdict.failing] == ["standing"]
    assert [gate.code for gate in verdict.unknown] == ["availability"]
    assert [gate.code for gate in verdict.unmet] == ["standing", "availability"]
    assert verdict.one_thing is None


def test_gate_speaks_another_language():
    shouting = Wording(lambda message: message.replace("free", "FREE").replace("Tuesday", "TUESDAY"))
    gate = gate_of("availability", make_candidate(availability=0), make_opening())

    assert gate.say(shouting) == "Not FREE on TUESDAY evening"
    assert gate.say_remedy(shouting).startswith("Ask if they can be FREE")


def test_gate_keeps_raw_values_beside_its_words():
    gate = gate_of("availability", make_candidate(availability=0), make_opening())

    assert gate.values == {"slots": mask_of([TUESDAY_EVENING])}


@given(candidates, openings)
def test_each_gate_answers_once_under_its_own_name(candidate, opening):
    assert [gate.code for gate in judge(candidate, opening).findings] == [gate.code for gate in GATES]


@given(candidates, openings)
def test_every_answer_can_be_said_and_only_a_pass_has_no_remedy(candidate, opening):
    for gate in judge(candidate, opening).findings:
        assert gate.reason
        assert "%(" not in gate.reason + gate.remedy
        assert bool(gate.remedy) == (gate.outcome is not PASS)


@given(candidates, openings)
def test_judge_gives_the_same_answer_twice(candidate, opening):
    assert judge(candidate, opening) == judge(replace(candidate), replace(opening))


@given(candidates, openings)
def test_unknown_is_never_eligible(candidate, opening):
    verdict = judge(candidate, opening)

    assert verdict.is_eligible == (not verdict.failing and not verdict.unknown)
    assert len(verdict.failing) + len(verdict.unknown) == len(verdict.unmet)


MISSING = [
    {"born_on": None, "is_over_18": False},
    {"dbs_valid_until": None},
    {"dbs_level": 0},
    {"availability": None},
    {"latitude": None},
    {"longitude": None},
    {"languages": 0},
]


@given(candidates, st.sampled_from(MISSING))
def test_forgetting_a_fact_never_makes_anyone_eligible(candidate, forgotten):
    # This role asks for everything, so whoever leaves something out cannot be eligible.
    assert not judge(replace(candidate, **forgotten), make_opening()).is_eligible


def more_of_everything(draw, candidate):
    """Return the person with a random set of qualifications added and none taken away."""
    gained = {
        "born_on": candidate.born_on and draw(st.dates(date(1930, 1, 1), candidate.born_on)),
        "is_over_18": candidate.is_over_18 or draw(st.booleans()),
        "dbs_level": draw(st.integers(candidate.dbs_level, 4)),
        "dbs_valid_until": candidate.dbs_valid_until
        and draw(st.dates(candidate.dbs_valid_until, date(2028, 12, 31))),
        "dbs_declared": draw(levels),
        "availability": candidate.availability
        if candidate.availability is None
        else candidate.availability | draw(st.integers(0, EVERY_SLOT)),
        "travel_miles": candidate.travel_miles + draw(st.floats(0, 5)),
        "languages": candidate.languages | draw(st.integers(0, 0b111)),
        "skills": draw(st.integers(0, (1 << 24) - 1)),
        "commitments": draw(st.integers(0, candidate.commitments)),
        "placement_limit": candidate.placement_limit + draw(st.integers(0, 2)),
        "is_active": candidate.is_active or draw(st.booleans()),
        "travel_by": draw(st.sampled_from([candidate.travel_by, "car"])),
        "serves": candidate.serves | draw(st.frozensets(st.sampled_from([ST_PETERS, PARK]))),
        "away": candidate.away[draw(st.integers(0, 2)) :],
        "engagements": candidate.engagements[draw(st.integers(0, 2)) :],
        "avoids": draw(st.sampled_from([candidate.avoids, frozenset()])),
        "asks": draw(st.integers(0, candidate.asks)),
        "asks_limit": candidate.asks_limit + draw(st.integers(0, 2)),
    }
    return replace(candidate, **gained)


@given(st.data(), candidates, openings)
def test_more_qualifications_never_turn_a_pass_into_anything_else(data, candidate, opening):
    stronger = more_of_everything(data.draw, candidate)

    for before, after in zip(
        judge(candidate, opening).findings, judge(stronger, opening).findings, strict=True
    ):
        assert before.outcome is not PASS or after.outcome is PASS, (before.reason, after.reason)


@given(st.data(), candidates, openings)
def test_a_role_that_asks_for_less_never_shuts_anyone_out(data, candidate, opening):
    lower_ages = st.none() if opening.minimum_age is None else st.none() | st.integers(0, opening.minimum_age)
    kinder = replace(
        opening,
        minimum_age=data.draw(lower_ages),
        dbs_level=data.draw(st.integers(0, opening.dbs_level)),
        slots=opening.slots & data.draw(st.integers(0, EVERY_SLOT)),
        languages=opening.languages & data.draw(st.integers(0, 0b111)),
        places_left=opening.places_left + data.draw(st.integers(0, 2)),
        people=data.draw(st.sampled_from([opening.people, frozenset()])),
        is_group_sound=True,
    )

    for before, after in zip(
        judge(candidate, opening).findings, judge(candidate, kinder).findings, strict=True
    ):
        assert before.outcome is not PASS or after.outcome is PASS, (before.reason, after.reason)


@given(candidates, openings, levels, days)
def test_a_declared_check_never_passes(candidate, opening, declared, day):
    assume(opening.dbs_level > candidate.dbs_level)

    gate = gate_of("dbs", replace(candidate, dbs_declared=declared, dbs_valid_until=day), opening)

    assert gate.outcome is (UNKNOWN if declared >= opening.dbs_level else FAIL)


@given(candidates, openings, st.floats(52.0, 53.0), st.floats(-3.0, -2.0))
def test_a_private_place_hears_nothing_from_the_home(candidate, opening, latitude, longitude):
    private = replace(opening, latitude=None, longitude=None)
    moved = replace(candidate, latitude=latitude, longitude=longitude, serves=frozenset({ST_PETERS}))

    assert judge(moved, private) == judge(candidate, private)


def test_somebody_with_everything_passes_the_most_demanding_role():
    demanding = make_opening(slots=EVERY_SLOT, dbs_level=4, languages=0b111)
    able = make_candidate(availability=EVERY_SLOT, dbs_level=4, languages=0b111)

    assert judge(able, demanding).is_eligible
    assert not judge(replace(able, dbs_level=ENHANCED), demanding).is_eligible
