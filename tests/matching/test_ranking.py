from datetime import date

import pytest

from accounts.models import User
from initiatives.models import ProtectedAddress, Role
from matching import ranking
from matching.ranking import beside, rank
from places.geo import Plane
from tests.factories.accounts import UserFactory
from tests.factories.initiatives import (
    ProtectedAddressFactory,
    ProtectedInitiativeFactory,
    ProtectedVenueFactory,
    RoleFactory,
)
from tests.factories.matching import OfferFactory
from tests.factories.places import WardFactory
from tests.factories.volunteers import VolunteerFactory
from tests.queries import assert_same_for_few_and_many
from volunteers.models import Volunteer

TODAY = date(2026, 6, 1)


@pytest.fixture
def role(db):
    return RoleFactory(dbs_level=0, slots=1, languages=1)


def names(people):
    return [person.card.name for person in people]


def test_rank_lists_who_is_eligible_best_first(role):
    VolunteerFactory(name="Far", latitude=52.6)
    VolunteerFactory(name="Near")

    result = rank(role, on=TODAY)

    assert names(result.eligible) == ["Near", "Far"]
    assert result.eligible_count == 2
    assert result.eligible[0].card.outward == "WV1"


def test_rank_gives_one_page(role):
    VolunteerFactory.create_batch(5)

    first, last = rank(role, on=TODAY, page=1, size=3), rank(role, on=TODAY, page=2, size=3)

    assert [len(page.eligible) for page in (first, last)] == [3, 2]
    assert len({*names(first.eligible), *names(last.eligible)}) == 5


def test_rank_lists_who_lacks_one_thing_and_counts_the_others(role):
    VolunteerFactory(name="Busy", availability=2)
    VolunteerFactory(name="Resting", state="paused")
    VolunteerFactory(name="Unasked", availability=None)
    VolunteerFactory(name="Hopeless", availability=2, languages=2)
    VolunteerFactory(name="Gone", state="left")

    result = rank(role, on=TODAY)

    rest = beside(result, on=TODAY)
    assert {group.kind.code: names(group.people) for group in rest.nearly} == {
        "availability": ["Busy"],
        "standing": ["Resting"],
    }
    assert [names(group.people) for group in rest.needs_asking] == [["Unasked"]]
    assert rest.counts == {"availability": 2, "standing": 1}
    assert rest.others == 1
    assert rest.others_by_gate == {"availability": 1, "languages": 1}


def test_rank_lists_the_nearest_and_counts_all(role):
    VolunteerFactory.create_batch(3, availability=2)

    (group,) = beside(rank(role, on=TODAY), on=TODAY, nearest=2).nearly

    assert (group.count, len(group.people), group.is_cut) == (3, 2, True)


def test_rank_of_a_full_role_lists_who_would_suit(role):
    VolunteerFactory(name="Waiting")
    OfferFactory(role=role)

    result = rank(role, on=TODAY)

    assert (result.eligible, result.eligible_count) == ([], 0)
    assert [(group.kind.code, names(group.people)) for group in beside(result, on=TODAY).nearly] == [
        ("places", ["Waiting"])
    ]


def test_rank_of_a_private_place_without_address_needs_asking(db):
    role = RoleFactory(initiative=ProtectedInitiativeFactory(venue=ProtectedVenueFactory()))
    VolunteerFactory(name="Somewhere")

    result = rank(role, on=TODAY)

    assert [(group.kind.code, names(group.people)) for group in beside(result, on=TODAY).needs_asking] == [
        ("travel", ["Somewhere"])
    ]


def test_rank_of_a_closed_role_at_a_private_place_lists_nobody(db):
    role = RoleFactory(
        state=Role.State.CLOSED, initiative=ProtectedInitiativeFactory(venue=ProtectedVenueFactory())
    )
    VolunteerFactory()

    result = rank(role, on=TODAY)

    rest = beside(result, on=TODAY)
    assert (rest.nearly, rest.needs_asking, rest.others) == ([], [], 1)
    assert rest.others_by_gate == {"places": 1, "travel": 1}


def test_rank_measures_a_protected_place_for_officers(db):
    address = ProtectedAddressFactory()
    role = RoleFactory(initiative=ProtectedInitiativeFactory(venue=address.venue))
    VolunteerFactory(name="Near", latitude=address.latitude, longitude=address.longitude)
    VolunteerFactory(name="Further")

    assert names(rank(role, on=TODAY).eligible) == ["Near", "Further"]

    ProtectedAddress.objects.update(latitude=52.587, longitude=-2.1296)

    assert names(rank(role, on=TODAY).eligible) == ["Further", "Near"]


