"""The gates over columns: one answer for each of many people, or one for all of them."""

from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from matching.eligibility.answers import Outcome
from matching.facts import Opening
from matching.facts.columns import (
    NEVER_TOLD,
    NOBODY,
    CandidateColumns,
    Mask,
    RoleHistories,
    Whole,
    square_miles,
)
from volunteers.ages import ADULT, last_birthday

Answers: TypeAlias = NDArray[np.int8]

PASS, FAIL, UNKNOWN = 0, 1, 2
OUTCOMES = (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN)  # what the numbers stand for


def _for_all(answer: int) -> Answers:
    """Return one answer that holds for everybody."""
    return np.full(1, answer, dtype=np.int8)


ALL_PASS, ALL_FAIL, ALL_UNKNOWN = _for_all(PASS), _for_all(FAIL), _for_all(UNKNOWN)


def answers(passes: Mask, unknown: Mask) -> Answers:
    """Return a pass where that holds, else unknown where that does, else a fail."""
    fails = ~passes
    # In bytes, as FAIL is 1 and UNKNOWN one more: this is asked about every pair of a plan.
    found: Answers = fails.view(np.int8) + (fails & unknown).view(np.int8)
    return found


def _fails(mask: Mask) -> Answers:
    """Return a fail where the mask holds, else a pass."""
    return mask.astype(np.int8)


def _fails_of(candidates: CandidateColumns, people: Whole) -> Answers:
    """Return a fail for some people, else a pass."""
    found = np.zeros(len(candidates), dtype=np.int8)
    found[people] = FAIL
    return found


def group(_candidates: CandidateColumns, opening: Opening, _histories: RoleHistories) -> Answers:
    """The group that runs the role stands well."""
    return ALL_PASS if opening.is_group_sound else ALL_FAIL


def places(_candidates: CandidateColumns, opening: Opening, _histories: RoleHistories) -> Answers:
    """The role takes people and has a place left."""
    return ALL_PASS if opening.is_open and opening.places_left > 0 else ALL_FAIL


def history(candidates: CandidateColumns, _opening: Opening, histories: RoleHistories) -> Answers:
    """Nobody is asked twice for one role."""
    return _fails_of(candidates, np.concatenate([histories.offered, histories.placed]))


def adult(candidates: CandidateColumns, opening: Opening, _histories: RoleHistories) -> Answers:
    """The person is 18 or over as of today, or said so."""
    return _old_enough(candidates, ADULT, opening.on)


def age(candidates: CandidateColumns, opening: Opening, _histories: RoleHistories) -> Answers:
    """The person is old enough on the first day, or said that they are over 18 where that is enough."""
    minimum = opening.minimum_age
    return ALL_PASS if minimum is None else _old_enough(candidates, minimum, opening.starts_on)


def _old_enough(candidates: CandidateColumns, minimum: int, day: date) -> Answers:
    untold = candidates["born_on"] == NEVER_TOLD
    latest = last_birthday(day, minimum).toordinal()
    vouched = untold & (candidates["is_over_18"] == 1) if minimum <= ADULT else NOBODY
    return answers(~untold & (candidates["born_on"] <= latest) | vouched, untold)


def dbs(candidates: CandidateColumns, opening: Opening, _histories: RoleHistories) -> Answers:
    """A check of the level has been seen and still counts on the first day."""
    needed = opening.dbs_level
    if needed == 0:
        return ALL_PASS
    is_held = candidates["dbs_level"] >= needed
    until = candidates["dbs_valid_until"]
    unknown = np.where(is_held, until == NEVER_TOLD, candidates["dbs_declared"] >= needed)
    return answers(is_held & (until >= opening.starts_on.toordinal()), unknown)


def travel(candidates: CandidateColumns, opening: Opening, _histories: RoleHistories) -> Answers:
    """The place is no further away than the person goes, or in a ward where they are willing to help."""
    if opening.plane is None:
        return ALL_UNKNOWN
    distance = square_miles(candidates, opening)
    willing = candidates.who_has("serves", opening.ward)
    return answers(willing | (distance <= candidates["reach"] * candidates["reach"]), np.isnan(distance))


def limit(candidates: CandidateColumns, _opening: Opening, _histories: RoleHistories) -> Answers:
    """One more role stays within the most that the person takes on."""
    return _fails(candidates["commitments"] >= candidates["placement_limit"])


def away(candidates: CandidateColumns, opening: Opening, _histories: RoleHistories) -> Answers:
    """The person is not away on the first day, nor on any other where the role has an end."""
    times = candidates.periods("away")
    missed = times.overlapping(opening.starts_on, opening.ends_on or opening.starts_on)
    return _fails_of(candidates, times.person[missed])


def conflict(candidates: CandidateColumns, opening: Opening, _histories: RoleHistories) -> Answers:
    """Nothing on record keeps the person from the group, the place or the people."""
    kept = np.zeros(len(candidates), dtype=np.bool_)
    for other in {opening.group, opening.venue, *opening.people} & candidates.sets("avoids").keys():
        kept |= candidates.who_has("avoids", other)
    return _fails(kept)


def asks(candidates: CandidateColumns, _opening: Opening, _histories: RoleHistories) -> Answers:
    """One more offer stays within the most in 30 days."""
    return _fails(candidates["asks"] >= candidates["asks_limit"])


def clash(candidates: CandidateColumns, opening: Opening, _histories: RoleHistories) -> Answers:
    """No other role that the person has takes place at the same times."""
    held = candidates.periods("engagements")
    same = held.overlapping(opening.starts_on, opening.ends_on) & (held.slots & opening.slots != 0)
    return _fails_of(candidates, held.person[same & (held.role != opening.id)])
