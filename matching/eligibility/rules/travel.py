"""The gate about where: how far the place is from home."""

from matching.eligibility.answers import FAIL, PASS, UNKNOWN, Finding
from matching.facts import Candidate, Opening
from matching.wording import Values
from volunteers.catalogues import gettext_noop

WILLING_IN_WARD = Finding(
    "travel", PASS, gettext_noop("Willing to help in this ward, however far away it is")
)
NEAR_ENOUGH = Finding("travel", PASS, gettext_noop("Near enough to travel"))
PLACE_IS_PRIVATE = Finding(
    "travel",
    UNKNOWN,
    gettext_noop("The address is private, so we do not show the distance"),
    remedy_message=gettext_noop("An officer needs to ask if they can make the journey."),
)
HOME_UNKNOWN = Finding(
    "travel",
    UNKNOWN,
    gettext_noop("Home postcode not known"),
    remedy_message=gettext_noop("Ask for their home postcode."),
)


def travel(candidate: Candidate, opening: Opening) -> Finding:
    """The place is no further away, in a straight line, than the person goes by their means of travel.

    Nor does it matter how far it is in a ward where they are willing to help. A private place is in none.
    """
    if opening.plane is None:
        return PLACE_IS_PRIVATE
    if opening.ward is not None and opening.ward in candidate.serves:
        return WILLING_IN_WARD
    square_miles = opening.square_miles_to(candidate)
    if square_miles is None:
        return HOME_UNKNOWN
    # Squares are compared, as SQL does, so that both agree at the very edge.
    reach = candidate.reach
    return NEAR_ENOUGH if square_miles <= reach * reach else _too_far(candidate, square_miles**0.5)


def _too_far(candidate: Candidate, miles: float) -> Finding:
    values: Values = {"miles": miles, "limit_miles": candidate.reach}
    if candidate.reach == candidate.travel_miles:
        return Finding(
            "travel",
            FAIL,
            gettext_noop("%(miles)s miles away, which is over the limit of %(limit_miles)s"),
            values,
            gettext_noop("Ask if they would travel further for this role."),
        )
    return Finding(
        "travel",
        FAIL,
        gettext_noop("%(miles)s miles away, which is further than we expect %(means)s (%(limit_miles)s)"),
        {**values, "means": candidate.travel_by},
        gettext_noop("Ask if they could get there another way."),
    )
