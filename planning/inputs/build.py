"""Judges and scores every pair of people and roles."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from matching.eligibility import Outcome, barred_gates
from matching.facts import Candidate, RoleHistory
from matching.facts.columns import CandidateColumns, RoleHistories, Whole
from matching.judging import Judged, judge_all
from matching.scoring import POINTS, Weights, points_among
from planning.inputs.facts import Facts
from planning.inputs.problem import NO_RULES, Eligible, Problem, Rules
from planning.solver import Fairness, Person, RoleToFill
from planning.what_if import (
    Change,
    changed_candidate,
    changed_minimum,
    changed_opening,
    overridden_gates,
)
from volunteers.catalogues import members

# What a filled place is worth beyond its score, in points: getting each role to its minimum, then each ward
# to half of what it needs, counts for more than how well one person suits.
FAIRNESS = Fairness(
    minimum_bonus=4 * POINTS // 10, tier_bonuses=(6 * POINTS // 10, 2 * POINTS // 10), tier_shares=(0.5, 0.8)
)
PRIVATE = ""  # the ward of every private place: plans do not tell where it is
ROLES_BETWEEN_REPORTS = 50


def no_progress(_share: float) -> None:
    """Report no progress."""


def build_problem(
    facts: Facts,
    weights: Weights,
    *,
    fairness: Fairness = FAIRNESS,
    rules: Rules = NO_RULES,
    changes: Sequence[Change] = (),
    progress: Callable[[float], None] = no_progress,
) -> Problem:
    """Judge and score every pair. `progress` is called now and then with the share of roles that is done."""
    facts = _changed(facts, changes)
    columns = CandidateColumns.of(facts.candidates)
    pairs = _PairColumns([], [], [], Counter())
    for number, role in enumerate(facts.roles):
        if number % ROLES_BETWEEN_REPORTS == 0:
            progress(number / len(facts.roles))
        _add_role(columns, facts, number, overridden_gates(role.pk, changes), weights, pairs)
    eligible = pairs.joined()
    return Problem(
        facts=facts,
        weights=weights,
        fairness=fairness,
        rules=rules,
        people=_people(facts, eligible),
        roles=_roles_to_fill(facts, changes),
        eligible=eligible,
        missing=dict(pairs.missing),
        changes=tuple(changes),
    )


def _changed(facts: Facts, changes: Sequence[Change]) -> Facts:
    if not changes:
        return facts
    return facts._replace(
        candidates=[changed_candidate(each, changes) for each in facts.candidates],
        openings=[changed_opening(each, changes) for each in facts.openings],
    )


class _PairColumns(NamedTuple):
    """The eligible pairs of the roles judged so far."""

    people: list[Whole]
    roles: list[Whole]
    points: list[Whole]
    missing: Counter[tuple[str, Outcome]]

    def joined(self) -> Eligible:
        nothing = np.zeros(0, dtype=np.int64)
        return Eligible(
            *(np.concatenate([nothing, *column]) for column in (self.people, self.roles, self.points))
        )


def _add_role(
    columns: CandidateColumns,
    facts: Facts,
    number: int,
    overridden: dict[Any, set[str]],
    weights: Weights,
    pairs: _PairColumns,
) -> None:
    """Judge everybody for one role and add the eligible pairs."""
    role, opening = facts.roles[number], facts.openings[number]
    histories = history_columns(columns, facts.histories.get(role.pk, {}))
    judged = judge_all(columns, opening, histories, weights)
    eligible, points = judged.eligible, judged.points
    barred = barred_gates(opening)
    by_override = [
        person
        for person, gates in overridden.items()
        if _unmet(judged, columns.number[person]) <= gates - barred
    ]
    if by_override:
        extra = np.array([columns.number[person] for person in by_override], dtype=np.int64)
        eligible = np.union1d(eligible, extra)
        points = points_among(columns, opening, eligible, weights)
    declined = [columns.number[who] for who in facts.declined.get(role.pk, ()) if who in columns.number]
    if declined:
        stays = ~np.isin(eligible, declined)
        eligible, points = eligible[stays], points[stays]
    pairs.people.append(eligible)
    pairs.roles.append(np.full(len(eligible), number, dtype=np.int64))
    pairs.points.append(points)
    pairs.missing.update(judged.only_unmet())


def _unmet(judged: Judged, person: int) -> set[str]:
    """Return the gates that one person does not pass."""
    return {code for code, answers in judged.answers.items() if answers[person if len(answers) > 1 else 0]}


def history_columns(columns: CandidateColumns, histories: dict[Any, RoleHistory]) -> RoleHistories:
    """Return who has an open offer of a role and who has a place in it, as columns."""
    known = {person: history for person, history in histories.items() if person in columns.number}
    return RoleHistories(
        *(
            np.array([columns.number[who] for who, what in known.items() if what == which], dtype=np.int64)
            for which in ("offered", "placed")
        )
    )


def _people(facts: Facts, eligible: Eligible) -> tuple[Person, ...]:
    """Return the people with an eligible pair, each with how many more roles they can take on."""
    return tuple(
        Person(number, remaining_limit(facts.candidates[number]))
        for number in np.unique(eligible.people).tolist()
    )


def remaining_limit(candidate: Candidate) -> int:
    """Return how many more roles a person can take on, no more than they may be asked for.

    At least one, for people whose limit an officer has overridden.
    """
    remaining = candidate.placement_limit - candidate.commitments
    return max(1, min(remaining, candidate.asks_limit - candidate.asks))


def _roles_to_fill(facts: Facts, changes: Sequence[Change]) -> tuple[RoleToFill, ...]:
    """Return the open roles with places left, each with how many are left."""
    return tuple(
        RoleToFill(
            id=number,
            ward=role.initiative.ward_id or PRIVATE,
            minimum=min(
                opening.places_left,
                max(0, changed_minimum(role.pk, role.places_minimum, changes) - facts.held[role.pk]),
            ),
            maximum=opening.places_left,
            slots=frozenset(members(opening.slots)),
            hard_minimum=role.is_minimum_hard,
        )
        for number, (role, opening) in enumerate(zip(facts.roles, facts.openings, strict=True))
        if opening.is_open and opening.places_left > 0
    )
