from collections import Counter

import numpy as np
from hypothesis import event, given
from hypothesis import strategies as st

from matching.eligibility import PASS, Outcome, judge
from matching.eligibility.columns import OUTCOMES
from matching.facts.columns import CandidateColumns, RoleHistories
from matching.judging import judge_all
from matching.scoring import POINTS, points_of, total, totals
from tests.factories.facts import make_candidate, make_opening
from tests.matching.strategies import candidates, openings


def histories_of(people):
    return RoleHistories.of([each.role_history for each in people])


def outcomes(judged, number, people):
    return {
        code: OUTCOMES[np.broadcast_to(answers, len(people))[number]]
        for code, answers in judged.answers.items()
    }


@given(st.lists(candidates, max_size=12), openings)
def test_gates_and_scores_by_columns_are_those_of_the_rules(people, opening):
    columns = CandidateColumns.of(people)

    judged = judge_all(columns, opening, histories_of(people))
    scores = totals(columns, opening, np.arange(len(people)))

    eligible = []
    for number, person in enumerate(people):
        verdict = judge(person, opening)
        assert outcomes(judged, number, people) == {gate.code: gate.outcome for gate in verdict.findings}
        assert judged.unmet[number] == len(verdict.unmet)
        assert scores[number] == total(person, opening)
        if verdict.is_eligible:
            eligible.append((number, points_of(total(person, opening))))
    event(f"eligible: {min(len(eligible), 3)}")
    assert list(zip(judged.eligible.tolist(), judged.points.tolist(), strict=True)) == eligible


changes = st.fixed_dictionaries(
    {},
    optional={
        "travel_miles": st.sampled_from([0.2, 3.0]),
        "availability": st.sampled_from([None, 0, 2**21 - 1]),
        "dbs_level": st.sampled_from([0, 3]),
        "dbs_valid_until": st.none(),
        "languages": st.sampled_from([0, 1, 7]),
        "skills": st.integers(0, 7),
        "interests": st.frozensets(st.sampled_from([6, 7, 8])),
        "ward": st.none(),
        "commitments": st.integers(0, 2),
        "role_history": st.sampled_from(["none", "offered"]),
    },
)


@given(st.lists(changes, min_size=1, max_size=12))
def test_columns_agree_with_the_rules_about_people_who_mostly_suit(people):
    people = [make_candidate(id=number, **facts) for number, facts in enumerate(people)]
    opening = make_opening()

    judged = judge_all(CandidateColumns.of(people), opening, histories_of(people))

    verdicts = [judge(person, opening) for person in people]
    assert judged.eligible.tolist() == [n for n, verdict in enumerate(verdicts) if verdict.is_eligible]
    assert judged.points.tolist() == [
        points_of(total(people[number], opening)) for number in judged.eligible.tolist()
    ]
    alone = Counter((each.code, each.outcome) for verdict in verdicts if (each := verdict.one_thing))
    assert judged.only_unmet() == alone


def test_only_unmet_counts_for_a_full_role_everybody_who_suits_otherwise():
    people = [make_candidate(id=1), make_candidate(id=2), make_candidate(id=3, is_active=False)]

    judged = judge_all(CandidateColumns.of(people), make_opening(places_left=0), histories_of(people))

    assert judged.only_unmet() == {("places", Outcome.FAIL): 2}
    assert not judged.eligible.size


def test_points_keep_the_order_of_scores_that_differ_by_a_hundredth_of_a_hundredth():
    assert points_of(1.0) == POINTS
    assert points_of(0.7312) > points_of(0.7311)
    assert PASS is OUTCOMES[0]
