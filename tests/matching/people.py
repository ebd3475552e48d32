"""Any volunteers and any roles, in the database, for tests that hold SQL to the rules."""

from datetime import date, timedelta

from hypothesis import strategies as st

from matching.facts import Opening
from tests.factories.facts import PARK, ST_PETERS
from tests.factories.volunteers import VolunteerFactory
from tests.matching.strategies import YES_OR_NO, birth_days, days, latitudes, longitudes, slots
from volunteers.models import TimeAway

WARDS = (ST_PETERS, PARK)
COMMITMENTS = ("offer here", "placement here", "offer", "placement")
CONFLICTS = ("group", "venue", "somebody here", "somebody else", "another group")
EDGES = (date(2008, 2, 29), date(2008, 6, 1), date(2008, 6, 2), date(2005, 6, 1), date(2005, 6, 2))
# Few values, most of them good: people pass most gates, meet at the edges (same place, same day, same
# score), and lack one thing or two.
young = st.dates(date(2008, 5, 25), date(2010, 6, 8))  # about 16 or 17
EVERY_SLOT = 2**21 - 1
START = date(2026, 6, 1)


def mostly(*good, rarely):
    """Draw one of the good values nine times in ten."""
    return st.integers(0, 9).flatmap(lambda number: rarely if number == 9 else st.sampled_from(good))


spans = st.tuples(st.integers(-3, 3), st.integers(0, 3)).map(
    lambda span: (START + timedelta(span[0]), START + timedelta(span[0] + span[1]))
)
moments = st.sampled_from([0, 1, 30, 89, 90, 91, 179, 180, 181, 400]).map(lambda ago: START - timedelta(ago))
start_days = mostly(START, rarely=st.sampled_from([date(2028, 2, 29)]) | days)
places = mostly((52.587, -2.1296), (52.58, -2.13), rarely=st.tuples(latitudes, longitudes))
commitments = mostly((), rarely=st.lists(st.sampled_from(COMMITMENTS), max_size=3))

people = st.fixed_dictionaries(
    {
        "state": mostly("active", rarely=st.sampled_from(["paused", "left"])),
        "born_on": mostly(date(1990, 5, 3), rarely=st.sampled_from([None, *EDGES]) | young | birth_days),
        "is_over_18": st.booleans(),
        "dbs_level": mostly(3, 4, rarely=st.integers(0, 4)),
        "dbs_valid_until": mostly(START, date(2028, 6, 1), rarely=days),
        "dbs_declared": st.integers(0, 4),
        "availability": mostly(EVERY_SLOT, 0b111, rarely=st.none() | slots),
        "place": places,
        "travel_miles": mostly(2, 30, rarely=st.just(1)),
        "ward_id": st.sampled_from([None, *WARDS]),
        "languages": mostly(0b11, rarely=st.integers(0, 0b1111)),
        "skills": st.integers(0, 0b111),
        "placement_limit": st.integers(1, 3),
        "interests": st.frozensets(st.integers(0, 3)),
        "commitments": commitments,
        "travel_by": mostly("", "car", rarely=st.sampled_from(["foot", "bicycle", "bus"])),
        "serves": st.frozensets(st.sampled_from(WARDS)),
        "skills_strong": st.integers(0, 0b111),
        "away": mostly((), rarely=st.lists(spans, min_size=1, max_size=2, unique=True)),
        "asked": mostly((), (0,), rarely=st.lists(st.integers(0, 45), max_size=4)),
        "asks_limit": mostly(None, 3, rarely=st.integers(0, 2)),
        "last_asked_on": st.none() | moments,
        "last_placed_on": st.none() | moments,
        "avoids": mostly((), rarely=st.sets(st.sampled_from(CONFLICTS), max_size=2)),
        **{fact: mostly(True, rarely=st.sampled_from([None, False])) for fact in YES_OR_NO.held},
    }
)

openings = st.fixed_dictionaries(
    {
        "starts_on": start_days,
        "minimum_age": mostly(None, 18, rarely=st.sampled_from([13, 21])),
        "dbs_level": st.sampled_from([0, 1, 3]),
        "slots": mostly(0, 1, 0b11, rarely=slots),
        "place": mostly((52.587, -2.1296), rarely=st.none() | st.tuples(latitudes, longitudes)),
        "ward": st.sampled_from([None, *WARDS]),
        "languages": mostly(0, 1, rarely=st.integers(0, 0b1111)),
        "skills": st.integers(0, 0b111),
        "priorities": st.frozensets(st.integers(0, 3)),
        "places_left": mostly(1, rarely=st.just(0)),
        "is_open": mostly(True, rarely=st.just(False)),
        "ends_on": mostly(None, START, START + timedelta(2), rarely=days),
        "skills_strong": st.integers(0, 0b111),
        "is_group_sound": mostly(True, rarely=st.just(False)),
        "ward_need": st.none() | st.floats(0, 1),
        **{fact: st.booleans() for fact in YES_OR_NO.needed},
    }
)

# When the other roles are that people have: their slots, first day and last.
other_roles = st.fixed_dictionaries(
    {
        "slots": mostly(0, 1, rarely=slots),
        "starts_on": mostly(START, rarely=st.sampled_from([START + timedelta(day) for day in (-9, 1, 2, 3)])),
        "ends_on": mostly(None, rarely=st.sampled_from([START + timedelta(day) for day in (3, 4)])),
    }
)


def is_possible(facts: dict) -> bool:
    """Whether the database takes such a person: an active one has an age."""
    return facts["state"] != "active" or facts["is_over_18"] or facts["born_on"] is not None


def make_person(facts: dict, priorities: list):
    """Store a person (without what they have to do with roles and other people)."""
    elsewhere = {"commitments", "asked", "avoids"}
    facts = {key: value for key, value in facts.items() if key not in elsewhere}
    latitude, longitude = facts.pop("place")
    chosen = [priorities[number] for number in facts.pop("interests")]
    wards, away = facts.pop("serves"), facts.pop("away")
    if facts["dbs_level"] == 0:
        facts["dbs_valid_until"] = None
    facts["skills_strong"] &= facts["skills"]
    person = VolunteerFactory(latitude=latitude, longitude=longitude, **facts)
    person.interests.set(chosen)
    person.serves_wards.set(wards)
    for starts_on, ends_on in away:
        TimeAway.objects.create(volunteer=person, starts_on=starts_on, ends_on=ends_on)
    return person


def make_opening(facts: dict, role, priorities: list, people=frozenset()) -> Opening:
    """Describe a role to the engines."""
    facts = dict(facts)
    latitude, longitude = facts.pop("place") or (None, None)
    served = frozenset(priorities[number].pk for number in facts.pop("priorities"))
    facts["skills_strong"] &= facts["skills"]
    return Opening(
        id=role.pk,
        on=START,
        latitude=latitude,
        longitude=longitude,
        priorities=served,
        group=role.initiative.group_id,
        venue=role.initiative.venue_id,
        people=people,
        **facts,
    )
