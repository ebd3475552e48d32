"""Any volunteers and any roles, in the database, for tests that hold the sieve to the engines."""

from datetime import date

from hypothesis import strategies as st

from matching.facts import Opening
from tests.factories.facts import PARK, ST_PETERS
from tests.factories.volunteers import VolunteerFactory
from tests.matching.strategies import birth_days, days, few_slots

WARDS = (ST_PETERS, PARK)
# Few values, so that people meet at the edges: same place, same day, same score.
slots = st.sampled_from([0, 1, 0b11, 0b111, 0b101, 2**21 - 1]) | few_slots
masks = st.integers(0, 0b1111)
latitudes = st.sampled_from([52.58, 52.587, 52.60]) | st.floats(52.54, 52.64)
longitudes = st.sampled_from([-2.13, -2.12]) | st.floats(-2.21, -2.04)
start_days = st.sampled_from([date(2026, 6, 1), date(2028, 2, 29)]) | days
born = st.sampled_from([None, date(2008, 2, 29), date(2008, 6, 1), date(2008, 6, 2)]) | birth_days
commitments = st.lists(st.sampled_from(["offer here", "placement here", "offer", "placement"]), max_size=3)

people = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["active", "active", "active", "paused", "left"]),
        "born_on": born,
        "is_over_18": st.booleans(),
        "dbs_level": st.integers(0, 4),
        "dbs_valid_until": days,
        "dbs_declared": st.integers(0, 4),
        "availability": st.none() | slots,
        "latitude": latitudes,
        "longitude": longitudes,
        "travel_miles": st.sampled_from([1, 2, 30]),
        "ward_id": st.sampled_from([None, *WARDS]),
        "languages": masks,
        "skills": masks,
        "placement_limit": st.integers(1, 3),
        "interests": st.frozensets(st.integers(0, 3)),
        "commitments": commitments,
    }
)

openings = st.fixed_dictionaries(
    {
        "starts_on": start_days,
        "minimum_age": st.none() | st.sampled_from([13, 18, 21]),
        "dbs_level": st.sampled_from([0, 0, 1, 3]),
        "slots": st.sampled_from([0, 0]) | slots,
        "place": st.none() | st.tuples(latitudes, longitudes),
        "ward": st.sampled_from([None, *WARDS]),
        "languages": st.sampled_from([0, 0, 1]) | masks,
        "skills": masks,
        "priorities": st.frozensets(st.integers(0, 3)),
        "places_left": st.sampled_from([1, 1, 1, 0]),
        "is_open": st.sampled_from([True, True, True, False]),
    }
)


def is_possible(facts: dict) -> bool:
    """Whether the database takes such a person: an active one has an age."""
    return facts["state"] != "active" or facts["is_over_18"] or facts["born_on"] is not None


def make_person(facts: dict, priorities: list):
    """Store a person (without their commitments)."""
    facts = {key: value for key, value in facts.items() if key != "commitments"}
    chosen = [priorities[number] for number in facts.pop("interests")]
    if facts["dbs_level"] == 0:
        facts["dbs_valid_until"] = None
    if facts["state"] == "paused" and facts["latitude"] == 52.58:
        facts |= {"latitude": None, "longitude": None}
    person = VolunteerFactory(**facts)
    person.interests.set(chosen)
    return person


def make_opening(facts: dict, role, priorities: list) -> Opening:
    """Describe a role to the engines."""
    facts = dict(facts)
    latitude, longitude = facts.pop("place") or (None, None)
    served = frozenset(priorities[number].pk for number in facts.pop("priorities"))
    return Opening(id=role.pk, latitude=latitude, longitude=longitude, priorities=served, **facts)
