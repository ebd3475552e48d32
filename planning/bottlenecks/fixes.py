"""Find fixes that might help, and weigh each by the best plan of the whole city with it.

Every kind looks first where places stay empty and tries the most hopeful fixes only (`MOST` of each kind):
a city has more small changes than anybody could solve or read.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

import numpy as np

from initiatives.models import Role
from matching.eligibility.columns import PASS
from matching.facts import Opening
from matching.facts.columns import Mask
from matching.judging import Judged
from matching.scoring import POINTS
from planning.bottlenecks.baseline import (
    Baseline,
    Gain,
    columns_of,
    lacking_only,
    number_of,
    with_pairs,
    with_role,
    with_strangers,
)
from planning.inputs import PRIVATE, Problem
from planning.solver import RoleToFill
from volunteers.catalogues import SLOT_COUNT, mask_of, members

MOST = 20
USUAL_POINTS = POINTS // 2  # what a person who is still to be found is supposed to score
FEWEST = 1  # what a pair counts that costs someone a visit: it is used only where a place stays empty else

CHECKS, CHECK, SLOTS, MINIMUM, STEP, RECRUIT = "checks", "check", "slots", "minimum", "step", "recruit"


@dataclass(frozen=True, slots=True)
class Fix:
    """One change to the world, and what it brings. Which fields count depends on its kind.

    `checks`: DBS checks of so many `people`; `check`: of one volunteer; `slots`: the role at the weekly times
    of the mask `value`; `minimum`: the role may run with `value` people; `step`: what waits in the
    initiative is let be seen; `recruit`: so many more `people` in the ward.
    """

    kind: str
    unlocks: int
    roles: Counter[int]  # how many more places in each role, by its number in the problem
    volunteer: UUID | None = None
    role: UUID | None = None
    initiative: UUID | None = None
    ward: str = ""
    value: int = 0
    people: int = 0


def fix_of(kind: str, gain: Gain, **facts: Any) -> Fix:
    """Return a fix that was weighed."""
    return Fix(kind, gain.unlocks, gain.roles, **facts)


def all_fixes(baseline: Baseline) -> Iterator[Fix]:
    """Weigh fixes of every kind; only those that let more places be filled."""
    for kind in (checks, moved_times, lower_minimums, steps_short, recruits):
        yield from (fix for fix in kind(baseline) if fix.unlocks > 0)


def checks(baseline: Baseline) -> Iterator[Fix]:
    """Check people who lack nothing but a DBS check: first the fewest who fill the most, then each alone."""
    rows = [
        (person, number_of(role), FEWEST)
        for role in baseline.problem.roles
        for person in _unchecked(baseline, number_of(role))
    ]
    if not rows:
        return
    gain = baseline.gain(lambda problem: with_pairs(problem, columns_of(rows)))
    new = {(person, role) for person, role, _points in rows}
    placed: list[Any] = sorted({pair[0] for pair in gain.plan.assignments if pair in new})
    yield fix_of(CHECKS, gain, people=len(placed))
    for person in placed[:MOST]:
        own = columns_of([row for row in rows if row[0] == person])
        candidate: Any = baseline.problem.facts.candidates[person]
        gain = baseline.gain(partial(with_pairs, more=own))
        yield fix_of(CHECK, gain, volunteer=candidate.id, people=1)


def _unchecked(baseline: Baseline, number: int) -> list[int]:
    """Return whom only a DBS check keeps out of a role."""
    if not baseline.problem.facts.openings[number].dbs_level:
        return []
    found: list[int] = np.flatnonzero(lacking_only(baseline.judged(number), "dbs")).tolist()
    return found


def moved_times(baseline: Baseline) -> Iterator[Fix]:
    """Move one weekly time of a role that stays short to where more people are free."""
    for role in baseline.short[:MOST]:
        number = number_of(role)
        opening = baseline.problem.facts.openings[number]
        slots = _better_times(baseline, number, opening)
        if slots is None:
            continue
        judged = baseline.judged(number, replace(opening, slots=slots))
        moved = replace(role, slots=frozenset(members(slots)))
        gain = baseline.gain(partial(with_role, role=moved, judged=judged), judged=[number])
        yield fix_of(SLOTS, gain, role=_key(baseline, number), value=slots)


def _better_times(baseline: Baseline, number: int, opening: Opening) -> int | None:
    """Return the times, one of them moved, at which the most people could come; None if that is now."""
    judged = baseline.judged(number)
    timeless = judged.unmet - _in_the_way(judged.answers["availability"]) == 0
    free = baseline.candidates["availability"]
    best, count = None, int((timeless & _free_at(free, opening.slots)).sum())
    for slots in _moves(opening.slots):
        able = int((timeless & _free_at(free, slots)).sum())
        if able > count:
            best, count = slots, able
    return best


def _in_the_way(answers: Any) -> Any:
    return (answers != PASS).astype(np.int64)


def _free_at(free: Any, slots: int) -> Mask:
    """Return who is free at all these times; nobody of those who never told when."""
    mask: Mask = (free >= 0) & (free & slots == slots)
    return mask


def _moves(slots: int) -> Iterator[int]:
    """Return every week in which just one of the times is another one."""
    for old in members(slots):
        kept = slots & ~mask_of([old])
        yield from (kept | mask_of([new]) for new in range(SLOT_COUNT) if not slots >> new & 1)


def lower_minimums(baseline: Baseline) -> Iterator[Fix]:
    """Let a role that can't run at all with fewer run with as many as there are."""
    stuck = [role for role in baseline.short if role.hard_minimum and not baseline.filled[role.id]]
    for role in stuck[:MOST]:
        gain = baseline.gain(partial(with_role, role=replace(role, hard_minimum=False)))
        number = number_of(role)
        least = max(gain.roles[number], 1)
        yield fix_of(MINIMUM, gain, role=_key(baseline, number), value=least)


