"""The gates of `matching.eligibility` over columns: one answer for each person of a crowd, or one for all."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from matching.candidate_columns import NEVER_TOLD, CandidateColumns, Mask, Real, RoleHistories, Whole
from matching.eligibility import ADULT, Outcome
from matching.eligibility.rules.person import last_birthday
from matching.facts import Opening

Answers: TypeAlias = NDArray[np.int8]

PASS, FAIL, UNKNOWN = 0, 1, 2
OUTCOMES = (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN)  # what the numbers stand for


def _for_all(answer: int) -> Answers:
    """Return one answer that holds for everybody."""
    return np.full(1, answer, dtype=np.int8)


ALL_PASS, ALL_FAIL, ALL_UNKNOWN = _for_all(PASS), _for_all(FAIL), _for_all(UNKNOWN)
NOBODY = np.zeros(1, dtype=np.bool_)


def _fails(mask: Mask) -> Answers:
    """Return a fail where the mask holds, else a pass."""
    return mask.astype(np.int8)


def _fails_of(crowd: CandidateColumns, people: Whole) -> Answers:
    """Return a fail for some people, else a pass."""
    answers = np.zeros(len(crowd), dtype=np.int8)
    answers[people] = FAIL
    return answers


def _answers(passes: Mask, unknown: Mask) -> Answers:
    """Return a pass where that holds, else unknown where that does, else a fail."""
    return np.where(passes, PASS, np.where(unknown, UNKNOWN, FAIL)).astype(np.int8)


def standing(crowd: CandidateColumns, _opening: Opening, _here: RoleHistories) -> Answers:
    """The person is taking part."""
    return _fails(~crowd.is_active)


def group(_crowd: CandidateColumns, opening: Opening, _here: RoleHistories) -> Answers:
    """The group that runs the role stands well."""
    return ALL_PASS if opening.is_group_sound else ALL_FAIL


def places(_crowd: CandidateColumns, opening: Opening, _here: RoleHistories) -> Answers:
    """The role takes people and has a place left."""
    return ALL_PASS if opening.is_open and opening.places_left > 0 else ALL_FAIL


def history(crowd: CandidateColumns, _opening: Opening, here: RoleHistories) -> Answers:
    """Nobody is asked twice for one role."""
    return _fails_of(crowd, np.concatenate([here.offered, here.placed]))


def age(crowd: CandidateColumns, opening: Opening, _here: RoleHistories) -> Answers:
    """The person is old enough on the first day, or said that they are over 18 where that is enough."""
    minimum = opening.minimum_age
    if minimum is None:
        return ALL_PASS
    untold = crowd.born_on == NEVER_TOLD
    latest = last_birthday(opening.starts_on, minimum).toordinal()
    vouched = untold & crowd.is_over_18 if minimum <= ADULT else NOBODY
    return _answers(~untold & (crowd.born_on <= latest) | vouched, untold)


def dbs(crowd: CandidateColumns, opening: Opening, _here: RoleHistories) -> Answers:
    """A check of the level has been seen and still counts on the first day."""
    needed = opening.dbs_level
    if needed == 0:
        return ALL_PASS
    is_held = crowd.dbs_level >= needed
    until = crowd.dbs_valid_until
    unknown = np.where(is_held, until == NEVER_TOLD, crowd.dbs_declared >= needed)
    return _answers(is_held & (until >= opening.starts_on.toordinal()), unknown)


def availability(crowd: CandidateColumns, opening: Opening, _here: RoleHistories) -> Answers:
    """The person is free at every weekly slot of the role."""
    if opening.slots == 0:
        return ALL_PASS
    untold = crowd.availability == NEVER_TOLD
    return _answers(~untold & (opening.slots & ~crowd.availability == 0), untold)


def square_miles(crowd: CandidateColumns, opening: Opening) -> Real:
    """Return the squared distances in the very order of operations of `places.geo.Plane.square_miles`.

    What is not known is not a number, which is nowhere near and compares as false.
    """
    plane = opening.plane
    if plane is None:
        return np.full(1, np.nan)
    north = (crowd.latitude - plane.latitude) * plane.miles_per_degree_north
    east = (crowd.longitude - plane.longitude) * plane.miles_per_degree_east
    return north * north + east * east


def travel(crowd: CandidateColumns, opening: Opening, _here: RoleHistories) -> Answers:
    """The place is no further away than the person goes, or in a ward where they are willing to help."""
    if opening.plane is None:
        return ALL_UNKNOWN
    distance = square_miles(crowd, opening)
    willing = crowd.serves.get(opening.ward, NOBODY)
    return _answers(willing | (distance <= crowd.reach * crowd.reach), np.isnan(distance))


def languages(crowd: CandidateColumns, opening: Opening, _here: RoleHistories) -> Answers:
    """The person speaks every language that the role needs."""
    if opening.languages == 0:
        return ALL_PASS
    return _answers(opening.languages & ~crowd.languages == 0, crowd.languages == 0)


def limit(crowd: CandidateColumns, _opening: Opening, _here: RoleHistories) -> Answers:
    """One more role stays within the most that the person takes on."""
    return _fails(crowd.commitments >= crowd.placement_limit)


def away(crowd: CandidateColumns, opening: Opening, _here: RoleHistories) -> Answers:
    """The person is not away on the first day, nor on any other where the role has an end."""
    missed = crowd.away.overlapping(opening.starts_on, opening.ends_on or opening.starts_on)
    return _fails_of(crowd, crowd.away.person[missed])


def conflict(crowd: CandidateColumns, opening: Opening, _here: RoleHistories) -> Answers:
    """Nothing on record keeps the person from the group, the place or the people."""
    kept = np.zeros(len(crowd), dtype=np.bool_)
    for other in {opening.group, opening.venue, *opening.people} & crowd.avoids.keys():
        kept |= crowd.avoids[other]
    return _fails(kept)


def asks(crowd: CandidateColumns, _opening: Opening, _here: RoleHistories) -> Answers:
    """One more offer stays within the most in 30 days."""
    return _fails(crowd.asks >= crowd.asks_limit)


def clash(crowd: CandidateColumns, opening: Opening, _here: RoleHistories) -> Answers:
    """No other role that the person has takes place at the same times."""
    held = crowd.engagements
    same = held.overlapping(opening.starts_on, opening.ends_on) & (held.slots & opening.slots != 0)
    return _fails_of(crowd, held.person[same & (held.role != opening.id)])


BULK_GATES: Mapping[str, Callable[[CandidateColumns, Opening, RoleHistories], Answers]] = {
    gate.__name__: gate
    for gate in (
        standing,
        group,
        places,
        history,
        age,
        dbs,
        availability,
        away,
        travel,
        languages,
        conflict,
        limit,
        asks,
        clash,
    )
}
