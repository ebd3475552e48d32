"""Hypothesis strategies for the plain engines: any person, any role, over a small city."""

from datetime import date

from hypothesis import strategies as st

from matching.facts import Candidate, Opening
from tests.factories.facts import PARK, ST_PETERS

slots = st.integers(0, (1 << 21) - 1)
few_slots = st.one_of(st.just(0), st.integers(0, 20).map(lambda bit: 1 << bit), slots)
skills = st.integers(0, (1 << 24) - 1)
languages = st.integers(0, 0b111)
levels = st.integers(0, 4)
priorities = st.frozensets(st.integers(1, 4))
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
birth_days = st.dates(date(1930, 1, 1), date(2016, 1, 1))
latitudes = st.none() | st.floats(52.54, 52.64)
longitudes = st.none() | st.floats(-2.21, -2.04)
miles = st.one_of(st.just(0.0), st.floats(0.0, 15.0))
wards = st.sampled_from([None, ST_PETERS, PARK])

candidates = st.builds(
    Candidate,
    id=st.uuids(),
    born_on=st.none() | birth_days,
    is_over_18=st.booleans(),
    dbs_level=levels,
    dbs_valid_until=st.none() | days,
    dbs_declared=levels,
    availability=st.none() | slots,
    latitude=latitudes,
    longitude=longitudes,
    travel_miles=miles,
    ward=wards,
    languages=languages,
    skills=skills,
    interests=priorities,
    commitments=st.integers(0, 3),
    placement_limit=st.integers(0, 3),
    is_active=st.booleans(),
    role_history=st.sampled_from(["none", "none", "offered", "placed"]),
)

openings = st.builds(
    Opening,
    id=st.uuids(),
    starts_on=days,
    minimum_age=st.none() | st.integers(0, 30),
    dbs_level=levels,
    slots=few_slots,
    latitude=latitudes,
    longitude=longitudes,
    ward=wards,
    languages=languages,
    skills=st.one_of(st.just(0), skills),
    priorities=priorities,
    places_left=st.integers(-1, 3),
    is_open=st.booleans(),
)
