"""The parts of the score over columns, for some of many people: the same doubles as the plain engine's."""

import numpy as np

from matching.facts import Opening
from matching.facts.columns import NEVER_TOLD, CandidateColumns, Real, Whole
from matching.scoring.parts.waiting import LONGEST_REST, LONGEST_WAIT
from volunteers.catalogues import EVERY_SLOT, SLOT_COUNT


def _ones(chosen: Whole) -> Real:
    return np.ones(len(chosen))


def skills(candidates: CandidateColumns, opening: Opening, chosen: Whole, _distance: Real) -> Real:
    """The share of the wanted skills held; one that wants more experience counts half."""
    wanted = opening.skills
    if not wanted:
        return _ones(chosen)
    held = wanted & candidates["skills"][chosen]
    weak = held & opening.skills_strong & ~candidates["skills_strong"][chosen]
    halves = 2 * np.bitwise_count(held).astype(np.int64) - np.bitwise_count(weak)
    share: Real = halves / (2 * wanted.bit_count())
    return share


def interests(candidates: CandidateColumns, opening: Opening, chosen: Whole, _distance: Real) -> Real:
    """The share of the role's priorities that the person cares about."""
    served = opening.priorities
    if not served:
        return _ones(chosen)
    shared = np.zeros(len(chosen))
    for priority in served & candidates.sets("interests").keys():
        shared += candidates.who_has("interests", priority)[chosen]
    return shared / len(served)


def nearness(candidates: CandidateColumns, _opening: Opening, chosen: Whole, distance: Real) -> Real:
    """1 next door, falling evenly to 0 at the furthest that the person goes."""
    reach = candidates["reach"][chosen]
    near = np.zeros(len(chosen))
    within = distance < reach * reach  # not a number is not within
    near[within] = 1.0 - np.sqrt(distance[within]) / reach[within]
    near[distance == 0] = 1.0
    return near


def spare(candidates: CandidateColumns, opening: Opening, chosen: Whole, _distance: Real) -> Real:
    """The share of the week that is free besides the role's own slots; never told counts as none."""
    told = candidates["availability"][chosen]
    free = np.where(told == NEVER_TOLD, 0, told) & (EVERY_SLOT & ~opening.slots)
    share: Real = np.bitwise_count(free) / SLOT_COUNT
    return share


def same_ward(candidates: CandidateColumns, opening: Opening, chosen: Whole, _distance: Real) -> Real:
    """1 in the person's own ward; a private place is in no ward."""
    if opening.plane is None or opening.ward not in candidates.sets("ward").keys() - {None}:
        return np.zeros(len(chosen))
    return candidates.who_has("ward", opening.ward)[chosen].astype(np.float64)


def ward_need(_candidates: CandidateColumns, opening: Opening, chosen: Whole, _distance: Real) -> Real:
    """How great the need of the role's ward is; a private place is in no ward."""
    need = 0.0 if opening.plane is None or opening.ward_need is None else opening.ward_need
    return np.full(len(chosen), need)


def long_wait(candidates: CandidateColumns, _opening: Opening, chosen: Whole, _distance: Real) -> Real:
    """How long the person has had no new place; never told counts as no time."""
    share: Real = np.minimum(candidates["days_waiting"][chosen], LONGEST_WAIT) / LONGEST_WAIT
    return np.where(candidates["days_waiting"][chosen] == NEVER_TOLD, 0.0, share)


def newcomer(candidates: CandidateColumns, _opening: Opening, chosen: Whole, _distance: Real) -> Real:
    """1 for someone who has never had a place."""
    return candidates["is_newcomer"][chosen].astype(np.float64)


def least_asked(candidates: CandidateColumns, _opening: Opening, chosen: Whole, _distance: Real) -> Real:
    """How long ago the person was last asked; never counts in full."""
    days = candidates["days_since_asked"][chosen]
    return np.where(days == NEVER_TOLD, 1.0, np.minimum(days, LONGEST_REST) / LONGEST_REST)
