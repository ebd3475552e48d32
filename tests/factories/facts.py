"""Facts for the plain engines: a person who suits a role in every way, to change one thing at a time."""

from datetime import date
from typing import Any

from matching.facts import Candidate, Opening
from volunteers.catalogues import mask_of, slot_bit

TUESDAY, THURSDAY = 1, 3
MORNING, EVENING = 0, 2
TUESDAY_EVENING = slot_bit(TUESDAY, EVENING)
THURSDAY_MORNING = slot_bit(THURSDAY, MORNING)
MENTORING, FIRST_AID, DRIVING = 0, 2, 7
ENGLISH, PANJABI, POLISH = 0, 1, 2
ENHANCED = 3
ST_PETERS, PARK = "E05001337", "E05001335"
STARTS = date(2026, 6, 1)


def make_candidate(**changes: Any) -> Candidate:
    """Build a volunteer who passes every gate of `make_opening()` and has the whole of every skill."""
    facts: dict[str, Any] = {
        "id": 1,
        "born_on": date(1990, 5, 3),
        "is_over_18": True,
        "dbs_level": ENHANCED,
        "dbs_valid_until": date(2027, 5, 31),
        "dbs_declared": ENHANCED,
        "availability": mask_of([TUESDAY_EVENING, THURSDAY_MORNING]),
        "latitude": 52.5862,
        "longitude": -2.1288,
        "travel_miles": 3.0,
        "ward": ST_PETERS,
        "languages": mask_of([ENGLISH, PANJABI]),
        "skills": mask_of([MENTORING, FIRST_AID]),
        "interests": frozenset({7, 8}),
        "commitments": 0,
        "placement_limit": 2,
        "is_active": True,
    }
    return Candidate(**facts | changes)


def make_opening(**changes: Any) -> Opening:
    """Build a role of which every gate asks something."""
    facts: dict[str, Any] = {
        "id": 11,
        "on": STARTS,
        "starts_on": STARTS,
        "minimum_age": 18,
        "dbs_level": ENHANCED,
        "slots": mask_of([TUESDAY_EVENING]),
        "latitude": 52.5900,
        "longitude": -2.1300,
        "ward": ST_PETERS,
        "languages": mask_of([PANJABI]),
        "skills": mask_of([MENTORING, FIRST_AID]),
        "priorities": frozenset({7, 8}),
        "places_left": 1,
        "is_open": True,
    }
    return Opening(**facts | changes)
