from dataclasses import replace
from math import inf, isclose
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.scoring import (
    PARTS,
    WEIGHTS,
    check_weights,
    miles_between,
    order_key,
    score,
    total,
)
from matching.wording import Wording
from tests.factories.facts import (
    DRIVING,
    FIRST_AID,
    MENTORING,
    PARK,
    TUESDAY_EVENING,
    make_candidate,
    make_opening,
)
from tests.matching.strategies import candidates, openings, people_in_order
from volunteers.catalogues import EVERY_SLOT, mask_of

HERE = {"latitude": 52.5862, "longitude": -2.1288}
NOWHERE = {"latitude": None, "longitude": None}
A_MILE_NORTH = {"latitude": 52.5862 + 1 / 69.137, "longitude": -2.1288}

EXITS = [
    # code, changes to the person, changes to the role, value, reason
    ("skills", {}, {"skills": 0}, 1, "The role does not need any particular skills"),
    ("skills", {}, {}, 1, "Has every skill the role needs: Mentoring and First aid"),
    ("skills", {"skills": 0}, {}, 0, "Has none of the skills the role needs: Mentoring and First aid"),
    (
        "skills",
        {},
        {"skills": mask_of([MENTORING, FIRST_AID, DRIVING])},
        2 / 3,
        "Has 2 of the 3 skills: Mentoring and First aid. Does not have: Driving (full licence)",
    ),
    ("interests", {}, {"priorities": frozenset()}, 1, "The role does not help with a particular priority"),
    ("interests", {}, {}, 1, "Every priority the role helps with matches an interest"),
    (
        "interests",
        {"interests": frozenset({1})},
        {},
        0,
        "The role does not match any interests",
    ),
    (
        "interests",
        {"interests": frozenset({1, 7})},
        {},
        1 / 2,
        "Interests matched: 1 of the role's 2 priorities",
    ),
    ("nearness", HERE, HERE, 1, "0.0 miles away. Limit: 3 miles"),
    ("nearness", HERE, A_MILE_NORTH, 2 / 3, "1.0 miles away. Limit: 3 miles"),
    (
        "nearness",
        HERE | {"travel_miles": 0.5},
        A_MILE_NORTH,
        0,
        "1.0 miles away. Limit: 0.5 miles",
    ),
    (
        "nearness",
        HERE | {"travel_miles": 0.0},
        A_MILE_NORTH,
        0,
        "1.0 miles away. Limit: 0 miles",
    ),
    (
        "nearness",
        HERE | {"travel_miles": 0.0},
        HERE,
        1,
        "0.0 miles away. Limit: 0 miles",
    ),
    ("nearness", {}, NOWHERE, 0, "The address is private, so distance does not count"),
    ("nearness", NOWHERE, {}, 0, "Home postcode not known, so distance does not count"),
    ("spare", {"availability": None}, {}, 0, "Free times not known"),
    ("spare", {"availability": EVERY_SLOT}, {"slots": 0}, 1, "Other free times in the week: 21 of 21"),
    ("spare", {}, {}, 1 / 21, "Other free times in the week: 1 of 21"),
    ("spare", {"availability": 1 << 21}, {}, 0, "Other free times in the week: 0 of 21"),
    (
        "spare",
        {"availability": mask_of([TUESDAY_EVENING])},
        {},
        0,
        "Other free times in the week: 0 of 21",
    ),
    ("same_ward", {}, {}, 1, "In the home ward"),
    ("same_ward", {"ward": PARK}, {}, 0, "In a different ward"),
    ("same_ward", {"ward": None}, {}, 0, "Ward not known"),
    ("same_ward", {}, {"ward": None}, 0, "Ward not known"),
    ("same_ward", {"ward": None}, {"ward": None}, 0, "Ward not known"),
    ("same_ward", {}, NOWHERE, 0, "The address is private, so the ward does not count"),
    (
        "skills",
        {"skills_strong": mask_of([MENTORING])},
        {"skills_strong": mask_of([MENTORING, FIRST_AID])},
        3 / 4,
        "Has every skill the role needs: Mentoring and First aid. Needs more experience in: First aid",
    ),
    (
        "skills",
        {"skills_strong": mask_of([MENTORING, FIRST_AID])},
        {"skills_strong": mask_of([MENTORING])},
        1,
        "Has every skill the role needs: Mentoring and First aid",
    ),
    (
        "skills",
        {},
        {"skills": mask_of([MENTORING, FIRST_AID, DRIVING]), "skills_strong": mask_of([MENTORING, DRIVING])},
        1 / 2,
        (
            "Has 2 of the 3 skills: Mentoring and First aid. Needs more experience in: Mentoring. "
            "Does not have: Driving (full licence)"
        ),
    ),
    (
        "nearness",
        HERE | {"travel_miles": 8.0, "travel_by": "foot"},
        A_MILE_NORTH,
        1 / 2,
        "1.0 miles away. The furthest we expect on foot or by wheelchair is 2 miles",
    ),
    (
        "nearness",
        HERE | {"travel_miles": 2.0, "travel_by": "foot"},
        A_MILE_NORTH,
        1 / 2,
        "1.0 miles away. Limit: 2 miles",
    ),
    (
        "ward_need",
        {},
        {"ward_need": 0.254},
        0.254,
        "Need in the role's ward, from 0 (lowest in the city) to 100 (highest): 25",
    ),
    ("ward_need", {}, {}, 0, "Level of need in the ward not known"),
    (
        "ward_need",
        {},
        NOWHERE | {"ward_need": 1.0},
        0,
        "The address is private, so the need in its ward does not count",
    ),
    ("long_wait", {}, {}, 0, "Waiting time not known"),
    ("long_wait", {"days_waiting": 0}, {}, 0, "Days since the last new role: 0 (full score from 180)"),
    ("long_wait", {"days_waiting": 45}, {}, 1 / 4, "Days since the last new role: 45 (full score from 180)"),
    (
        "long_wait",
        {"days_waiting": 179},
        {},
        179 / 180,
        "Days since the last new role: 179 (full score from 180)",
    ),
    ("long_wait", {"days_waiting": 180}, {}, 1, "Days since the last new role: 180 (full score from 180)"),
    ("long_wait", {"days_waiting": 900}, {}, 1, "Days since the last new role: 900 (full score from 180)"),
    ("newcomer", {"is_newcomer": True}, {}, 1, "Has not had a role yet"),
    ("newcomer", {}, {}, 0, "Has had a place in a role before"),
    ("least_asked", {}, {}, 1, "Has not been offered a role yet"),
    (
        "least_asked",
        {"days_since_asked": 0},
        {},
        0,
        "Days since the last offer: 0 (full score from 90)",
    ),
    (
        "least_asked",
        {"days_since_asked": 89},
        {},
        89 / 90,
        "Days since the last offer: 89 (full score from 90)",
    ),
    (
        "least_asked",
        {"days_since_asked": 91},
        {},
        1,
        "Days since the last offer: 91 (full score from 90)",
    ),
]