def test_rank_leaves_out_who_changed_between_its_queries(role, monkeypatch):
    VolunteerFactory(name="Deleted")
    VolunteerFactory(name="Paused")
    read = ranking.people_by_key

    def read_later(keys, role=None, *, on):
        Volunteer.objects.filter(name__startswith="Deleted").delete()
        Volunteer.objects.filter(name="Paused").update(state="paused")
        return read(keys, role, on=on)

    monkeypatch.setattr(ranking, "people_by_key", read_later)

    result = rank(role, on=TODAY)

    assert (result.eligible, result.eligible_count) == ([], 2)


def test_rank_makes_the_same_queries_for_any_number_of_people(role):
    def add(number):
        for facts in ({}, {"availability": 0}, {"latitude": None, "longitude": None}):
            users = User.objects.bulk_create(UserFactory.build_batch(number))
            Volunteer.objects.bulk_create(VolunteerFactory.build(user=user, **facts) for user in users)

    everything = {
        "rank": lambda: rank(role, on=TODAY),
        "rank and beside": lambda: beside(rank(role, on=TODAY), on=TODAY),
    }
    assert_same_for_few_and_many(everything, add, at_most=24)


def test_rank_takes_who_is_old_enough_on_the_first_day_itself(db):
    role = RoleFactory(minimum_age=21, starts_on=date(2026, 12, 1))
    VolunteerFactory(name="That day", born_on=date(2005, 12, 1), is_over_18=False)
    VolunteerFactory(name="A day late", born_on=date(2005, 12, 2), is_over_18=False)

    result = rank(role, on=TODAY)

    assert names(result.eligible) == ["That day"]
    assert [(group.kind.code, names(group.people)) for group in beside(result, on=TODAY).nearly] == [
        ("age", ["A day late"])
    ]


def test_rank_takes_who_lives_just_as_far_as_they_go(db):
    role = RoleFactory()
    place = Plane.at(role.initiative.latitude, role.initiative.longitude)
    north = place.latitude + 2 / place.miles_per_degree_north
    edge = VolunteerFactory(latitude=north, longitude=place.longitude, travel_miles=2)
    is_within = place.square_miles(edge.latitude, edge.longitude) <= 4

    assert bool(rank(role, on=TODAY).eligible) is is_within


def test_rank_asks_who_only_said_over_18_where_a_role_wants_more(db):
    VolunteerFactory(name="Adult")

    result = rank(RoleFactory(minimum_age=21), on=TODAY)

    assert [(group.kind.code, names(group.people)) for group in beside(result, on=TODAY).needs_asking] == [
        ("age", ["Adult"])
    ]


def test_rank_shows_somebody_whose_home_is_still_looked_for(role):
    VolunteerFactory(name="Somewhere", postcode="WV1 9ZZ", latitude=None, longitude=None, ward=None)

    result = rank(role, on=TODAY)

    assert result.eligible_count == 0
    assert [(group.kind.code, names(group.people)) for group in beside(result, on=TODAY).needs_asking] == [
        ("travel", ["Somewhere"])
    ]


def test_rank_lists_last_who_would_come_to_the_ward_from_nobody_knows_where(db):
    role = RoleFactory(initiative__ward=WardFactory())
    alike = {"travel_miles": 2, "skills": 0, "availability": 1}
    place = Plane.at(role.initiative.latitude, role.initiative.longitude)
    at_the_edge = place.latitude + 2 / place.miles_per_degree_north + 1e-4  # too far to count as near
    names_and_homes = {"Nowhere": {"postcode": "WV1 9ZZ", "latitude": None, "longitude": None, "ward": None}}
    names_and_homes["Far"] = {"latitude": at_the_edge, "longitude": place.longitude, "ward": WardFactory()}
    for name, home in names_and_homes.items():
        VolunteerFactory(name=name, **alike | home).serves_wards.add(role.initiative.ward)

    eligible = rank(role, on=TODAY).eligible

    assert [person.score.total for person in eligible] == [eligible[0].score.total] * 2
    assert names(eligible) == ["Far", "Nowhere"]
