"""The gates about the role itself, and about what a person has with this very role."""

from matching.eligibility.answers import FAIL, PASS, Finding
from matching.facts import Candidate, Opening
from volunteers.catalogues import gettext_noop

GROUP_IS_SOUND = Finding("group", PASS, gettext_noop("The group is approved"))
GROUP_IS_NOT_SOUND = Finding(
    "group",
    FAIL,
    gettext_noop("The group is not approved at the moment"),
    remedy_message=gettext_noop("An officer needs to approve the group first."),
)
IS_OPEN = Finding("places", PASS, gettext_noop("The role has a place left"))
NOT_OPEN = Finding(
    "places",
    FAIL,
    gettext_noop("The role is not taking people"),
    remedy_message=gettext_noop("Open the role first."),
)
FULL = Finding(
    "places",
    FAIL,
    gettext_noop("The role has no places left"),
    remedy_message=gettext_noop("Wait for a free place, or let the role take more people."),
)
NEW_TO_ROLE = Finding("history", PASS, gettext_noop("Not in this role yet"))
ALREADY_OFFERED = Finding(
    "history",
    FAIL,
    gettext_noop("Already offered this role"),
    remedy_message=gettext_noop("Wait for the answer, or withdraw the offer."),
)
ALREADY_PLACED = Finding(
    "history",
    FAIL,
    gettext_noop("Already has a place in this role"),
    remedy_message=gettext_noop("Nothing to do. They have the place."),
)


def group(_candidate: Candidate, opening: Opening) -> Finding:
    """The group that runs the role stands well with the partnership."""
    return GROUP_IS_SOUND if opening.is_group_sound else GROUP_IS_NOT_SOUND


def places(_candidate: Candidate, opening: Opening) -> Finding:
    """The role takes people and has a place that nobody holds."""
    if not opening.is_open:
        return NOT_OPEN
    return IS_OPEN if opening.places_left > 0 else FULL


def history(candidate: Candidate, _opening: Opening) -> Finding:
    """Nobody is asked twice for, or placed twice in, the same role at one time."""
    if candidate.role_history == "none":
        return NEW_TO_ROLE
    return ALREADY_OFFERED if candidate.role_history == "offered" else ALREADY_PLACED
