"""Lists take as many queries for a thousand rows as for ten."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups.models import Group
from initiatives.models import Initiative, Role, WeeklyTime
from tests.factories.groups import GroupFactory
from tests.factories.initiatives import InitiativeFactory, RoleFactory, VenueFactory, WeeklyTimeFactory
from tests.factories.places import PostcodeFactory, WardFactory, WardFigureFactory, WardOverlapFactory
from tests.factories.strategy import PriorityFactory

ROOMS = [
    "wards/",
    "wards.geojson",
    "indicators/",
    "groups/",
    "initiatives/",
    "initiatives.geojson",
    "roles/",
    "priorities/",
]


def fill(count):
    ward, priority, group = WardFactory(), PriorityFactory(), GroupFactory()
    WardFigureFactory(ward=ward)
    WardOverlapFactory(new=ward)
    venue = VenueFactory(group=group)
    groups = Group.objects.bulk_create(GroupFactory.build_batch(count))
    initiatives = Initiative.objects.bulk_create(
        InitiativeFactory.build_batch(count, group=group, venue=venue, ward=ward)
    )
    Role.objects.bulk_create(RoleFactory.build(initiative=one) for one in initiatives)
    WeeklyTime.objects.bulk_create(WeeklyTimeFactory.build(initiative=one) for one in initiatives)
    ward.groups.add(*groups)
    priority.groups.add(*groups)
    priority.initiatives.add(*initiatives)


def queries_of(client, room):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/api/v1/{room}").status_code == 200
    return len(queries)


def test_queries_do_not_grow_with_the_lists(client, db):
    fill(10)
    few = {room: queries_of(client, f"{room}?page_size=100") for room in ROOMS}
    fill(990)

    assert {room: queries_of(client, f"{room}?page_size=100") for room in ROOMS} == few
    assert max(few.values()) <= 6


@pytest.mark.parametrize("question", ["q=boxing", "postcode=WV1+1RG&within=5", "day=tuesday&sort=best"])
def test_questions_do_not_take_more_queries_for_more_rows(client, db, question):
    PostcodeFactory(code="WV1 1RG")
    fill(1)
    few = queries_of(client, f"initiatives/?{question}")
    fill(50)
    assert queries_of(client, f"initiatives/?{question}") == few
