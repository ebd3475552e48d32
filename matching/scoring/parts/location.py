"""The parts about where a role is: how near, in whose ward, and how great the need is there."""

from math import sqrt

from matching.facts import Candidate, Opening
from matching.scoring.weights import WHOLE
from matching.scoring.words import Words
from matching.wording import Values
from volunteers.catalogues import gettext_noop


def miles_between(candidate: Candidate, opening: Opening) -> float | None:
    """Return the straight-line distance from home to the place, or None where either is unknown."""
    square_miles = opening.square_miles_to(candidate)
    return None if square_miles is None else sqrt(square_miles)


def nearness(candidate: Candidate, opening: Opening) -> float:
    """Return 1 next door, falling evenly to 0 at the furthest that the person travels by their means.

    Unknown counts as 0, and so does a private place: its score must not tell where it is.
    """
    square_miles = opening.square_miles_to(candidate)
    if square_miles is None:
        return 0.0
    if square_miles == 0:
        return 1.0
    reach = candidate.reach
    # Comparing first also keeps a limit of zero miles from being divided by.
    return 1.0 - sqrt(square_miles) / reach if square_miles < reach * reach else 0.0


def nearness_words(candidate: Candidate, opening: Opening) -> Words:
    """Say how far it is, or why that is not said."""
    miles = miles_between(candidate, opening)
    if miles is not None:
        values: Values = {"miles": miles, "limit_miles": candidate.reach}
        if candidate.reach == candidate.travel_miles:
            return gettext_noop("%(miles)s miles away. Limit: %(limit_miles)s"), values
        message = gettext_noop("%(miles)s miles away. The furthest we expect %(means)s is %(limit_miles)s")
        return message, {**values, "means": candidate.travel_by}
    if opening.plane is None:
        return gettext_noop("The address is private, so distance does not count"), {}
    return gettext_noop("Home postcode not known, so distance does not count"), {}


def same_ward(candidate: Candidate, opening: Opening) -> float:
    """Return 1 if the role is in the person's own ward, else 0; a private place is in no ward."""
    if opening.plane is None or opening.ward is None:
        return 0.0
    return 1.0 if candidate.ward == opening.ward else 0.0


def same_ward_words(candidate: Candidate, opening: Opening) -> Words:
    """Say whether the role is in the home ward, or why that is not said."""
    if opening.plane is None:
        return gettext_noop("The address is private, so the ward does not count"), {}
    if opening.ward is None or candidate.ward is None:
        return gettext_noop("Ward not known"), {}
    if candidate.ward == opening.ward:
        return gettext_noop("In the home ward"), {}
    return gettext_noop("In a different ward"), {}


def ward_need(_candidate: Candidate, opening: Opening) -> float:
    """Return how great the need of the role's ward is, so that people go where they are needed.

    Unknown counts as 0, and so does a private place: its score must not tell where it is.
    """
    if opening.plane is None or opening.ward_need is None:
        return 0.0
    return opening.ward_need


def ward_need_words(_candidate: Candidate, opening: Opening) -> Words:
    """Say how great the need is beside the city's other wards."""
    if opening.plane is None:
        return gettext_noop("The address is private, so the need in its ward does not count"), {}
    if opening.ward_need is None:
        return gettext_noop("Level of need in the ward not known"), {}
    message = gettext_noop(
        "Need in the role's ward, from 0 (lowest in the city) to %(limit)s (highest): %(count)s"
    )
    return message, {"count": round(opening.ward_need * WHOLE), "limit": WHOLE}
