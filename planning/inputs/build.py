"""Judges and scores every pair of people and roles."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from matching.eligibility import Outcome
from matching.facts import Candidate, RoleHistory
from matching.facts.columns import CandidateColumns, RoleHistories, Whole
from matching.judging import Judged, judge_all
from matching.scoring import POINTS, Weights, points_among
from planning.inputs.facts import Facts
from planning.inputs.problem import NO_RULES, Eligible, Problem, Rules
from planning.solver import Fairness, Person, Place
from planning.what_if import (
    Change,
    changed_candidate,
    changed_minimum,
    changed_opening,
    gates_passed_over,
)
from volunteers.catalogues import members

# What a filled place is worth beyond its score, in points: getting each role to its minimum, then each ward
# to half of what it needs, counts for more than how well one person suits.
FAIRNESS = Fairness(
    minimum_bonus=4 * POINTS // 10, tier_bonuses=(6 * POINTS // 10, 2 * POINTS // 10), tier_shares=(0.5, 0.8)
)
PRIVATE = ""  # the ward of every place that is kept private: plans don't tell where one is
ROLES_BETWEEN_TICKS = 50


def no_tick(_share: float) -> None:
    """Say nothing about how far the work has got."""


def pose(
    facts: Facts,
    weights: Weights,
    *,
    fairness: Fairness = FAIRNESS,
    rules: Rules = NO_RULES,
    changes: Sequence[Change] = (),
    tick: Callable[[float], None] = no_tick,
) -> Problem:
    """Judge and score every pair. `tick` is told now and then which share of the roles is done."""
    facts = _changed(facts, changes)
    crowd = CandidateColumns.of(facts.candidates)
    found = _Found([], [], [], Counter())
    for number, role in enumerate(facts.roles):
        if number % ROLES_BETWEEN_TICKS == 0:
            tick(number / len(facts.roles))
        _judge(crowd, facts, number, gates_passed_over(role.pk, changes), weights, found)
    eligible = found.pairs()
    return Problem(
        facts=facts,
        weights=weights,
        fairness=fairness,
        rules=rules,
        people=_people(facts, eligible),
        places=_places(facts, changes),
        eligible=eligible,
        missing=dict(found.missing),
        changes=tuple(changes),
    )


def _changed(facts: Facts, changes: Sequence[Change]) -> Facts:
    if not changes:
        return facts
    return facts._replace(
        candidates=[changed_candidate(each, changes) for each in facts.candidates],
        openings=[changed_opening(each, changes) for each in facts.openings],
    )


class _Found(NamedTuple):
    """The eligible pairs so far, role by role."""

    people: list[Whole]
    roles: list[Whole]
    points: list[Whole]
    missing: Counter[tuple[str, Outcome]]

    def pairs(self) -> Eligible:
        nothing = np.zeros(0, dtype=np.int64)
        return Eligible(
            *(np.concatenate([nothing, *column]) for column in (self.people, self.roles, self.points))
        )


def _judge(
    crowd: CandidateColumns,
    facts: Facts,
    number: int,
    passed_over: dict[Any, set[str]],
    weights: Weights,
    found: _Found,
) -> None:
    """Add the pairs of one role."""
    role, opening = facts.roles[number], facts.openings[number]
    here = here_of(crowd, facts.here.get(role.pk, {}))
    judged = judge_all(crowd, opening, here, weights)
    eligible, points = judged.eligible, judged.points
    let_in = [
        person for person, gates in passed_over.items() if _lacking(judged, crowd.number[person]) <= gates
    ]
    if let_in:
        extra = np.array([crowd.number[person] for person in let_in], dtype=np.int64)
        eligible = np.union1d(eligible, extra)
        points = points_among(crowd, opening, eligible, weights)
    declined = [crowd.number[who] for who in facts.declined.get(role.pk, ()) if who in crowd.number]
    if declined:
        stays = ~np.isin(eligible, declined)
        eligible, points = eligible[stays], points[stays]
    found.people.append(eligible)
    found.roles.append(np.full(len(eligible), number, dtype=np.int64))
    found.points.append(points)
    found.missing.update(judged.only_unmet())


def _lacking(judged: Judged, person: int) -> set[str]:
    """Return the gates in one person's way."""
    return {code for code, answers in judged.answers.items() if answers[person if len(answers) > 1 else 0]}


def here_of(crowd: CandidateColumns, histories: dict[Any, RoleHistory]) -> RoleHistories:
    known = {person: history for person, history in histories.items() if person in crowd.number}
    return RoleHistories(
        *(
            np.array([crowd.number[who] for who, what in known.items() if what == which], dtype=np.int64)
            for which in ("offered", "placed")
        )
    )


def _people(facts: Facts, eligible: Eligible) -> tuple[Person, ...]:
    """Return those who may take a role, each with how many more they can take on."""
    return tuple(
        Person(number, room_of(facts.candidates[number])) for number in np.unique(eligible.people).tolist()
    )


def room_of(candidate: Candidate) -> int:
    """Return how many more roles a person takes on: no more than they can be asked for.

    One that an officer let in past a limit takes at least one.
    """
    room = candidate.placement_limit - candidate.commitments
    return max(1, min(room, candidate.asks_limit - candidate.asks))


def _places(facts: Facts, changes: Sequence[Change]) -> tuple[Place, ...]:
    """Return the roles that take people, with what is left of their places."""
    return tuple(
        Place(
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