def steps_short(baseline: Baseline) -> Iterator[Fix]:
    """Let an officer decide about what waits for one: its roles could take people at once."""
    waiting: dict[Any, list[int]] = {}
    for number, role in enumerate(baseline.problem.facts.roles):
        if role.state != Role.State.OPEN or not role.initiative.is_listed:
            waiting.setdefault(role.initiative_id, []).append(number)
    for initiative in list(waiting)[:MOST]:
        numbers = waiting[initiative]
        gain = baseline.gain(
            partial(_with_opened, opened=[_opened(baseline, number) for number in numbers]), numbers
        )
        yield fix_of(STEP, gain, initiative=initiative)


def _with_opened(problem: Problem, opened: Iterable[tuple[RoleToFill, Judged]]) -> Problem:
    """Return the problem with more roles that take people."""
    for role, judged in opened:
        problem = with_role(problem, role, judged)
    return problem


def _opened(baseline: Baseline, number: int) -> tuple[RoleToFill, Judged]:
    """Return a role as if it took people, and everybody's answers to it."""
    facts = baseline.problem.facts
    record, opening = facts.roles[number], replace(facts.openings[number], is_open=True)
    role = RoleToFill(
        id=number,
        ward=record.initiative.ward_id or PRIVATE,
        minimum=min(record.places_minimum, opening.places_left),
        maximum=opening.places_left,
        slots=frozenset(members(opening.slots)),
        hard_minimum=record.is_minimum_hard,
    )
    return role, baseline.judged(number, opening)


def recruits(baseline: Baseline) -> Iterator[Fix]:
    """Find as many more people for a ward as it has places that stay empty."""
    empty: Counter[Any] = Counter()
    roles: dict[Any, list[int]] = {}
    for role in baseline.short:
        if role.ward != PRIVATE:
            empty[role.ward] += role.maximum - baseline.filled[role.id]
            roles.setdefault(role.ward, []).append(number_of(role))
    for ward, count in empty.most_common(MOST):
        strangers = partial(with_strangers, roles=roles[ward], count=count, points=USUAL_POINTS)
        yield fix_of(RECRUIT, baseline.gain(strangers), ward=ward, people=count)


def _key(baseline: Baseline, number: int) -> UUID:
    key: UUID = baseline.problem.facts.roles[number].pk
    return key