def part_of(code, candidate, opening):
    """Return one part out of the whole score."""
    return next(part for part in score(candidate, opening).parts if part.code == code)


@pytest.mark.parametrize(("code", "person", "role", "value", "reason"), EXITS)
def test_part_says_value_and_reason(code, person, role, value, reason):
    part = part_of(code, make_candidate(**person), make_opening(**role))

    assert part.value == pytest.approx(value, abs=1e-4)
    assert part.reason == reason


def test_part_speaks_another_language():
    shouting = Wording(lambda message: message.replace("Mentoring", "MENTORING").replace("and", "AND"))

    assert part_of("skills", make_candidate(), make_opening()).say(shouting) == (
        "Has every skill the role needs: MENTORING AND First aid"
    )


def test_weights_are_those_agreed():
    shares = {part.code: part.weight for part in score(make_candidate(), make_opening()).parts}

    assert shares == {
        "skills": 0.3,
        "interests": 0.15,
        "nearness": 0.15,
        "spare": 0.1,
        "same_ward": 0.05,
        "ward_need": 0.1,
        "long_wait": 0.05,
        "newcomer": 0.05,
        "least_asked": 0.05,
    }
    assert sum(WEIGHTS.values()) == 100


def test_check_weights_returns_a_good_set():
    weights = dict.fromkeys(WEIGHTS, 0) | {"skills": 100}

    assert check_weights(weights) is weights


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"skills": 100}, r"^There must be one weight for each part of the score\.$"),
        (WEIGHTS | {"charm": 0}, "one weight for each part"),
        (WEIGHTS | {"skills": 31}, "sum to 100"),
        (WEIGHTS | {"skills": -1, "interests": 46}, "0 or more"),
    ],
)
def test_check_weights_refuses_a_bad_set(weights, message):
    with pytest.raises(ValueError, match=message):
        check_weights(weights)


def test_other_weights_give_other_totals():
    only_skills = dict.fromkeys(WEIGHTS, 0) | {"skills": 100}
    candidate = make_candidate(skills=mask_of([MENTORING]))

    assert total(candidate, make_opening(), only_skills) == 0.5
    assert score(candidate, make_opening(), only_skills).total == 0.5
    assert order_key(candidate, make_opening(), 1, only_skills)[0] == -0.5


def test_a_perfect_match_scores_exactly_one():
    candidate = make_candidate(**HERE, availability=EVERY_SLOT, days_waiting=180, is_newcomer=True)

    assert total(candidate, make_opening(**HERE, slots=0, ward_need=1.0)) == 1.0


weight_sets = st.permutations(list(WEIGHTS.values())).map(
    lambda values: dict(zip(WEIGHTS, values, strict=True))
)


