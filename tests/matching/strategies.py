"""Hypothesis strategies for the plain engines: any person, any role, over a small city."""

from datetime import date, timedelta
from typing import NamedTuple

from hypothesis import strategies as st

from matching.eligibility import REQUIREMENTS
from matching.facts import Away, Candidate, Engagement, Opening
from matching.scoring import WEIGHTS, order_key
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

means = st.sampled_from(["", "foot", "bicycle", "bus", "car"])
things = st.integers(1, 6)  # people, groups and venues to be kept from
spans = st.tuples(days, st.integers(0, 400)).map(lambda span: (span[0], span[0] + timedelta(span[1])))
times_away = st.lists(spans.map(lambda span: Away(*span)), max_size=2).map(tuple)
engagements = st.lists(
    st.builds(
        lambda role, slots, span, ends: Engagement(role, slots, span[0], span[1] if ends else None),
        st.integers(1, 3),
        few_slots,
        spans,
        st.booleans(),
    ),
    max_size=2,
).map(tuple)


class YesOrNo(NamedTuple):
    """The facts that are yes, no or never told, of people, and whether a role needs a yes."""

    held: list[str]
    needed: list[str]


_needed = [each for each in REQUIREMENTS if each.needed and not each.missing]
YES_OR_NO = YesOrNo([each.held for each in _needed], [each.needed for each in _needed])

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
    skills_strong=skills,
    travel_by=means,
    serves=st.frozensets(st.sampled_from([ST_PETERS, PARK])),
    away=times_away,
    engagements=engagements,
    avoids=st.frozensets(things, max_size=2),
    asks=st.integers(0, 4),
    asks_limit=st.integers(0, 4),
    days_waiting=st.none() | st.integers(0, 400),
    is_newcomer=st.booleans(),
    days_since_asked=st.none() | st.integers(0, 400),
    **{fact: st.none() | st.booleans() for fact in YES_OR_NO.held},
)

openings = st.builds(
    Opening,
    id=st.uuids(),
    on=days,
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
    ends_on=st.none() | days,
    skills_strong=skills,
    group=st.none() | things,
    is_group_sound=st.sampled_from([True, True, True, False]),
    venue=st.none() | things,
    people=st.frozensets(things, max_size=2),
    ward_need=st.none() | st.floats(0, 1),
    **{fact: st.booleans() for fact in YES_OR_NO.needed},
)


def people_in_order(people, opening, weights=WEIGHTS):
    """Return people in the order in which they suit a role, by the plain engine alone."""
    return sorted(people, key=lambda each: order_key(each, opening, each.id, weights))
