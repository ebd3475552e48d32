from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from matching.candidates import people_by_key
from matching.eligibility import GATES, age_on, judge
from matching.ranking import rank_for
from matching.scoring import PARTS, rank_candidates
from matching.sieve import GATE_RULES, LISTED_GATES, MEASURES, last_birthday
from tests.factories.facts import make_candidate
from tests.factories.facts import make_opening as describe
from tests.factories.initiatives import RoleFactory
from tests.factories.matching import OfferFactory, PlacementFactory
from tests.factories.places import WardFactory
from tests.factories.strategy import PriorityFactory
from tests.matching.people import WARDS, is_possible, make_opening, make_person, openings, people
from tests.matching.strategies import birth_days, days
from volunteers.models import Volunteer

EVERYONE = 1000


@pytest.fixture
def city(db):
    for gss in WARDS:
        WardFactory(gss=gss)
    return RoleFactory(places_maximum=100), RoleFactory(places_maximum=100), PriorityFactory.create_batch(4)


def commit(person, commitments, role, other):
    """Give a person offers and placements in this role and in others."""
    for what in dict.fromkeys(commitments):
        where = role if what.endswith("here") else RoleFactory(initiative=other.initiative)
        if what.startswith("offer"):
            place = 1 + where.offers.count()
            OfferFactory(role=where, volunteer=person, place_number=place, made_by=person.user)
        else:
            PlacementFactory(
                offer__role=where,
                offer__volunteer=person,
                offer__made_by=person.user,
                offer__place_number=None,
                role=where,
                volunteer=person,
            )


@given(st.lists(people.filter(is_possible), max_size=12), openings)
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_sieve_and_engines_find_the_same_people(city, crowd, opening_facts):
    role, other, priorities = city
    with transaction.atomic():
        for facts in crowd:
            commit(make_person(facts, priorities), facts["commitments"], role, other)
        opening = make_opening(opening_facts, role, priorities)
        ranking = rank_for(opening, size=EVERYONE, nearest=EVERYONE)
        pages = [rank_for(opening, page=page, size=3) for page in range(1, 5)]
        registered = Volunteer.objects.registered().values_list("pk", flat=True)
        everybody = [person.candidate for person in people_by_key(list(registered), role.pk).values()]
        transaction.set_rollback(True)

    event(f"eligible: {min(ranking.eligible_count, 4)}")
    verdicts = {each.id: judge(each, opening) for each in everybody}
    eligible = [each for each in everybody if verdicts[each.id].is_eligible]
    assert [each.candidate for each in ranking.eligible] == rank_candidates(eligible, opening)
    assert ranking.eligible_count == len(eligible)
    assert [person for page in pages for person in page.eligible] == ranking.eligible
    one_thing = {key: verdict.one_thing for key, verdict in verdicts.items() if verdict.one_thing}
    listed = {
        person.candidate.id: person.gate
        for group in (*ranking.nearly, *ranking.needs_asking)
        for person in group.people
    }
    assert listed == one_thing
    assert all(group.count == len(group.people) for group in (*ranking.nearly, *ranking.needs_asking))
    assert ranking.others == len(everybody) - len(eligible) - len(one_thing)
    assert {gate.outcome.value for group in ranking.nearly for *_who, gate in group.people} <= {"fail"}
    assert {gate.outcome.value for group in ranking.needs_asking for *_who, gate in group.people} <= {
        "unknown"
    }


def test_every_gate_and_part_has_its_sql():
    codes = {judge(make_candidate(), describe()).gates[number].code for number in range(len(GATES))}

    assert codes == {*GATE_RULES, *LISTED_GATES, "places"}
    assert set(MEASURES) == {part.code for part in PARTS}


@given(days, st.integers(13, 99), birth_days)
def test_last_birthday_divides_the_old_enough_from_the_others(day, years, born_on):
    assert (born_on <= last_birthday(day, years)) == (age_on(born_on, day) >= years)


def test_last_birthday_of_a_leap_day_is_the_day_before_where_the_year_has_none():
    assert last_birthday(date(2028, 2, 29), 18) == date(2010, 2, 28)
