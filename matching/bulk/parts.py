"""The parts of the score over columns, for some people of a crowd: the same doubles as the plain engine's."""

from collections.abc import Callable, Mapping

import numpy as np

from matching.bulk.crowd import NEVER_TOLD, Crowd, Real, Whole
from matching.facts import Opening
from volunteers.catalogues import EVERY_SLOT, SLOT_COUNT


def _ones(chosen: Whole) -> Real:
    return np.ones(len(chosen))


def skills(crowd: Crowd, opening: Opening, chosen: Whole, _distance: Real) -> Real:
    """The share of the wanted skills held."""
    wanted = opening.skills
    if not wanted:
        return _ones(chosen)
    held: Real = np.bitwise_count(wanted & crowd.skills[chosen]) / wanted.bit_count()
    return held


def interests(crowd: Crowd, opening: Opening, chosen: Whole, _distance: Real) -> Real:
    """The share of the role's priorities that the person cares about."""
    served = opening.priorities
    if not served:
        return _ones(chosen)
    shared = np.zeros(len(chosen))
    for priority in served & crowd.interests.keys():
        shared += crowd.interests[priority][chosen]
    return shared / len(served)


def nearness(crowd: Crowd, _opening: Opening, chosen: Whole, distance: Real) -> Real:
    """1 next door, falling evenly to 0 at the furthest that the person goes."""
    reach = crowd.travel_miles[chosen]
    near = np.zeros(len(chosen))
    within = distance < reach * reach  # not a number is not within
    near[within] = 1.0 - np.sqrt(distance[within]) / reach[within]
    near[distance == 0] = 1.0
    return near


def spare(crowd: Crowd, opening: Opening, chosen: Whole, _distance: Real) -> Real:
    """The share of the week that is free besides the role's own slots; never told counts as none."""
    told = crowd.availability[chosen]
    free = np.where(told == NEVER_TOLD, 0, told) & (EVERY_SLOT & ~opening.slots)
    share: Real = np.bitwise_count(free) / SLOT_COUNT
    return share


def same_ward(crowd: Crowd, opening: Opening, chosen: Whole, _distance: Real) -> Real:
    """1 in the person's own ward; a private place is in no ward."""
    if opening.plane is None or opening.ward not in crowd.wards:
        return np.zeros(len(chosen))
    return crowd.wards[opening.ward][chosen].astype(np.float64)


BULK_PARTS: Mapping[str, Callable[[Crowd, Opening, Whole, Real], Real]] = {
    "skills": skills,
    "interests": interests,
    "nearness": nearness,
    "spare": spare,
    "same_ward": same_ward,
}