@given(candidates, openings, weight_sets)
def test_total_is_the_very_total_of_the_score(candidate, opening, weights):
    assert total(candidate, opening, weights) == score(candidate, opening, weights).total


@given(candidates, openings, weight_sets)
def test_total_is_the_weighted_sum_of_the_parts(candidate, opening, weights):
    result = score(candidate, opening, weights)

    assert isclose(result.total, sum(part.value * part.weight for part in result.parts), abs_tol=1e-12)


@given(candidates, openings, weight_sets)
def test_total_and_parts_stay_between_zero_and_one(candidate, opening, weights):
    result = score(candidate, opening, weights)

    assert 0 <= result.total <= 1
    assert [part.code for part in result.parts] == [rule.code for rule in PARTS]
    assert all(0 <= part.value <= 1 for part in result.parts)


@given(candidates, candidates, openings)
def test_whoever_is_no_worse_in_any_part_is_no_worse_in_total(first, second, opening):
    one, other = score(first, opening), score(second, opening)
    if all(mine.value >= theirs.value for mine, theirs in zip(one.parts, other.parts, strict=True)):
        assert one.total >= other.total


@given(candidates, openings, st.integers(0, (1 << 24) - 1), st.integers(0, EVERY_SLOT), st.floats(0, 5))
def test_bringing_more_never_lowers_the_total(candidate, opening, skills, slots, miles):
    more = replace(
        candidate,
        skills=candidate.skills | skills,
        skills_strong=candidate.skills_strong | skills,
        days_waiting=(candidate.days_waiting or 0) + slots % 400,
        is_newcomer=True,
        days_since_asked=None,
        interests=candidate.interests | {1, 2},
        availability=slots if candidate.availability is None else candidate.availability | slots,
        travel_miles=candidate.travel_miles + miles,
    )

    assert total(more, opening) >= total(candidate, opening)


@given(candidates, openings)
def test_every_reason_can_be_said(candidate, opening):
    for part in score(candidate, opening).parts:
        assert part.reason
        assert "%(" not in part.reason


@given(candidates, openings, st.sampled_from([None, "E05001335", "E05001337"]))
def test_a_private_place_leaves_no_trace_of_where_it_is(candidate, opening, ward):
    first = replace(opening, **NOWHERE)
    second = replace(opening, **NOWHERE, ward=ward)

    assert score(candidate, first) == score(candidate, second)
    assert order_key(candidate, first, candidate.id) == order_key(candidate, second, candidate.id)


def test_miles_between_is_the_distance_on_the_ground():
    assert miles_between(make_candidate(**HERE), make_opening(**A_MILE_NORTH)) == pytest.approx(1, abs=1e-3)


def test_miles_between_is_unknown_without_a_home():
    assert miles_between(make_candidate(**NOWHERE), make_opening()) is None


def test_order_key_puts_unknown_distances_last():
    assert order_key(make_candidate(**NOWHERE), make_opening(), 5) == (
        -total(make_candidate(**NOWHERE), make_opening()),
        inf,
        5,
    )


def test_best_score_comes_first_and_twins_go_by_id():
    opening = make_opening(**HERE)
    twin, other_twin = make_candidate(id=10, **HERE), make_candidate(id=9, **HERE)
    unskilled = make_candidate(id=1, **HERE, skills=0)

    assert people_in_order([unskilled, twin, other_twin], opening) == [other_twin, twin, unskilled]


def test_equal_scores_are_ordered_by_distance():
    opening = make_opening(**HERE)
    near = make_candidate(id=2, **A_MILE_NORTH, travel_miles=0.5)
    far = make_candidate(id=1, latitude=52.64, longitude=-2.1288, travel_miles=0.5)

    assert total(near, opening) == total(far, opening)
    assert people_in_order([far, near], opening) == [near, far]


def test_other_weights_order_people_otherwise():
    near_first = dict.fromkeys(WEIGHTS, 0) | {"nearness": 100}
    skilled, near = make_candidate(id=1, **A_MILE_NORTH), make_candidate(id=2, **HERE, skills=0)
    opening = make_opening(**HERE)

    assert people_in_order([near, skilled], opening) == [skilled, near]
    assert people_in_order([skilled, near], opening, near_first) == [near, skilled]


@given(st.lists(candidates, max_size=6, unique_by=lambda each: each.id), openings, st.randoms())
def test_the_same_people_in_any_order_are_ranked_the_same(people, opening, random):
    shuffled = random.sample(people, len(people))

    assert people_in_order(shuffled, opening) == people_in_order(people, opening)


def test_ids_are_ordered_as_the_database_orders_them():
    low, high = UUID(int=9), UUID(int=10)

    assert order_key(make_candidate(), make_opening(), low) < order_key(
        make_candidate(), make_opening(), high
    )
